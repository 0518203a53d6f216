"""The team's word that a customer's answer may go into letters, with who said so and when."""

from django.db import transaction

from ninefold.community.errors import PostRefused
from ninefold.community.flagging import hold
from ninefold.community.models import Answer
from ninefold.community.types import PostKind, PostState
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission


@transaction.atomic
def approve(*, actor: Actor, key: str, read_edit: int, now: int) -> None:
    """Let an answer go into letters; `read_edit` is its `edited_at` as it was read, for only what was read is approved.

    Raises NotAllowed, NotFound, PostRefused.
    """
    actor.require(Permission.COMMUNITY_MODERATE)
    row = hold(PostKind.ANSWER, key)
    if row.state != PostState.SHOWN.value or clock.us_or_0(row.edited_at) != read_edit:
        raise PostRefused("approve_changed", "It has changed since you read it. Read it again.")
    Answer.objects.filter(pk=row.pk).update(approved_at=now, approved_by=actor.key, is_to_score=True)


@transaction.atomic
def disapprove(*, actor: Actor, key: str) -> None:
    """Take that word back. Raises NotAllowed, NotFound."""
    actor.require(Permission.COMMUNITY_MODERATE)
    row = hold(PostKind.ANSWER, key)
    Answer.objects.filter(pk=row.pk).update(approved_at=None, approved_by="", is_to_score=True)

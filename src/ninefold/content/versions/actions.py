"""Writes of versions."""

from django.contrib.auth import get_user_model
from django.db import transaction

from ninefold.content.models import Variant
from ninefold.content.versions import queries
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound


@transaction.atomic
def restore(*, actor: Actor, variant_id: int, revision_id: int) -> int:
    """Make what an older version says the newest draft; its id. What is published stays. Raise BadInput, NotFound.

    For whom and for which form the variant is written stays, too.
    """
    actor.require(Permission.CONTENT_EDIT)
    row = Variant.objects.select_for_update(of=("self",)).filter(pk=variant_id).first()
    if row is None:
        raise NotFound("variant_not_found", f"There is no version {variant_id}.")
    user = get_user_model()._default_manager.filter(pk=actor.key.removeprefix("user:")).first()
    check_unlocked(row=row, user=user)
    older, draft = queries.revision(variant_id, revision_id).as_object(), row.get_latest_revision_as_object()
    draft.subject, draft.preheader, draft.body = older.subject, older.preheader, older.body
    return int(draft.save_revision(user=user, log_action="wagtail.revert", clean=False).pk)


def check_unlocked(*, row: Variant, user: object) -> None:
    """Raise BadInput where a variant is locked, or in review, for this account."""
    lock = row.get_lock()
    if lock is not None and lock.for_user(user):
        raise BadInput(
            "variant_locked", "This draft is locked or in review: who reviews it changes it or sends it back."
        )

"""Flags: enough people who have posted here for a while keep a post from being seen until someone has looked.

A flag of someone new brings the post before the moderators, and hides nothing.
"""

from collections.abc import Iterable
from itertools import islice

from django.db import transaction

from ninefold.collect.types import EventName
from ninefold.community import guarding, posting, shelving, telling
from ninefold.community.errors import PostRefused
from ninefold.community.models import Answer, Flag, Question
from ninefold.community.types import FlagReason, PostKind, PostState
from ninefold.context import queries as context
from ninefold.kernel.errors import NotFound

PEOPLE_TO_HOLD = 3  # one may be wrong, two may be friends


@transaction.atomic
def flag(*, profile_id: int, kind: PostKind, key: str, reason: FlagReason, now: int) -> bool:
    """Ask for a look at a post; whether it waits for that look now. Twice is as once. Raises NotFound, PostRefused."""
    own = guarding.hold(profile_id)
    row = hold(kind, key)
    if row.state != PostState.SHOWN.value:
        return True
    if row.profile_id in own:
        raise PostRefused("flag_own", "This is your own post. You can change it for a while, or answer to it.")
    flags = Flag.objects.filter(**_of(row))
    if not flags.filter(profile_id__in=own).exists():
        guarding.check_flags(own, now)
        Flag.objects.create(**_of(row), profile_id=profile_id, reason=reason.value, flagged_at=now)
        telling.record(
            EventName.POST_FLAGGED, f"{kind.value}:{key}:{profile_id}", profile_id, now,
            post=key, kind=kind.value, reason=reason.value,
        )  # fmt: skip
    people = _people(flags.filter(settled_at=None).values_list("profile_id", flat=True), now) if row.profile_id else 0
    if people < PEOPLE_TO_HOLD:
        return False
    set_state(row, PostState.HELD, f"Flagged by {people} people.")
    return True


def _people(profile_ids: Iterable[int], now: int) -> int:
    """How many people these are, PEOPLE_TO_HOLD at most, without those who are new: anyone can join three times."""
    profiles = context.profiles_of(context.person_ids(profile_ids).values())
    known = (own for own in profiles.values() if not guarding.is_new(own, now))
    return sum(1 for _ in islice(known, PEOPLE_TO_HOLD))


def hold(kind: PostKind, key: str) -> Question | Answer:
    """A post of any state, locked to the end of the transaction so that what is decided of it is decided in turn.

    Raises NotFound.
    """
    table: type[Question | Answer] = Question if kind is PostKind.QUESTION else Answer
    row = table.objects.select_for_update().filter(key=posting.storable(key)).first()
    if row is None:
        raise NotFound("post_unknown", "There is no such post, or it is gone.")
    assert isinstance(row, Question | Answer)
    return row


def set_state(row: Question | Answer, state: PostState, held_for: str = "") -> None:
    """Show, hold or hide a post, with all that follows from it, in the caller's transaction."""
    row.state, row.held_for = state.value, held_for
    row.save(update_fields=["state", "held_for"])
    question_id = row.pk if isinstance(row, Question) else row.question_id
    shelving.to_score(question_id)
    shelving.refresh([question_id])


def _of(row: Question | Answer) -> dict[str, int]:
    return {"question_id": row.pk} if isinstance(row, Question) else {"answer_id": row.pk}

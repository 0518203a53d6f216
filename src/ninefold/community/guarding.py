"""What keeps the community usable: how much one person may post, what waits for a look, who may not post.

A person is all their profiles; `hold` lets nothing of theirs happen at the same time, so that counts are exact.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from ninefold.community.errors import PostRefused
from ninefold.community.models import Answer, Flag, Member, Question, Vote
from ninefold.community.posting import HOUR_US, own_profiles
from ninefold.community.types import PostState
from ninefold.kernel.links import LINK

DAY_US, MINUTE_US = 86_400_000_000, 60_000_000
# More than anyone asks in earnest, far less than a program would.
ASKS_PER_DAY_MAX = 10
ANSWERS_PER_DAY_MAX = 50
VOTES_PER_HOUR_MAX = 100
FLAGS_PER_DAY_MAX = 20
ACCEPTANCES_PER_HOUR_MAX = 20
EDITS_MAX = 20  # of one post, in the half hour that it can be changed
# Who has no post yet that has stood for a day is new: most spam is an account's first posts.
NEW_ASKS_PER_DAY_MAX = 3
NEW_ANSWERS_PER_DAY_MAX = 10
LINKS_MAX = 5
EDIT_MINUTES = 30
TWICE_MINUTES = 60
_LOCK = 0x9F02  # with a person's id: any number that nothing else in this database locks so


def hold(profile_id: int) -> tuple[int, ...]:
    """All profiles of who posts, one post of theirs at a time until this transaction ends. Raises PostRefused."""
    assert connection.in_atomic_block, "a post is checked and made in one transaction"
    own = own_profiles(profile_id)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, min(own) % 2**31])
    barred = Member.objects.filter(profile_id__in=own, barred_at__isnull=False).first()
    if barred is not None:
        raise PostRefused(
            "barred", f"You cannot post here any more: {barred.barred_reason} Was that wrong? Answer any mail of ours."
        )
    return own


def is_new(own: Sequence[int], now: int) -> bool:
    """Whether nothing of this person has stood for a day."""
    of_theirs, until = {"profile_id__in": own, "state": PostState.SHOWN.value}, now - DAY_US
    seen = Q(let_through_at=None) | Q(let_through_at__lte=until)
    return not (
        Question.objects.filter(seen, **of_theirs, asked_at__lte=until).exists()
        or Answer.objects.filter(seen, **of_theirs, answered_at__lte=until).exists()
    )


def check_asks(own: Sequence[int], *, is_new_here: bool, now: int) -> None:
    most = NEW_ASKS_PER_DAY_MAX if is_new_here else ASKS_PER_DAY_MAX
    rows = Question.objects.filter(profile_id__in=own, asked_at__gt=now - DAY_US)
    _check(rows, most, "asks_many", f"That makes {most} questions within a day. Ask the next one tomorrow.")


def check_answers(own: Sequence[int], *, is_new_here: bool, now: int) -> None:
    most = NEW_ANSWERS_PER_DAY_MAX if is_new_here else ANSWERS_PER_DAY_MAX
    rows = Answer.objects.filter(profile_id__in=own, answered_at__gt=now - DAY_US)
    _check(rows, most, "answers_many", f"You gave {most} answers within a day, thank you. Go on tomorrow.")


def check_votes(own: Sequence[int], now: int) -> None:
    """Each vote and each change of one counts, though the row is the same."""
    done = _sum(Vote.objects.filter(profile_id__in=own, voted_at__gt=now - HOUR_US), "times")
    if done >= VOTES_PER_HOUR_MAX:
        raise PostRefused("votes_many", "That were very many votes within the hour. Go on a little later.")


def check_acceptances(own: Sequence[int], now: int) -> None:
    done = _sum(Question.objects.filter(profile_id__in=own, accepted_at__gt=now - HOUR_US), "acceptances")
    if done >= ACCEPTANCES_PER_HOUR_MAX:
        raise PostRefused("acceptances_many", "You changed your mind very often within the hour. Go on a little later.")


def check_edits(edits: int) -> None:
    if edits >= EDITS_MAX:
        raise PostRefused("edits_many", f"You changed this post {EDITS_MAX} times. Let it stand, or write an answer.")


def check_flags(own: Sequence[int], now: int) -> None:
    rows = Flag.objects.filter(profile_id__in=own, flagged_at__gt=now - DAY_US)
    _check(rows, FLAGS_PER_DAY_MAX, "flags_many", "Thank you for watching. Someone looks at what you flagged first.")


def _sum(rows: "QuerySet[Any]", column: str) -> int:
    return int(rows.aggregate(done=Sum(column))["done"] or 0)


def _check(rows: "QuerySet[Any]", most: int, code: str, message: str) -> None:
    if rows.count() >= most:
        raise PostRefused(code, message)


def held_for(text: str, *, is_new_here: bool) -> str:
    """Why a text waits for a look before others see it, "" where it does not."""
    links = len(LINK.findall(text))
    if links > LINKS_MAX:
        return f"More than {LINKS_MAX} links."
    return "A link or an address in one of the first posts of someone new." if links and is_new_here else ""

"""Answers that the person who asked has not been told of: each is told once, those to a question at most once a day."""

from collections.abc import Collection, Sequence

from django.db import connection
from django.db.models import Q, QuerySet

from ninefold.community.models import Answer, Question
from ninefold.community.models import Member as MemberRow
from ninefold.community.posting import own_profiles
from ninefold.community.types import News, PostState
from ninefold.context import queries as context
from ninefold.kernel import clock

DAY_US = 86_400_000_000
FRESH_DAYS = 3  # a forum's old answers that come in today are no news
ANSWERS_AT_ONCE = 200


def are_untold(*, now: int) -> bool:
    """Whether `take_news` would find an answer. Writes nothing, so that an idle worker locks nothing."""
    return _untold(now).exists()


def take_news(*, now: int) -> list[News]:
    """What people are to be told of answers to their questions, in the transaction that tells them; told from now on.

    Only members are told, who did not ask us to be silent, of what others said and can be read.
    """
    assert connection.in_atomic_block
    waiting = _untold(now).order_by("pk")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(skip_locked=True, of=("self",))
    rows = list(waiting.select_related("question")[:ANSWERS_AT_ONCE])
    Answer.objects.filter(pk__in=[row.pk for row in rows]).update(is_asker_told=True)
    by_question: dict[int, list[Answer]] = {}
    for row in _of_others(rows, now):
        by_question.setdefault(row.question_id, []).append(row)
    return [news for answers in by_question.values() if (news := _news(answers, now))]


def _untold(now: int) -> QuerySet[Answer]:
    """Answers that are shown and not told; while a question's day runs, its next ones wait."""
    rested = Q(question__asker_told_at=None) | Q(question__asker_told_at__lte=now - DAY_US)
    return Answer.objects.filter(rested, is_asker_told=False, state=PostState.SHOWN.value)


def _of_others(rows: Sequence[Answer], now: int) -> list[Answer]:
    """Those of these answers that are news: lately shown, to a question that is, by somebody else."""
    person_of = context.person_ids(_profiles(rows))
    return [
        row for row in rows
        if row.question.state == PostState.SHOWN.value
        and clock.to_us(row.let_through_at or row.answered_at) > now - FRESH_DAYS * DAY_US
        and person_of.get(row.profile_id, row.profile_id)
        != person_of.get(row.question.profile_id, row.question.profile_id)
    ]  # fmt: skip


def _profiles(rows: Collection[Answer]) -> set[int]:
    return {each for row in rows for each in (row.profile_id, row.question.profile_id) if each > 0}


def _news(answers: Sequence[Answer], now: int) -> News | None:
    question = answers[0].question
    member = MemberRow.objects.filter(profile_id__in=own_profiles(question.profile_id)).order_by("pk").first()
    if member is None or not member.hears_of_answers:
        return None
    rested = Q(asker_told_at=None) | Q(asker_told_at__lte=now - DAY_US)
    if not Question.objects.filter(rested, pk=question.pk).update(asker_told_at=now):
        return None  # another worker told of the answer before this one
    return News(member.profile_id, member.address, question.key, question.title, len(answers))


def hear_of_answers(*, profile_id: int, is_wanted: bool) -> None:
    """Tell this member of answers to their questions, or no more."""
    MemberRow.objects.filter(profile_id__in=own_profiles(profile_id)).update(hears_of_answers=is_wanted)


def hears_of_answers(profile_id: int) -> bool:
    """Whether the person of this profile is told of answers to their questions."""
    return MemberRow.objects.filter(profile_id__in=own_profiles(profile_id), hears_of_answers=True).exists()

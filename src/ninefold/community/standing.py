"""The door for credibility: which answers it should look at, what people said of them, what it makes of questions."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection
from django.db.models import Q

from ninefold.community.models import Answer, Question, Vote
from ninefold.community.rows import MILLIONTHS
from ninefold.community.types import Ballot, Rating
from ninefold.context import queries as context
from ninefold.kernel import clock


def take_to_score(*, limit: int) -> list[int]:
    """Ids of answers to be scored anew, in the transaction that stores their scores."""
    assert connection.in_atomic_block
    waiting = Answer.objects.filter(is_to_score=True).order_by("pk")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(skip_locked=True)
    found = list(waiting.values_list("pk", flat=True)[:limit])
    if found:
        Answer.objects.filter(pk__in=found).update(is_to_score=False, is_own=False)
        Answer.objects.filter(pk__in=_own(found)).update(is_own=True)
    return found


def _own(answer_ids: Collection[int]) -> list[int]:
    """Those of these answers that were given by the person who asked."""
    sides = list(Answer.objects.filter(pk__in=answer_ids).values_list("pk", "profile_id", "question__profile_id"))
    person_of = context.person_ids({each for _, author, asker in sides for each in (author, asker) if each})
    return [
        answer for answer, author, asker in sides
        if author and person_of.get(author, author) == person_of.get(asker, asker)
    ]  # fmt: skip


def to_score_of(profile_ids: Collection[int], topic: str) -> None:
    """Let what these profiles answered in a topic be scored anew: the company's word on them has changed."""
    own = Answer.objects.filter(profile_id__in=list(profile_ids), question__topic=topic)
    own.update(is_to_score=True)


def to_score_of_people(profile_ids: Collection[int]) -> None:
    """Let what these profiles answered, voted on or were answered be scored anew: whose word it is has changed."""
    own = list(profile_ids)
    Answer.objects.filter(Q(profile_id__in=own) | Q(question__profile_id__in=own)).update(is_to_score=True)
    rated = Vote.objects.filter(profile_id__in=own).values_list("answer_id", flat=True)
    Answer.objects.filter(pk__in=list(rated)).update(is_to_score=True)


def are_to_score() -> bool:
    """Whether `take_to_score` would find one. Writes nothing, so that an idle worker locks nothing."""
    return Answer.objects.filter(is_to_score=True).exists()


def set_standings(standings: Mapping[int, float]) -> None:
    """What the best answer to each of these questions is held to be worth, 0 to 1; lists are ordered by it."""
    rows = [(round(value * MILLIONTHS), question_id) for question_id, value in sorted(standings.items())]
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE community_question SET standing = %s WHERE id = %s AND standing <> %s",
            [(millionths, question_id, millionths) for millionths, question_id in rows],
        )


def set_routed(*, question_id: int, now: int) -> None:
    """Note that a question was put to likely answerers, in the transaction that puts it."""
    assert connection.in_atomic_block
    Question.objects.filter(pk=question_id).update(routed_at=now)


def put_off_routing(*, question_id: int, now: int, until: int) -> bool:
    """Let a question wait for likely answerers until then (us); False where it waits already or was routed."""
    due = Q(route_after=None) | Q(route_after__lte=now)
    return bool(Question.objects.filter(due, pk=question_id, routed_at=None).update(route_after=until))


def ballots(answer_ids: Collection[int]) -> list[Ballot]:
    """What each person said last of each of these answers; the author's own word is left out, and that of the erased:
    one could come again under the same address, and speak twice."""
    votes: list[tuple[Any, ...]] = list(
        Vote.objects.filter(answer_id__in=list(answer_ids), profile_id__gt=0).order_by("voted_at", "pk")
        .values_list("answer_id", "profile_id", "rating", "answer__profile_id", "voted_at")
    )  # fmt: skip
    person_of = context.person_ids({vote[1] for vote in votes} | {vote[3] for vote in votes})
    newest: dict[tuple[int, int], tuple[Rating, int]] = {}
    for answer_id, profile, rating, author, voted_at in votes:
        person = person_of.get(profile, profile)
        if person != person_of.get(author, author):
            newest[answer_id, person] = Rating(rating), clock.to_us(voted_at)
    return [Ballot(person, answer_id, *said) for (answer_id, person), said in newest.items()]

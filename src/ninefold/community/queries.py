"""Reads of community. Votes count once a person: of their profiles the newest vote."""

from collections.abc import Collection, Iterable

from django.db.models import QuerySet

from ninefold.community.membership import invitation, is_member_address, member
from ninefold.community.models import Answer as AnswerRow
from ninefold.community.models import Question as QuestionRow
from ninefold.community.models import Vote
from ninefold.community.parties import author_of_answer, parties
from ninefold.community.types import Answer, Question
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

__all__ = [
    "answers",
    "answers_to",
    "author_of_answer",
    "invitation",
    "is_member_address",
    "member",
    "parties",
    "question",
    "questions",
]


def question(question_id: int) -> Question:
    """One question; raises NotFound."""
    row = QuestionRow.objects.filter(pk=question_id).first()
    if row is None:
        raise NotFound("question_unknown", f"There is no question {question_id}.")
    return _question(row)


def questions(*, topic: str | None = None, limit: int = 50) -> list[Question]:
    """The newest questions, of one topic or of all."""
    rows = QuestionRow.objects.order_by("-asked_at", "-pk")
    return [_question(row) for row in (rows.filter(topic=topic) if topic is not None else rows)[:limit]]


def answers(question_id: int) -> list[Answer]:
    """The answers to a question with their votes, oldest first."""
    return _answers(AnswerRow.objects.filter(question_id=question_id))


def answers_to(question_ids: Collection[int]) -> list[Answer]:
    """The answers to all these questions with their votes, oldest first."""
    return _answers(AnswerRow.objects.filter(question_id__in=list(question_ids)))


def _answers(rows: "QuerySet[AnswerRow]") -> list[Answer]:
    found = list(rows.order_by("answered_at", "pk"))
    tallies = _tallies([row.pk for row in found])
    return [
        Answer(
            id=row.pk,
            question_id=row.question_id,
            profile_id=row.profile_id,
            body=row.body,
            answered_at=clock.to_us(row.answered_at),
            helpful=sum(tallies[row.pk]),
            votes=len(tallies[row.pk]),
        )
        for row in found
    ]


def _tallies(answer_ids: Iterable[int]) -> dict[int, list[bool]]:
    """For each answer what each person said last."""
    counted: dict[int, dict[int, bool]] = {answer_id: {} for answer_id in answer_ids}
    votes = list(
        Vote.objects.filter(answer_id__in=list(counted)).order_by("voted_at", "pk")
        .values_list("answer_id", "profile_id", "is_helpful")
    )  # fmt: skip
    person_of = context.person_ids({profile for _, profile, _ in votes})
    for answer_id, profile, is_helpful in votes:
        counted[answer_id][person_of.get(profile, profile)] = is_helpful
    return {answer_id: list(said.values()) for answer_id, said in counted.items()}


def _question(row: QuestionRow) -> Question:
    return Question(
        id=row.pk,
        profile_id=row.profile_id,
        title=row.title,
        body=row.body,
        topic=row.topic,
        asked_at=clock.to_us(row.asked_at),
        accepted_answer_id=row.accepted_answer_id or 0,
    )

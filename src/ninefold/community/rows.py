"""Rows of posts as the values that cross the door."""

from ninefold.community.models import Answer as AnswerRow
from ninefold.community.models import Question as QuestionRow
from ninefold.community.types import Answer, PostState, Question
from ninefold.kernel import clock

MILLIONTHS = 1_000_000


def question_of(row: QuestionRow) -> Question:
    """A question; an answer that is not shown is not accepted while it is not. Read rows with their accepted answer."""
    accepted = row.accepted_answer
    return Question(
        id=row.pk,
        profile_id=row.profile_id,
        title=row.title,
        body=row.body,
        topic=row.topic,
        asked_at=clock.to_us(row.asked_at),
        accepted_answer_id=accepted.pk if accepted and accepted.state == PostState.SHOWN.value else 0,
        key=row.key,
        edited_at=clock.us_or_0(row.edited_at),
        state=PostState(row.state),
        held_for=row.held_for,
        answer_count=row.answer_count,
        standing=row.standing / MILLIONTHS,
        let_through_at=clock.us_or_0(row.let_through_at),
    )


def answer_of(row: AnswerRow) -> Answer:
    return Answer(
        id=row.pk,
        question_id=row.question_id,
        profile_id=row.profile_id,
        body=row.body,
        answered_at=clock.to_us(row.answered_at),
        key=row.key,
        by=row.by,
        edited_at=clock.us_or_0(row.edited_at),
        state=PostState(row.state),
        held_for=row.held_for,
        approved_at=clock.us_or_0(row.approved_at),
        approved_by=row.approved_by,
        let_through_at=clock.us_or_0(row.let_through_at),
    )

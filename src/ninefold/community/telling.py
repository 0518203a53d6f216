"""The events of community's own posts, each recorded in the transaction that makes the post."""

from typing import Any

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.community.models import Answer, Question
from ninefold.kernel import clock


def asked(row: Question) -> None:
    at = clock.to_us(row.asked_at) if not isinstance(row.asked_at, int) else row.asked_at
    record(
        EventName.QUESTION_ASKED, row.key, row.profile_id, at, question=row.key, title=row.title, body=row.body,
        topic=row.topic,
    )  # fmt: skip


def answered(row: Answer) -> None:
    at = clock.to_us(row.answered_at) if not isinstance(row.answered_at, int) else row.answered_at
    record(
        EventName.ANSWER_GIVEN, row.key, row.profile_id, at, answer=row.key, question=row.question.key, body=row.body
    )


def hidden(row: Answer, now: int) -> None:
    record(EventName.ANSWER_HIDDEN, f"{row.key}:{now}", row.profile_id, now, answer=row.key, question=row.question.key)


def record(name: EventName, cause: str, profile_id: int, now: int, **properties: Any) -> None:
    """Record what a person did; the cause makes it count once. What the company does is no event of a person."""
    if profile_id:
        message_id = f"{name.value.lower().replace(' ', '-')}:{cause}"
        collect.record(events=[NewEvent(message_id, name, now, profile_id=profile_id, properties=properties)])

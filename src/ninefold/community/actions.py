"""Writes of community. Who acts is a customer, named by a profile; each action records its event in its transaction."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from ninefold.collect import actions as collect
from ninefold.collect.types import Event, EventName, NewEvent
from ninefold.community import posting, projecting
from ninefold.community.membership import forget_requests, invite, join
from ninefold.community.models import Answer as AnswerRow
from ninefold.community.models import Question as QuestionRow
from ninefold.kernel.errors import NotFound
from ninefold.kernel.ids import uuid7

__all__ = ["accept", "answer", "ask", "forget_requests", "invite", "join", "project", "vote"]


@transaction.atomic
def ask(*, profile_id: int, title: str, body: str, topic: str, now: int) -> int:
    """Ask a question; its id. Raises PostRefused."""
    key = str(uuid7())
    question = posting.put_question(key=key, profile_id=profile_id, title=title, body=body, topic=topic, asked_at=now)
    _record(EventName.QUESTION_ASKED, key, profile_id, now, question=key, title=title, body=body, topic=topic)
    return question.pk


@transaction.atomic
def answer(*, profile_id: int, question_id: int, body: str, now: int) -> int:
    """Answer a question; the answer's id. Raises NotFound, PostRefused."""
    question = QuestionRow.objects.filter(pk=question_id).first()
    if question is None:
        raise NotFound("question_unknown", f"There is no question {question_id}.")
    key = str(uuid7())
    given = posting.put_answer(key=key, question=question, profile_id=profile_id, body=body, answered_at=now)
    _record(EventName.ANSWER_GIVEN, key, profile_id, now, answer=key, question=question.key, body=body)
    return given.pk


@transaction.atomic
def vote(*, profile_id: int, answer_id: int, is_helpful: bool, now: int) -> None:
    """Say whether an answer helped; the newest word of a person holds. Raises NotFound, PostRefused."""
    given = _answer(answer_id)
    posting.put_vote(answer=given, profile_id=profile_id, is_helpful=is_helpful, voted_at=now)
    cause = f"{given.key}:{profile_id}:{now}"
    _record(EventName.ANSWER_VOTED, cause, profile_id, now, answer=given.key, helpful=is_helpful)


@transaction.atomic
def accept(*, profile_id: int, answer_id: int, now: int) -> None:
    """Accept an answer to one's own question, in the place of one accepted before. Raises NotFound, PostRefused."""
    given = _answer(answer_id)
    posting.put_acceptance(answer=given, profile_id=profile_id)
    cause = f"{given.key}:{profile_id}:{now}"
    _record(EventName.ANSWER_ACCEPTED, cause, profile_id, now, answer=given.key)


def project(*, events: Sequence[Event]) -> None:
    """Take in what of these events is about community, in the projecting transaction; see projecting."""
    projecting.project(events)


def _answer(answer_id: int) -> AnswerRow:
    found = AnswerRow.objects.select_related("question").filter(pk=answer_id).first()
    if found is None:
        raise NotFound("answer_unknown", f"There is no answer {answer_id}.")
    return found


def _record(name: EventName, cause: str, profile_id: int, now: int, **properties: Any) -> None:
    message_id = f"{name.value.lower().replace(' ', '-')}:{cause}"
    collect.record(events=[NewEvent(message_id, name, now, profile_id=profile_id, properties=properties)])

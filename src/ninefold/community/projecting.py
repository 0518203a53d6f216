"""What events of the company's own forum, and the rooms' own, mean for community. Twice is as once.

The events and their properties: Question Asked (question, title, body, topic), Answer Given (answer, question, body),
Answer Voted (answer, helpful), Answer Accepted (answer); `question` and `answer` are the forum's own ids. An event
about a question or answer that never came is left out, as is what a person could not have posted here.
"""

from collections.abc import Callable, Iterable

import structlog

from ninefold.collect.types import Event, EventName, Trust
from ninefold.community import posting
from ninefold.community.errors import PostRefused

# Anyone can send with a browser's key, and mailed links set preferences only.
TRUST_LEAST = Trust.IMPORT
log = structlog.get_logger()


def project(events: Iterable[Event]) -> None:
    """Take in what of these events is about community, in their order."""
    for event in events:
        meaning = _MEANINGS.get(event.name)
        if meaning is None or event.trust < TRUST_LEAST or event.is_bot or not event.profile_id:
            continue
        try:
            meaning(event)
        except PostRefused as refused:
            log.info("community event left out", code=refused.code, number=event.id)


def _asked(event: Event) -> None:
    posting.put_question(
        key=posting.text_of(event, "question"),
        profile_id=event.profile_id,
        title=posting.text_of(event, "title"),
        body=posting.text_of(event, "body"),
        topic=posting.text_of(event, "topic"),
        asked_at=event.occurred_at,
    )


def _answered(event: Event) -> None:
    question = posting.find_question(posting.text_of(event, "question"))
    if question is None:
        raise PostRefused("question_unknown", "The question of this answer is not known.")
    posting.put_answer(
        key=posting.text_of(event, "answer"),
        question=question,
        profile_id=event.profile_id,
        body=posting.text_of(event, "body"),
        answered_at=event.occurred_at,
    )


def _voted(event: Event) -> None:
    answer, helpful = posting.find_answer(posting.text_of(event, "answer")), event.properties.get("helpful")
    if answer is None or not isinstance(helpful, bool):
        raise PostRefused("vote_incomplete", "A vote names a known answer and says helpful true or false.")
    posting.put_vote(answer=answer, profile_id=event.profile_id, is_helpful=helpful, voted_at=event.occurred_at)


def _accepted(event: Event) -> None:
    answer = posting.find_answer(posting.text_of(event, "answer"))
    if answer is None:
        raise PostRefused("answer_unknown", "The accepted answer is not known.")
    posting.put_acceptance(answer=answer, profile_id=event.profile_id)


_MEANINGS: dict[str, Callable[[Event], None]] = {
    EventName.QUESTION_ASKED: _asked,
    EventName.ANSWER_GIVEN: _answered,
    EventName.ANSWER_VOTED: _voted,
    EventName.ANSWER_ACCEPTED: _accepted,
}

"""What events of the company's own forum, and the rooms' own, mean for community. Twice is as once.

The events and their properties: Question Asked (question, title, body, topic), Answer Given (answer, question, body),
Answer Voted (answer, rating or helpful, reasons), Answer Accepted (answer); `question` and `answer` are the forum's
own ids. An event about a question or answer that never came is left out, as is what could not have been posted here.
"""

from collections.abc import Callable, Iterable

import structlog

from ninefold.collect.types import Event, EventName, Trust
from ninefold.community import posting, shelving
from ninefold.community.errors import PostRefused
from ninefold.community.types import Rating, VoteReason

# Anyone can send with a browser's key, and mailed links set preferences only.
TRUST_LEAST = Trust.IMPORT
log = structlog.get_logger()


def project(events: Iterable[Event]) -> None:
    """Take in what of these events is about community, in their order."""
    touched: set[int] = set()
    for event in events:
        meaning = _MEANINGS.get(event.name)
        if meaning is None or event.trust < TRUST_LEAST or event.is_bot or not event.profile_id:
            continue
        try:
            touched.add(meaning(event))
        except PostRefused as refused:
            log.info("community event left out", code=refused.code, number=event.id)
    shelving.refresh(touched - {_NOTHING})


_NOTHING = 0  # no question whose words or answers changed


def _asked(event: Event) -> int:
    question = posting.put_question(
        key=posting.text_of(event, "question"),
        profile_id=event.profile_id,
        title=posting.text_of(event, "title"),
        body=posting.text_of(event, "body"),
        topic=posting.text_of(event, "topic"),
        asked_at=event.occurred_at,
    )
    return question.pk


def _answered(event: Event) -> int:
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
    return question.pk


def _voted(event: Event) -> int:
    answer, rating = posting.find_answer(posting.text_of(event, "answer")), _rating(event)
    if answer is None or rating is None:
        raise PostRefused("vote_incomplete", "A vote names a known answer and a rating: yes, somewhat or no.")
    posting.put_vote(
        answer=answer, profile_id=event.profile_id, rating=rating, reasons=_reasons(event), voted_at=event.occurred_at
    )
    return _NOTHING


def _rating(event: Event) -> Rating | None:
    """The rating of a vote; a forum that knows yes and no alone sends `helpful`."""
    said, helpful = event.properties.get("rating"), event.properties.get("helpful")
    if isinstance(said, str) and said in {rating.value for rating in Rating}:
        return Rating(said)
    return (Rating.YES if helpful else Rating.NO) if isinstance(helpful, bool) else None


def _reasons(event: Event) -> list[VoteReason]:
    said = event.properties.get("reasons")
    known = {reason.value: reason for reason in VoteReason}
    return [known[one] for one in said if isinstance(one, str) and one in known] if isinstance(said, list) else []


def _accepted(event: Event) -> int:
    answer = posting.find_answer(posting.text_of(event, "answer"))
    if answer is None:
        raise PostRefused("answer_unknown", "The accepted answer is not known.")
    posting.put_acceptance(answer=answer, profile_id=event.profile_id, accepted_at=event.occurred_at)
    return _NOTHING


_MEANINGS: dict[str, Callable[[Event], int]] = {
    EventName.QUESTION_ASKED: _asked,
    EventName.ANSWER_GIVEN: _answered,
    EventName.ANSWER_VOTED: _voted,
    EventName.ANSWER_ACCEPTED: _accepted,
}

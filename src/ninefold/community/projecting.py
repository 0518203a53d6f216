"""What events of the company's own forum, and the rooms' own, mean for community. Twice is as once.

The events and their properties: Question Asked (question, title, body, topic), Answer Given (answer, question, body),
Answer Voted (answer, rating or helpful, reasons), Answer Accepted (answer); `question` and `answer` are the forum's
own ids. An event that came before what it is about waits for that; what could not have been posted here is left out.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import structlog

from ninefold.collect.types import Event, EventName, Trust
from ninefold.community import orphans, posting, shelving
from ninefold.community.errors import PostRefused
from ninefold.community.types import PostKind, Rating, VoteReason

# Anyone can send with a browser's key, and mailed links set preferences only.
TRUST_LEAST = Trust.IMPORT
log = structlog.get_logger()


@dataclass(slots=True)
class _Taken:
    """What some events came to: questions whose words or answers changed, posts that came, events that came early."""

    touched: set[int] = field(default_factory=set)
    came: set[tuple[PostKind, str]] = field(default_factory=set)
    early: list[tuple[Event, PostKind, str]] = field(default_factory=list)

    def wait_for(self, kind: PostKind, key: str, event: Event) -> None:
        """Let an event wait for a post. Raises PostRefused for what cannot be a post's key."""
        posting.check(key, posting.KEY_CHARACTERS_MAX, "a key")
        self.early.append((event, kind, key))


def project(events: Iterable[Event]) -> None:
    """Take in what of these events is about community, in their order, and what waited for them."""
    taken = _Taken()
    for event in events:
        meaning = _MEANINGS.get(event.name)
        if meaning is None or event.trust < TRUST_LEAST or event.is_bot or not event.profile_id:
            continue
        try:
            meaning(event, taken)
        except PostRefused as refused:
            log.info("community event left out", code=refused.code, number=event.id)
    shelving.refresh(taken.touched)
    orphans.keep(taken.early)
    if taken.came and (waited := orphans.take(taken.came)):
        project(waited)


def _asked(event: Event, taken: _Taken) -> None:
    key = posting.text_of(event, "question")
    question = posting.put_question(
        key=key,
        profile_id=event.profile_id,
        title=posting.text_of(event, "title"),
        body=posting.text_of(event, "body"),
        topic=posting.text_of(event, "topic"),
        asked_at=event.occurred_at,
    )
    taken.touched.add(question.pk)
    taken.came.add((PostKind.QUESTION, key))


def _answered(event: Event, taken: _Taken) -> None:
    key, about = posting.text_of(event, "answer"), posting.text_of(event, "question")
    question = posting.find_question(about)
    if question is None:
        taken.wait_for(PostKind.QUESTION, about, event)
        return
    posting.put_answer(
        key=key,
        question=question,
        profile_id=event.profile_id,
        body=posting.text_of(event, "body"),
        answered_at=event.occurred_at,
    )
    taken.touched.add(question.pk)
    taken.came.add((PostKind.ANSWER, key))


def _voted(event: Event, taken: _Taken) -> None:
    about, rating = posting.text_of(event, "answer"), _rating(event)
    if rating is None:
        raise PostRefused("vote_incomplete", "A vote names its rating: yes, somewhat or no.")
    if answer := posting.find_answer(about):
        posting.put_vote(answer=answer, profile_id=event.profile_id, rating=rating, reasons=_reasons(event),
                         voted_at=event.occurred_at)  # fmt: skip
    else:
        taken.wait_for(PostKind.ANSWER, about, event)


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


def _accepted(event: Event, taken: _Taken) -> None:
    about = posting.text_of(event, "answer")
    if answer := posting.find_answer(about):
        posting.put_acceptance(answer=answer, profile_id=event.profile_id, accepted_at=event.occurred_at)
    else:
        taken.wait_for(PostKind.ANSWER, about, event)


_MEANINGS: dict[str, Callable[[Event, _Taken], None]] = {
    EventName.QUESTION_ASKED: _asked,
    EventName.ANSWER_GIVEN: _answered,
    EventName.ANSWER_VOTED: _voted,
    EventName.ANSWER_ACCEPTED: _accepted,
}

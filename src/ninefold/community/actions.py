"""Writes of community. Who posts is a customer, named by a profile; each action records its event in its transaction.

Limits and guards are those of `guarding`; what moderators do stands in `moderating`.
"""

from collections.abc import Sequence

from django.db import transaction

from ninefold.collect.types import Event, EventName
from ninefold.community import guarding, posting, projecting, shelving, telling
from ninefold.community.approving import approve, disapprove
from ninefold.community.editing import edit_answer, edit_question
from ninefold.community.errors import PostRefused
from ninefold.community.flagging import flag
from ninefold.community.masking import mask
from ninefold.community.membership import end_sessions, forget_requests, invite, join
from ninefold.community.models import Answer as AnswerRow
from ninefold.community.models import Question as QuestionRow
from ninefold.community.moderating import allow, answer_as_company, bar, moderate
from ninefold.community.orphans import forget as forget_orphans
from ninefold.community.searching import compact as compact_search
from ninefold.community.standing import (
    put_off_routing,
    set_routed,
    set_standings,
    take_to_score,
    to_score_of,
    to_score_of_people,
)
from ninefold.community.types import PostState, Rating, VoteReason
from ninefold.community.untold import hear_of_answers, take_news
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound
from ninefold.kernel.ids import uuid7

__all__ = [
    "accept",
    "allow",
    "answer",
    "answer_as_company",
    "approve",
    "ask",
    "bar",
    "compact_search",
    "disapprove",
    "edit_answer",
    "edit_question",
    "end_sessions",
    "flag",
    "forget_orphans",
    "forget_requests",
    "hear_of_answers",
    "invite",
    "join",
    "mask",
    "moderate",
    "project",
    "put_off_routing",
    "set_routed",
    "set_standings",
    "take_news",
    "take_to_score",
    "to_score_of",
    "to_score_of_people",
    "vote",
]


@transaction.atomic
def ask(*, profile_id: int, title: str, body: str, topic: str, now: int) -> int:
    """Ask a question; its id. The same question again within an hour is the one before. Raises PostRefused."""
    own = guarding.hold(profile_id)
    title, body, topic = posting.checked_question(title, body, topic)
    lately = QuestionRow.objects.filter(
        profile_id__in=own, asked_at__gt=now - guarding.TWICE_MINUTES * guarding.MINUTE_US
    )
    before = lately.filter(title=title, body=body).first()
    if before is not None:
        return before.pk
    is_new = guarding.is_new(own, now)
    guarding.check_asks(own, is_new_here=is_new, now=now)
    question = posting.put_question(
        key=str(uuid7()), profile_id=profile_id, title=title, body=body, topic=topic, asked_at=now,
        held_for=guarding.held_for(f"{title} {body}", is_new_here=is_new),
    )  # fmt: skip
    shelving.refresh([question.pk])
    if question.is_told:
        telling.asked(question)
    return question.pk


@transaction.atomic
def answer(*, profile_id: int, question_id: int, body: str, now: int) -> int:
    """Answer a question; the answer's id. The same words again are the one before. Raises NotFound, PostRefused."""
    own = guarding.hold(profile_id)
    question = QuestionRow.objects.filter(pk=question_id, state=PostState.SHOWN.value).first()
    if question is None:
        raise NotFound("question_unknown", f"There is no question {question_id}.")
    body = posting.checked_body(body)
    before = AnswerRow.objects.filter(question=question, profile_id__in=own, body=body).first()
    if before is not None:
        return before.pk
    is_new = guarding.is_new(own, now)
    guarding.check_answers(own, is_new_here=is_new, now=now)
    given = posting.put_answer(
        key=str(uuid7()), question=question, profile_id=profile_id, body=body, answered_at=now,
        held_for=guarding.held_for(body, is_new_here=is_new),
    )  # fmt: skip
    shelving.refresh([question.pk])
    if given.is_told:
        telling.answered(given)
    return given.pk


@transaction.atomic
def vote(
    *, profile_id: int, answer_id: int, rating: Rating, reasons: Sequence[VoteReason] = (), now: int, read_edit: int = 0
) -> None:
    """Say whether an answer helped; the newest word of a person holds, and said again it changes nothing.

    `read_edit` is the answer's `edited_at` as it was read, 0 before an edit: nobody speaks for words they did not read.
    Raises NotFound, PostRefused.
    """
    own = guarding.hold(profile_id)
    given = _answer(answer_id, read_edit)
    if posting.last_vote(given, own) == (rating, list(dict.fromkeys(reasons))):
        return
    guarding.check_votes(own, now)
    posting.put_vote(answer=given, profile_id=profile_id, rating=rating, reasons=reasons, voted_at=now)
    cause = f"{given.key}:{profile_id}:{now}"
    said = [reason.value for reason in reasons]
    telling.record(EventName.ANSWER_VOTED, cause, profile_id, now, answer=given.key, rating=rating.value, reasons=said)


@transaction.atomic
def accept(*, profile_id: int, answer_id: int, now: int, read_edit: int = 0) -> None:
    """Accept an answer to one's own question, in the place of one accepted before; `read_edit` as for a vote.

    Raises NotFound, PostRefused.
    """
    own = guarding.hold(profile_id)
    given = _answer(answer_id, read_edit)
    if given.question.accepted_answer_id == given.pk:
        return
    guarding.check_acceptances(own, now)
    before = given.question.accepted_answer
    posting.put_acceptance(answer=given, profile_id=profile_id, accepted_at=now)
    if before is not None:
        withdrawn = f"{before.key}:{profile_id}:{now}"
        telling.record(EventName.ACCEPTANCE_WITHDRAWN, withdrawn, profile_id, now, answer=before.key)
    cause = f"{given.key}:{profile_id}:{now}"
    telling.record(EventName.ANSWER_ACCEPTED, cause, profile_id, now, answer=given.key)


def project(*, events: Sequence[Event]) -> None:
    """Take in what of these events is about community, in the projecting transaction; see projecting."""
    projecting.project(events)


def _answer(answer_id: int, read_edit: int) -> AnswerRow:
    """An answer that everyone sees, as it was read; locked, so that its words do not change before this is done."""
    shown = AnswerRow.objects.filter(state=PostState.SHOWN.value, question__state=PostState.SHOWN.value)
    found = shown.select_for_update(of=("self",)).select_related("question").filter(pk=answer_id).first()
    if found is None:
        raise NotFound("answer_unknown", f"There is no answer {answer_id}.")
    if clock.us_or_0(found.edited_at) != read_edit:
        raise PostRefused(
            "answer_changed", "Its author has changed the answer since you read it. Read it again, then say so."
        )
    return found

"""Changing one's own post, for a while after it was made and until others speak for it; that it changed is shown."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from ninefold.community import guarding, posting, shelving
from ninefold.community.errors import PostRefused
from ninefold.community.models import Answer, Question, Vote
from ninefold.community.types import PostState
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound


@transaction.atomic
def edit_question(*, profile_id: int, question_id: int, title: str, body: str, topic: str, now: int) -> PostState:
    """Change a question of one's own; how it stands then. Raises NotFound, PostRefused."""
    own = guarding.hold(profile_id)
    row = Question.objects.select_for_update().filter(pk=question_id, profile_id__in=own).first()
    _check(row, now)
    assert row is not None
    row.title, row.body, row.topic = posting.checked_question(title, body, topic)
    _save(row, f"{row.title} {row.body}", ["title", "body", "topic"], is_new=guarding.is_new(own, now), now=now)
    shelving.to_score(row.pk)
    shelving.refresh([row.pk])
    return PostState(row.state)


@transaction.atomic
def edit_answer(*, profile_id: int, answer_id: int, body: str, now: int) -> PostState:
    """Change an answer of one's own; how it stands then. Raises NotFound, PostRefused."""
    own = guarding.hold(profile_id)
    row = Answer.objects.select_for_update().filter(pk=answer_id, profile_id__in=own).first()
    _check(row, now)
    assert row is not None
    row.body, row.is_to_score = posting.checked_body(body), True
    _save(row, row.body, ["body", "is_to_score"], is_new=guarding.is_new(own, now), now=now)
    shelving.refresh([row.question_id])
    return PostState(row.state)


def _check(row: Question | Answer | None, now: int) -> None:
    if row is None or row.state == PostState.HIDDEN.value:
        raise NotFound("post_unknown", "There is no such post of yours.")
    if not is_open(made_at(row), now):
        raise PostRefused("edit_late", f"A post can be changed for {guarding.EDIT_MINUTES} minutes; these are over.")
    guarding.check_edits(row.edits)

    answers = row.answers.all() if isinstance(row, Question) else Answer.objects.filter(pk=row.pk)
    if _spoken_for(answers).exists():
        raise PostRefused("edit_spoken_for", "Others have voted on it or accepted it as it is: it stays so.")


def spoken_for(answer_ids: Collection[int]) -> set[int]:
    """Those of these answers that someone voted on, accepted, or let go into letters: their words stay as they are."""
    return set(_spoken_for(Answer.objects.filter(pk__in=list(answer_ids))).values_list("pk", flat=True))


def _spoken_for(answers: "QuerySet[Answer]") -> "QuerySet[Answer]":
    voted = Exists(Vote.objects.filter(answer=OuterRef("pk")))
    accepted = Exists(Question.objects.filter(pk=OuterRef("question_id"), accepted_answer=OuterRef("pk")))
    return answers.filter(voted | accepted | Q(approved_at__isnull=False))


def made_at(row: Question | Answer) -> int:
    return clock.to_us(row.asked_at if isinstance(row, Question) else row.answered_at)


def is_open(posted_at: int, now: int) -> bool:
    """Whether a post made then (us) can still be changed, as long as nobody spoke for it."""
    return now <= posted_at + guarding.EDIT_MINUTES * guarding.MINUTE_US


def _save(row: Question | Answer, text: str, fields: list[str], *, is_new: bool, now: int) -> None:
    waits = guarding.held_for(text, is_new_here=is_new)
    if waits and row.state == PostState.SHOWN.value:
        row.state, row.held_for = PostState.HELD.value, waits
    row.edited_at, row.edits = clock.from_us(now), row.edits + 1
    row.save(update_fields=[*fields, "state", "held_for", "edited_at", "edits"])

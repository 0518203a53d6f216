"""Writes of reviews: who reviews what; a review taken over, handed on, decided."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Max
from wagtail.models import TaskState, WorkflowTask

from ninefold.content.models import Variant
from ninefold.content.reviews import queries
from ninefold.content.reviewtables import NAME_CHARACTERS_MAX, ReviewRow, SubjectReview
from ninefold.content.reviewtypes import Review, ReviewSubject, Sign
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound

SUBJECTS_MAX = 50
TOPICS_MAX = 50
DAYS_MAX = 60
NOTE_CHARACTERS_MAX = 2_000


@transaction.atomic
def save_subject(*, actor: Actor, subject: ReviewSubject) -> ReviewSubject:
    """Keep a subject; with an id, in the place of that one. Drafts that are reviewed already stay where they are.

    Raise BadInput, NotFound, NotAllowed.
    """
    actor.require(Permission.CHARTER_EDIT)
    members = _checked(subject)
    row = _row(subject.id) if subject.id else SubjectReview()
    row.name, row.days = " ".join(subject.name.split()), subject.days
    row.topics = list({one.casefold(): one for one in map(_line, subject.topics) if one}.values())
    row.signs = [Sign(one).value for one in dict.fromkeys(subject.signs)]
    row.save()
    row.members.set(members)
    if not subject.id:
        _put_first(row)
    return row.subject()


@transaction.atomic
def delete_subject(*, actor: Actor, subject_id: int) -> None:
    """Take a subject off the list. Drafts that waited for its word go on to the next step."""
    actor.require(Permission.CHARTER_EDIT)
    _row(subject_id).deactivate(user=_user(actor))


@transaction.atomic
def take(*, actor: Actor, review_id: int) -> None:
    """Say that a review is one's own. Raise NotFound, NotAllowed."""
    _hand(actor, _mine(actor, review_id), _id_of(actor))


@transaction.atomic
def hand_to(*, actor: Actor, review_id: int, user_id: int) -> None:
    """Give a review to somebody of the team, who is told by mail. Raise BadInput, NotFound, NotAllowed."""
    review = _mine(actor, review_id)
    able = queries.publishers() if review.for_publishers else queries.writers()
    if user_id not in able:
        raise BadInput("review_hand", "Choose somebody whose role lets them decide it.")
    if user_id == review.asked_by and user_id != _id_of(actor):
        raise BadInput("review_own", f"{able[user_id]} asked for this review. Choose somebody else.")
    _hand(actor, review, user_id)


def _hand(actor: Actor, review: Review, user_id: int) -> None:
    now: Any = clock.now()  # as in reviewtables
    told = {} if user_id != _id_of(actor) else {"told_at": now}
    ReviewRow.objects.update_or_create(
        state_id=review.id,
        defaults={"taken_by_id": user_id, "told_at": None, **told},
        create_defaults={"taken_by_id": user_id, "asked_at": now, "due_at": now, **told},
    )


@transaction.atomic
def approve(*, actor: Actor, review_id: int, note: str = "") -> None:
    """Agree to a draft. The last step publishes it: PublishRefused where it does not fit.

    Raise NotFound, NotAllowed; BadInput where it is one's own and not the last step.
    """
    review = _mine(actor, review_id)
    if not review.for_publishers and review.asked_by == _id_of(actor) and len(review.asked) > 1:
        raise BadInput("review_own", "You sent this draft yourself. Somebody else who knows the subject reads it.")
    _decide(actor, review, "approve", note)


@transaction.atomic
def ask_for_changes(*, actor: Actor, review_id: int, note: str) -> None:
    """Send a draft back, with a note on what to change. Raise BadInput, NotFound, NotAllowed."""
    if not note.strip():
        raise BadInput("review_note", "Write what is to be changed: its author reads it.")
    _decide(actor, _mine(actor, review_id), "reject", note)


def mark_told(*, review_id: int, now: int) -> bool:
    """Whether this call is the one that tells those who are asked, in the caller's transaction."""
    return bool(ReviewRow.objects.filter(pk=review_id, told_at=None).update(told_at=clock.from_us(now)))


def mark_answered(*, review_id: int, now: int) -> bool:
    """Whether this call is the one that tells the author, in the caller's transaction."""
    return bool(ReviewRow.objects.filter(pk=review_id, answered_at=None).update(answered_at=clock.from_us(now)))


def _decide(actor: Actor, review: Review, way: str, note: str) -> None:
    state = TaskState.objects.select_for_update(of=("self",)).get(pk=review.id).specific
    if state.status != TaskState.STATUS_IN_PROGRESS:
        raise NotFound("review_over", "This review is over: somebody decided it.")
    state.task.specific.on_action(state, _user(actor), way, comment=note.strip()[:NOTE_CHARACTERS_MAX])


def _mine(actor: Actor, review_id: int) -> Review:
    actor.require(Permission.CONTENT_EDIT)
    review = queries.review(review_id)
    if _id_of(actor) not in review.asked:
        raise NotAllowed("review_not_yours", "This review is for others: it stands there who is asked.")
    return review


def _checked(subject: ReviewSubject) -> Sequence[int]:
    if not 0 < len(_line(subject.name)) <= NAME_CHARACTERS_MAX:
        raise BadInput("subject_name", f"A subject needs a name of at most {NAME_CHARACTERS_MAX} letters.")
    if len(subject.topics) > TOPICS_MAX or any(len(one) > NAME_CHARACTERS_MAX for one in subject.topics):
        raise BadInput("subject_topics", f"A subject has at most {TOPICS_MAX} topics.")
    if not 1 <= subject.days <= DAYS_MAX:
        raise BadInput("subject_days", f"Give them 1 to {DAYS_MAX} days.")
    if not subject.id and SubjectReview.objects.filter(active=True).count() >= SUBJECTS_MAX:
        raise BadInput("subjects_many", f"There are {SUBJECTS_MAX} subjects. Take out those that you do not need.")
    able = queries.writers()
    members = [one for one in dict.fromkeys(subject.members) if one in able]
    if not members:
        raise BadInput("subject_members", "Choose at least one who is asked.")
    return members


def _put_first(row: SubjectReview) -> None:
    """Into the workflow of variants, after the other subjects and before the step that publishes."""
    workflow = Variant.get_default_workflow()
    if workflow is None:
        raise BadInput("workflow_none", "Drafts are not reviewed at all here: assign a workflow to versions first.")
    steps = WorkflowTask.objects.filter(workflow=workflow)
    of_subjects = steps.filter(task__in=SubjectReview.objects.values("pk"))
    place = of_subjects.aggregate(last=Max("sort_order"))["last"]
    place = 0 if place is None else place + 1
    for step in steps.exclude(pk__in=of_subjects.values("pk")):
        step.sort_order = max(step.sort_order or 0, place + 1)
        step.save(update_fields=["sort_order"])
    WorkflowTask.objects.create(workflow=workflow, task=row, sort_order=place)


def _row(subject_id: int) -> SubjectReview:
    row: SubjectReview | None = SubjectReview.objects.filter(pk=subject_id, active=True).first()
    if row is None:
        raise NotFound("subject_not_found", "This subject is not on the list any more.")
    return row


def _line(text: str) -> str:
    return " ".join(text.split())


def _id_of(actor: Actor) -> int:
    kind, _, key = actor.key.partition(":")
    return int(key) if kind == "user" and key.isdigit() else 0


def _user(actor: Actor) -> Any:
    return get_user_model()._default_manager.filter(pk=_id_of(actor)).first()

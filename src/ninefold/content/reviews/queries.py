"""Reads of reviews: subjects with those who are asked, what waits for whom, what became of what one sent."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import F, Q, QuerySet
from wagtail.models import TaskState, WorkflowState

from ninefold.content.models import Variant
from ninefold.content.reviewtables import ReviewRow, SubjectReview
from ninefold.content.reviewtypes import Decided, Review, ReviewSubject, SentDraft
from ninefold.kernel import clock
from ninefold.kernel.actors import GRANTS, Permission
from ninefold.kernel.errors import NotFound

REVIEWS_MAX = 200
_WAITS = TaskState.STATUS_IN_PROGRESS
_RETURNED = WorkflowState.STATUS_NEEDS_CHANGES


def subjects() -> list[ReviewSubject]:
    """All subjects, in the order in which they are asked."""
    return [row.subject() for row in SubjectReview.objects.filter(active=True).order_by("pk")]


def subject(subject_id: int) -> ReviewSubject:
    """One subject. Raise NotFound."""
    row: SubjectReview | None = SubjectReview.objects.filter(pk=subject_id, active=True).first()
    if row is None:
        raise NotFound("subject_not_found", "This subject is not on the list any more.")
    return row.subject()


def writers() -> dict[int, str]:
    """Everyone of the team who may write content, and so may be asked: names by the account's id."""
    return _members(Permission.CONTENT_EDIT)


def publishers() -> dict[int, str]:
    """Everyone of the team who may publish: names by the account's id."""
    return _members(Permission.CONTENT_PUBLISH)


def _members(right: Permission) -> dict[int, str]:
    roles = [role.value for role, granted in GRANTS.items() if right in granted]
    found = get_user_model()._default_manager.filter(is_active=True, role__in=roles)
    return {user.pk: user.actor().name for user in found.order_by("username")}


def open_reviews() -> list[Review]:
    """Everything that waits for somebody's word, the oldest first."""
    return _reviews(_waiting())


def waiting_for(user_id: int) -> list[Review]:
    """What waits for one member: all they may decide, but for what somebody else took."""
    return [one for one in open_reviews() if user_id in one.asked and one.taken_by in (0, user_id)]


def review(review_id: int) -> Review:
    """One that waits. Raise NotFound where it was decided."""
    found = _reviews(_waiting().filter(pk=review_id))
    if not found:
        raise NotFound("review_over", "This review is over: somebody decided it, or it was taken back.")
    return found[0]


def of_variants(variant_ids: Iterable[int]) -> dict[int, Review]:
    """What waits of these variants, by the variant's id."""
    keys = [str(one) for one in variant_ids]
    return {one.variant_id: one for one in _reviews(_waiting().filter(workflow_state__object_id__in=keys))}


def sent_by(user_id: int) -> list[SentDraft]:
    """What one member sent to review and is not published yet, the newest first."""
    states = WorkflowState.objects.active().filter(
        requested_by_id=user_id, base_content_type=Variant.get_content_type()
    )
    rows = list(states.select_related("current_task_state__finished_by", "current_task_state__task").order_by("-pk"))
    variants = _variants(row.object_id for row in rows)
    waits = of_variants(variants)
    names = writers()
    return [
        _sent(row, variants[int(row.object_id)], waits.get(int(row.object_id)), names)
        for row in rows[:REVIEWS_MAX]
        if int(row.object_id) in variants and row.current_task_state is not None
    ]


def _sent(row: WorkflowState, variant: Variant, waits: Review | None, names: dict[int, str]) -> SentDraft:
    state, is_returned = row.current_task_state, row.status == _RETURNED
    by = state.finished_by
    return SentDraft(
        variant_id=variant.pk, item_id=variant.item_id, title=variant.item.title, tag=variant.tag,
        sent_at=clock.to_us(row.created_at), with_whom=whom(waits, names) if waits else "", is_returned=is_returned,
        note=state.comment if is_returned else "", returned_by=by.actor().name if is_returned and by else "",
    )  # fmt: skip


def whom(review: Review, names: dict[int, str]) -> str:
    """Who is to read a draft, in words."""
    if review.taken_by in names:
        return names[review.taken_by]
    if review.for_publishers:
        return "who may publish"
    asked = [names[one] for one in review.members if one in names]
    return f"{review.subject}: {', '.join(asked)}"


def untold(*, limit: int) -> list[Review]:
    """Reviews of which nobody was told by mail yet, the oldest first."""
    return _reviews(_waiting().filter(asked__told_at=None, asked__isnull=False))[:limit]


def unanswered(*, limit: int) -> list[Decided]:
    """Drafts that were published or sent back and whose author was not told, the oldest first."""
    ends = Q(state__status=TaskState.STATUS_REJECTED) | Q(
        state__status=TaskState.STATUS_APPROVED, state__workflow_state__status=WorkflowState.STATUS_APPROVED,
        state__pk=F("state__workflow_state__current_task_state_id"),
    )  # fmt: skip
    found = ReviewRow.objects.filter(ends, answered_at=None).order_by("pk")
    rows = list(found.select_related("state__workflow_state")[:limit])
    variants = _variants(row.state.workflow_state.object_id for row in rows)
    return [_decided(row, variants.get(int(row.state.workflow_state.object_id))) for row in rows]


def _decided(row: ReviewRow, variant: Variant | None) -> Decided:
    state = row.state
    return Decided(
        review_id=row.pk, variant_id=variant.pk if variant else 0, title=variant.item.title if variant else "a draft",
        tag=variant.tag if variant else "", sent_by=state.workflow_state.requested_by_id or 0,
        decided_by=state.finished_by_id or 0, note=state.comment,
        is_published=state.status == TaskState.STATUS_APPROVED,
    )  # fmt: skip


def _waiting() -> "QuerySet[Any]":
    found = TaskState.objects.filter(
        status=_WAITS, workflow_state__base_content_type=Variant.get_content_type(),
        workflow_state__status=WorkflowState.STATUS_IN_PROGRESS,
    )  # fmt: skip
    waiting: QuerySet[Any] = found.select_related("workflow_state", "asked").order_by("pk")
    return waiting


def _reviews(states: "QuerySet[Any]") -> list[Review]:
    rows = list(states[:REVIEWS_MAX])
    variants = _variants(row.workflow_state.object_id for row in rows)
    by_task = {row.pk: row.subject() for row in SubjectReview.objects.filter(pk__in={one.task_id for one in rows})}
    publishing, owners = frozenset(publishers()), frozenset(_owners())
    found = []
    for row in rows:
        variant = variants.get(int(row.workflow_state.object_id))
        if variant is not None:
            found.append(_review(row, variant, by_task.get(row.task_id), publishing, owners))
    return found


def _review(
    row: TaskState, variant: Variant, subject: ReviewSubject | None, publishing: frozenset[int], owners: frozenset[int]
) -> Review:
    kept: ReviewRow | None = getattr(row, "asked", None)  # none where it was asked before anything was kept
    members = frozenset(subject.members) if subject else frozenset()
    taken = (kept.taken_by_id or 0) if kept else 0
    return Review(
        id=row.pk, subject=subject.name if subject else "", variant_id=variant.pk, item_id=variant.item_id,
        title=variant.item.title, tag=variant.tag, asked_at=clock.to_us(kept.asked_at if kept else row.started_at),
        due_at=clock.to_us(kept.due_at) if kept else 0, asked_by=row.workflow_state.requested_by_id or 0,
        asked=(members | owners if members else publishing) | ({taken} if taken else frozenset()), taken_by=taken,
        for_publishers=not members, members=tuple(sorted(members)),
    )  # fmt: skip


def _owners() -> list[int]:
    found = get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
    return list(found.values_list("pk", flat=True))


def _variants(keys: Iterable[str]) -> dict[int, Variant]:
    return Variant.objects.select_related("item").in_bulk([int(key) for key in keys])

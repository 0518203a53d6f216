"""A reviewer's rulings on who is one person: added, undone, never deleted. Undoing restores every attribution."""

from django.db import transaction
from django.db.models import Q

from ninefold.context import joining, people
from ninefold.context.models import Profile, RulingRow
from ninefold.context.types import Identifier, Ruling
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound


@transaction.atomic
def review(*, actor: Actor, profile_ids: tuple[int, int], allowed: bool, reason: str, now: int) -> Ruling:
    """Rule that two profiles are one person, or are not. Refused while another ruling on the two holds."""
    actor.require(Permission.CONSENT_EDIT)
    left, right = sorted(profile_ids)
    if left == right or not reason.strip():
        raise BadInput("ruling_incomplete", "A ruling needs two profiles and its reason.")
    if len(people.person_ids([left, right])) < 2:
        raise NotFound("person_not_found", f"There are no such profiles: {left}, {right}.")
    joining.lock()
    if RulingRow.objects.filter(left_id=left, right_id=right, undone_at__isnull=True).exists():
        raise BadInput("ruling_stands", "There is a ruling on these two already; undo it first.")
    row = RulingRow.objects.create(
        left_id=left,
        right_id=right,
        verdict="allow" if allowed else "deny",
        reason=reason[:500],
        decided_by=actor.key,
        decided_at=now,
    )
    joining.rejoin({left, right})
    return _ruling(RulingRow.objects.select_related("left", "right").get(pk=row.pk))


@transaction.atomic
def undo_review(*, actor: Actor, ruling_id: int, now: int) -> Ruling:
    """Take a ruling back: people are again what the evidence and the other rulings make them."""
    actor.require(Permission.CONSENT_EDIT)
    joining.lock()
    undone = RulingRow.objects.filter(pk=ruling_id, undone_at__isnull=True).update(undone_at=now, undone_by=actor.key)
    row = RulingRow.objects.select_related("left", "right").filter(pk=ruling_id).first()
    if row is None or not undone:
        raise NotFound("ruling_not_found", f"There is no ruling {ruling_id} to undo.")
    joining.rejoin({row.left_id, row.right_id})
    return _ruling(row)


def outcome(*, actor: Actor, profile_ids: tuple[int, int], allowed: bool, now: int) -> list[tuple[int, ...]]:
    """Who the two would be if a reviewer ruled so: the profiles of one person, or of two. Nothing is changed."""
    with transaction.atomic():
        review(actor=actor, profile_ids=profile_ids, allowed=allowed, reason="asked what would be", now=now)
        people_of = people.profiles_of(people.person_ids(profile_ids).values())
        transaction.set_rollback(True)
    return sorted(people_of.values())


def rulings(person_id: int) -> list[Ruling]:
    """All rulings that name a profile of the person, those undone too, oldest first."""
    own = people.profiles_of([person_id]).get(person_id, ())
    rows = (
        RulingRow.objects.select_related("left", "right")
        .filter(Q(left_id__in=own) | Q(right_id__in=own))
        .order_by("decided_at", "id")
    )
    return [_ruling(row) for row in rows]


def _ruling(row: RulingRow) -> Ruling:
    return Ruling(
        row.pk,
        _end(row.left),
        _end(row.right),
        row.verdict == "allow",
        row.reason,
        row.decided_by,
        clock.to_us(row.decided_at),
        row.undone_by,
        clock.us_or_0(row.undone_at),
    )


def _end(profile: Profile) -> Identifier:
    return Identifier(profile.kind, profile.value, profile.pk, clock.to_us(profile.created_at))

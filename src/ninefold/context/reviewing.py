"""A reviewer's decisions on who is one person: added, undone, never deleted. Undoing restores every attribution."""

from django.db import transaction
from django.db.models import Q

from ninefold.context import joining, people
from ninefold.context.models import Ruling
from ninefold.context.types import Decision
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound


@transaction.atomic
def review(*, actor: Actor, profile_ids: tuple[int, int], allowed: bool, reason: str, now: int) -> Decision:
    """Decide that two profiles are one person, or are not. Refused while another decision on the two holds."""
    actor.require(Permission.CONSENT_EDIT)
    left, right = sorted(profile_ids)
    if left == right or not reason.strip():
        raise BadInput("decision_incomplete", "A decision needs two profiles and its reason.")
    if len(people.person_ids([left, right])) < 2:
        raise NotFound("person_not_found", f"There are no such profiles: {left}, {right}.")
    joining.lock()
    if Ruling.objects.filter(left_id=left, right_id=right, undone_at__isnull=True).exists():
        raise BadInput("decision_stands", "There is a decision on these two already; undo it first.")
    row = Ruling.objects.create(
        left_id=left,
        right_id=right,
        verdict="allow" if allowed else "deny",
        reason=reason[:500],
        decided_by=actor.key,
        decided_at=now,
    )
    joining.rejoin({left, right})
    return _decision(Ruling.objects.get(pk=row.pk))


@transaction.atomic
def undo_review(*, actor: Actor, decision_id: int, now: int) -> Decision:
    """Take a decision back: people are again what the evidence and the other decisions make them."""
    actor.require(Permission.CONSENT_EDIT)
    joining.lock()
    undone = Ruling.objects.filter(pk=decision_id, undone_at__isnull=True).update(undone_at=now, undone_by=actor.key)
    row = Ruling.objects.filter(pk=decision_id).first()
    if row is None or not undone:
        raise NotFound("decision_not_found", f"There is no decision {decision_id} to undo.")
    joining.rejoin({row.left_id, row.right_id})
    return _decision(row)


def decisions(person_id: int) -> list[Decision]:
    """All decisions that name a profile of the person, those undone too, oldest first."""
    own = people.profiles_of([person_id]).get(person_id, ())
    rows = Ruling.objects.filter(Q(left_id__in=own) | Q(right_id__in=own)).order_by("decided_at", "id")
    return [_decision(row) for row in rows]


def _decision(row: Ruling) -> Decision:
    return Decision(
        row.pk,
        row.left_id,
        row.right_id,
        row.verdict == "allow",
        row.reason,
        row.decided_by,
        clock.to_us(row.decided_at),
        row.undone_by,
        clock.to_us(row.undone_at) if row.undone_at else 0,
    )

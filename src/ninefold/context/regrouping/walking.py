"""Groups people anew after the rules have changed: a bounded piece at a time, in one transaction with its place."""

from collections.abc import Collection

from django.db import transaction

from ninefold.context import joining
from ninefold.context.linkage import following
from ninefold.context.regrouping import affected
from ninefold.context.rulebook import keeping, own, writing
from ninefold.context.rules import Rules
from ninefold.context.ruletables import RegroupingRow
from ninefold.kernel.database import bulk

PIECES = 10  # in one turn of the worker
_COLUMNS = {"rules_id": "int", "profile_id": "int", "person_before": "int", "person_after": "int"}


def go_on(now: int) -> int:
    """Group on where the rules have changed; how many pieces it was."""
    for done in range(PIECES):
        if not _piece(now):
            return done
    return PIECES


@transaction.atomic
def _piece(now: int) -> bool:
    if not RegroupingRow.objects.filter(ended_at__isnull=True).exists():
        return False
    joining.lock()
    row = RegroupingRow.objects.filter(ended_at__isnull=True).order_by("pk").first()
    if row is None:
        return False
    rules = keeping.of_version(row.rules_id)
    base = keeping.of_version(row.base)
    found, up_to = affected.piece(writing.change(base, rules), row.up_to)
    if found:
        row.moved += _regroup(found, rules, base, row.rules_id)
    row.up_to = up_to
    if up_to >= affected.last_profile():
        row.ended_at = now
    row.save()
    return True


def _regroup(profile_ids: Collection[int], rules: Rules, base: Rules, version: int) -> int:
    """Bring identifiers, evidence and people around these profiles to what the rules say; how many profiles moved."""
    lost = own.follow(profile_ids, rules, base.own_kinds)
    moved = following.follow(profile_ids, rules, {*lost, *following.evident_of(profile_ids)})
    for profile, ends in joining.rejoin(profile_ids).items():
        moved[profile] = (moved.get(profile, ends)[0], ends[1])
    rows = [(version, profile, *ends) for profile, ends in sorted(moved.items()) if ends[0] != ends[1]]
    bulk.insert("context_regrouped", _COLUMNS, rows)
    return len(rows)

"""What rules that do not hold yet would change: who would be one person, and who no longer. Reads, a piece at a time.

Only what people have of a new kind is written beforehand, as its identifiers: they say nothing until the rules hold.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

import msgspec
from django.db import transaction

from ninefold.context import components, joining
from ninefold.context.components import Edge
from ninefold.context.linkage import following
from ninefold.context.models import Identifier
from ninefold.context.regrouping import affected
from ninefold.context.rulebook import keeping, own, writing
from ninefold.context.rulebook.writing import Change
from ninefold.context.rules import Rules
from ninefold.context.ruletables import RegroupingRow, RulesDraft

PIECES = 10
EXAMPLES_MAX = 8
LOOKING, WEIGHING, READY, DROPPED = "looking", "weighing", "ready", "dropped"
DROPPED_AT_ONCE = 2_000


class Weighed(msgspec.Struct):
    """How many people would be joined, into how many; how many split, into how many; and examples, as profile ids.

    An example of a join is one profile of each person, of a split one of each part; `why` what joins them, or did.
    """

    joining: int = 0
    joined_into: int = 0
    splitting: int = 0
    split_into: int = 0
    joins: list[tuple[list[int], str]] = []
    splits: list[tuple[list[int], str]] = []


@dataclass(frozen=True, slots=True)
class _Around:
    """What hangs together by the evidence that stands or would stand: before, and as it would be."""

    before: dict[int, int]
    after: dict[int, int]
    old: Sequence[Edge]
    new: Sequence[Edge]


def go_on() -> int:
    """Weigh on where there is a draft; how many pieces it was."""
    for done in range(PIECES):
        if not _piece():
            return done
    return PIECES


def begin_again() -> None:
    """Weigh the draft anew, in the caller's transaction, since somebody who may be named in it is erased."""
    told = msgspec.json.encode(Weighed()).decode()
    RulesDraft.objects.filter(stage__in=(WEIGHING, READY)).update(stage=WEIGHING, up_to=0, told=told)


@transaction.atomic
def _piece() -> bool:
    waiting = RulesDraft.objects.exclude(stage=READY)
    if not waiting.exists() or RegroupingRow.objects.filter(ended_at__isnull=True).exists():
        return False
    joining.lock()  # it writes identifiers, which who is one person rests on
    row = waiting.order_by("pk").first()
    if row is None:
        return False
    current, rules = keeping.of_version(row.base), writing.read(row.definition)
    if row.stage == DROPPED:
        _clear(row, rules)
        return True
    found, up_to = affected.piece(writing.change(current, rules), row.up_to)
    if row.stage == LOOKING:
        own.follow(found, _both(current, rules))
    elif found:
        told = msgspec.json.decode(row.told, type=Weighed)
        _weigh(told, found, writing.change(current, rules), rules, row.up_to)
        row.told = msgspec.json.encode(told).decode()
    row.up_to = up_to
    if up_to >= affected.last_profile():
        row.stage, row.up_to = (WEIGHING, 0) if row.stage == LOOKING else (READY, up_to)
    row.save()
    return True


def _both(current: Rules, rules: Rules) -> Rules:
    """The rules that hold, and besides the kinds that are new in others."""
    fresh = tuple(one for one in rules.own if one.kind not in current.of)
    return Rules((*current.kinds, *fresh), current.roles)


def _clear(row: RulesDraft, rules: Rules) -> None:
    """Take back, bit by bit, what was looked up for a draft that was dropped; then the draft itself."""
    fresh = rules.own_kinds - keeping.current().own_kinds
    rows = list(Identifier.objects.filter(kind__in=fresh).values_list("pk", flat=True)[:DROPPED_AT_ONCE])
    Identifier.objects.filter(pk__in=rows).delete()
    if len(rows) < DROPPED_AT_ONCE:
        row.delete()


def _weigh(told: Weighed, found: Sequence[int], change: Change, rules: Rules, done: int) -> None:
    """Add what would change around these profiles, but for what hangs together with a profile that was done before."""
    around = _around(found, rules)
    counted = affected.before(change, around.before.keys(), done)
    for group in _groups(around):
        if counted.isdisjoint(group):
            _add(told, group, around)


def _around(profile_ids: Collection[int], rules: Rules) -> _Around:
    """All that hangs together with these profiles, by what stands and by what the rules would have."""
    nodes, fresh = set(profile_ids), set(profile_ids)
    numbers = count(-1, -1)
    would: dict[tuple[int, int, str, str], Edge] = {}
    while fresh:
        reached = joining.reachable(nodes)
        nodes |= reached.profile_ids
        for (left, right, kind, value), at in following.wanted(following.shared_of(nodes, rules), rules).items():
            if (left, right, kind, value) not in would:
                would[left, right, kind, value] = Edge(next(numbers), left, right, kind, True, at, value)
        fresh = {end for edge in would.values() for end in (edge.left, edge.right)} - nodes
        nodes |= fresh
    old = [edge for edge, _ in reached.edges]
    new = [*(edge for edge in old if not edge.address), *would.values()]
    known = joining.identities(nodes)
    keys = {profile: (kind, value) for profile, (kind, value, _) in known.items()}
    after = components.partition(keys, new, reached.pairs, rules, proved=joining.proved(nodes)).person_of
    return _Around({profile: person for profile, (_, _, person) in known.items()}, after, old, new)


def _groups(around: _Around) -> list[set[int]]:
    """The profiles, told apart by whether they have anybody in common, before or after."""
    group_of: dict[tuple[str, int], set[int]] = {}
    for profile, before in around.before.items():
        one = group_of.setdefault(("before", before), set())
        other = group_of.setdefault(("after", around.after[profile]), set())
        if one is not other:
            for each in other:
                group_of["before", around.before[each]] = group_of["after", around.after[each]] = one
            group_of["after", around.after[profile]] = one
            one |= other
        one.add(profile)
    return list({id(group): group for group in group_of.values()}.values())


def _add(told: Weighed, group: Collection[int], around: _Around) -> None:
    """Count the joins and the splits among profiles that have nobody in common with any others."""
    for whole_of, part_of, edges, is_join in (
        (around.after, around.before, around.new, True),
        (around.before, around.after, around.old, False),
    ):
        parts: dict[int, dict[int, int]] = {}
        for profile in sorted(group):
            parts.setdefault(whole_of[profile], {}).setdefault(part_of[profile], profile)
        for whole, of_one in parts.items():
            if len(of_one) > 1:
                why = _why(edges, whole_of, part_of, whole)
                _note(told, [*of_one.values()], why, is_join=is_join)


def _note(told: Weighed, parts: list[int], why: str, *, is_join: bool) -> None:
    if is_join:
        told.joining += len(parts)
        told.joined_into += 1
    else:
        told.splitting += 1
        told.split_into += len(parts)
    examples = told.joins if is_join else told.splits
    if len(examples) < EXAMPLES_MAX:
        examples.append((parts[:4], why))


def _why(edges: Sequence[Edge], whole_of: dict[int, int], part_of: dict[int, int], whole: int) -> str:
    """The kind of evidence within one person, between two who are not one otherwise; that of an address first."""
    found = [
        edge
        for edge in edges
        if whole_of[edge.left] == whole_of[edge.right] == whole and part_of[edge.left] != part_of[edge.right]
    ]
    best: Any = min(found, key=lambda edge: (not edge.address, edge.kind, edge.address), default=None)
    return f"{best.kind}\0{best.address}" if best else ""

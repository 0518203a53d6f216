"""Keeps people up to date with evidence and rulings: loads the touched components, computes, writes what changed.

All of it runs inside the caller's transaction, one at a time for the whole install (`lock`).
"""

import math
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count
from typing import Any

from django.db import connection

from ninefold.context import components, current, stale, touched
from ninefold.context.components import Edge, Pair, Partition
from ninefold.context.rulebook import keeping as rulebook
from ninefold.kernel.database import bulk

# Anyone with a public write key can chain identities endlessly, and each new link costs a look at the whole chain. So
# what hangs together grows by unverified evidence to these bounds only: profiles, and steps from the newest link.
PROFILES_MAX = 5_000
STEPS_MAX = 40
_LOCK = 0x9F0_1D  # any number that nothing else in this database locks

Moved = dict[int, tuple[int, int]]  # profile id to the person before and after


@dataclass(frozen=True, slots=True)
class Reached:
    """Evidence (with its refusal so far) and rulings that hang together, and their profiles."""

    edges: list[tuple[Edge, str]]
    pairs: list[Pair]
    profile_ids: set[int]


def lock() -> None:
    """Let only this transaction change who is one person. SQLite's IMMEDIATE transactions are alone anyway."""
    assert connection.in_atomic_block, "people are joined inside a transaction"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def hold() -> None:
    """Let nobody change who is one person until this transaction ends: rows that carry a person's id rest on it."""
    assert connection.in_atomic_block, "who is one person is held inside a transaction"
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_LOCK])


def rejoin(profile_ids: Collection[int]) -> Moved:
    """Compute the people again around these profiles, after evidence, a ruling or the rules about them changed.

    Who moved is returned.
    """
    reached = reachable(profile_ids)
    known = identities(reached.profile_ids)
    before = {profile: person for profile, (_, _, person) in known.items()}
    keys = {profile: (kind, value) for profile, (kind, value, _) in known.items()}
    edges = [edge for edge, _ in reached.edges]
    found = components.partition(keys, edges, reached.pairs, rulebook.current(), proved=proved(reached.profile_ids))
    _write_refusals(reached.edges, found)
    moved = {profile: person for profile, person in found.person_of.items() if before[profile] != person}
    current.move(moved)
    people = set(moved.values()) | {before[profile] for profile in moved}
    current.settle(people)
    touched.note(people)
    stale.note(people)
    return {profile: (before[profile], person) for profile, person in moved.items()}


def is_too_far(profile_ids: Collection[int]) -> bool:
    """Whether more profiles hang together with these than a browser's word may add to."""
    return _reachable(profile_ids, PROFILES_MAX, STEPS_MAX) is None


def reachable(profile_ids: Collection[int]) -> Reached:
    """All that hangs together with these profiles."""
    reached = _reachable(profile_ids)
    assert reached is not None, "it has no bounds here"
    return reached


def _reachable(
    profile_ids: Collection[int], profiles_max: float = math.inf, steps_max: float = math.inf
) -> Reached | None:
    """What hangs together with these profiles; None when it is more profiles or further away than the bounds."""
    nodes: set[int] = set()
    fresh = set(profile_ids)
    edges: dict[int, tuple[Edge, str]] = {}
    pairs: dict[int, Pair] = {}
    for step in count():
        if not fresh:
            break
        nodes |= fresh
        if step > steps_max or len(nodes) > profiles_max:
            return None
        for row in _touching("context_evidence", "kind, is_verified, occurred_at, address, refused", fresh):
            edges[row[0]] = (Edge(row[0], row[1], row[2], row[3], bool(row[4]), row[5], row[6]), row[7])
        for row in _touching("context_ruling", "verdict, decided_at", fresh, " AND undone_at IS NULL"):
            pairs[row[0]] = Pair(row[1], row[2], row[3] == "allow", row[4])
        ends = {end for edge, _ in edges.values() for end in (edge.left, edge.right)}
        fresh = (ends | {end for pair in pairs.values() for end in (pair.left, pair.right)}) - nodes
    return Reached(list(edges.values()), list(pairs.values()), nodes)


def _touching(table: str, columns: str, profile_ids: Collection[int], more: str = "") -> list[tuple[Any, ...]]:
    left, values = bulk.among("left_id", profile_ids)
    right, _ = bulk.among("right_id", profile_ids)
    select = f"SELECT id, left_id, right_id, {columns} FROM {table}"
    with connection.cursor() as cursor:
        cursor.execute(f"{select} WHERE {left}{more} UNION ALL {select} WHERE {right}{more}", [values, values])
        return list(cursor.fetchall())


def proved(profile_ids: Collection[int], *, is_shared: bool = False) -> set[tuple[int, str]]:
    """Which mail addresses these profiles are proved to have, by their server's word; `is_shared`: others have it too.

    Profile id and normal value.
    """
    condition, values = bulk.among("profile_id", profile_ids)
    more = " AND is_shared" if is_shared else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT profile_id, value FROM context_identifier"
            f" WHERE kind = 'email' AND is_verified AND is_proved{more} AND {condition}",
            [values],
        )
        return set(cursor.fetchall())


def identities(profile_ids: Collection[int]) -> dict[int, tuple[str, str, int]]:
    """Kind, value and person of each of these profiles."""
    condition, values = bulk.among("id", profile_ids)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, kind, value, person_id FROM context_profile WHERE {condition}", [values])
        return {profile: (kind, value, person) for profile, kind, value, person in cursor.fetchall()}


def _write_refusals(edges: list[tuple[Edge, str]], found: Partition) -> None:
    now = {edge.id: found.refused.get(edge.id, "") for edge, _ in edges}
    changed = [(now[edge.id], edge.id) for edge, refused in edges if now[edge.id] != refused]
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE context_evidence SET refused = %s WHERE id = %s", changed)

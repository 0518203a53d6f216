"""Whom a segment gained and lost among some people, and how that is written down.

Finding reads only, so that no lock is held while it looks. Writing is one transaction: memberships, the events that
tell of them and how far all this has come stand or fall together, so no crash doubles or loses an entry.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.context import people
from ninefold.context.segments import selection
from ninefold.context.segments.parts import Condition
from ninefold.kernel.database import bulk

_COLUMNS = {"segment_id": "int", "profile_id": "int", "person_id": "int", "entered_at": "int"}
_EVENTS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Change:
    """Who entered and who left a segment, by person id. Silent ones are no news: the segment itself was changed."""

    segment_id: int
    entered: tuple[int, ...]
    left: tuple[int, ...]
    silent_above: int | None = None  # person ids above this one make no events

    def told(self, person_id: int) -> bool:
        return self.silent_above is None or person_id <= self.silent_above


def change(segment_id: int, condition: Condition, scope: Collection[int], now: int) -> tuple[list[int], list[int]]:
    """Who of these people meets the condition and is no member yet, and who is one and does not meet it any more."""
    found = selection.select(condition, now, scope)
    among, ids = bulk.among("person_id", scope)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT person_id, SUM(side) FROM ("
            f"SELECT person_id, 1 AS side FROM ({found.sql}) AS meant UNION ALL"
            f" SELECT DISTINCT person_id, 2 FROM context_membership WHERE segment_id = %s AND {among}"
            ") AS both_sides GROUP BY person_id HAVING SUM(side) <> 3 ORDER BY person_id",
            [*found.parameters, segment_id, ids],
        )
        rows = cursor.fetchall()
    return [person for person, side in rows if side == 1], [person for person, side in rows if side == 2]


def write(changes: Sequence[Change], names: dict[int, tuple[str, str]], now: int) -> int:
    """Write changes down in the caller's transaction, in which nobody may change who is one person; how many.

    `names` are the key and name of each segment. Whoever was erased or joined to somebody else since is left out.
    """
    assert connection.in_atomic_block
    person_of = people.person_ids({person for each in changes for person in each.entered})
    bulk.insert(
        "context_membership",
        _COLUMNS,
        [(each.segment_id, person, person, now) for each in changes for person in _still(each.entered, person_of)],
        on_conflict="(segment_id, profile_id) DO NOTHING",
    )
    for each in changes:
        _remove(each)
    told = [event for each in changes for event in _events(each, person_of, names[each.segment_id], now)]
    for some in bulk.in_chunks(told, _EVENTS_AT_ONCE):
        collect.record(events=some)
    return sum(len(each.entered) + len(each.left) for each in changes)


def _still(entered: Iterable[int], person_of: dict[int, int]) -> list[int]:
    return [person for person in entered if person_of.get(person) == person]


def _remove(each: Change) -> None:
    if each.left:
        among, ids = bulk.among("person_id", each.left)
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM context_membership WHERE segment_id = %s AND {among}", [each.segment_id, ids])


def _events(each: Change, person_of: dict[int, int], named: tuple[str, str], now: int) -> Iterable[NewEvent]:
    entered, left = EventName.SEGMENT_ENTERED, EventName.SEGMENT_LEFT
    for name, persons in ((entered, _still(each.entered, person_of)), (left, each.left)):
        for person in filter(each.told, persons):
            yield NewEvent(
                message_id=f"{name}:{each.segment_id}:{person}:{now}",
                name=name,
                occurred_at=now,
                profile_id=person,
                properties={"segment": named[0], "name": named[1]},
            )

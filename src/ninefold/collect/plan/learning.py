"""Learns from stored events which come, from where, with which properties of which types.

A batch costs a few statements whatever it holds. Rows are bounded: of names beyond EVENTS_MAX, and of an event's
properties beyond PROPERTIES_MAX, those that came least often go first, so that a flood of random names makes room for
what really comes. What is locked stays.
"""

from collections.abc import Iterable, Sequence

import msgspec
from django.db import connection

from ninefold.collect.plan import shapes
from ninefold.collect.types import Event
from ninefold.kernel.database import bulk

EVENTS_MAX = 1_000
PROPERTIES_MAX = 200  # of one event, each type of a property by itself
NAMES_AT_ONCE, ROWS_AT_ONCE = 300, 3_000  # of one batch, the most frequent first
_EVENT = {"name": "text", "seen": "int", "first_at": "int", "last_at": "int"}
_SOURCE = {"event": "text", "source_id": "int", "seen": "int"}
_PROPERTY = {"event": "text", "property": "text", "type": "text", "seen": "int", "first_at": "int", "last_at": "int"}
_ADD = (
    "DO UPDATE SET seen = t.seen + excluded.seen,"
    " first_at = CASE WHEN excluded.first_at < t.first_at THEN excluded.first_at ELSE t.first_at END,"
    " last_at = CASE WHEN excluded.last_at > t.last_at THEN excluded.last_at ELSE t.last_at END"
)


class _Seen(msgspec.Struct):
    """What a batch holds of one event."""

    count: int
    first_at: int
    last_at: int
    sources: dict[int, int]
    shapes: dict[tuple[tuple[str, ...], shapes.Kinds], int]


def learn(events: Sequence[Event]) -> None:
    """Count events that are stored for the first time, in the caller's transaction. Bots teach nothing."""
    found = _seen(events)
    if not found:
        return
    often = sorted(found.items(), key=lambda item: (-item[1].count, item[0]))[:NAMES_AT_ONCE]
    often.sort()
    bulk.insert(
        "collect_planevent", _EVENT, [(name, s.count, s.first_at, s.last_at) for name, s in often],
        on_conflict=f"(name) {_ADD}",
    )  # fmt: skip
    bulk.insert(
        "collect_plansource", _SOURCE,
        [(name, source, count) for name, s in often for source, count in sorted(s.sources.items())],
        on_conflict="(event, source_id) DO UPDATE SET seen = t.seen + excluded.seen",
    )  # fmt: skip
    bulk.insert("collect_planseen", _PROPERTY, _property_rows(often), on_conflict=f"(event, property, type) {_ADD}")
    _trim([name for name, _ in often])


def _seen(events: Sequence[Event]) -> dict[str, _Seen]:
    found: dict[str, _Seen] = {}
    for event in events:
        name = shapes.name_of(event)
        if not name or event.is_bot or len(name) > shapes.NAME_CHARACTERS_MAX:
            continue
        at = event.received_at
        seen = found.get(name)
        if seen is None:
            seen = found[name] = _Seen(0, at, at, {}, {})
        values = shapes.said(event)
        shape = (tuple(values), shapes.kinds_of(values))
        seen.count += 1
        seen.first_at, seen.last_at = min(seen.first_at, at), max(seen.last_at, at)
        seen.sources[event.source_id] = seen.sources.get(event.source_id, 0) + 1
        seen.shapes[shape] = seen.shapes.get(shape, 0) + 1
    return found


def _property_rows(often: Iterable[tuple[str, _Seen]]) -> list[tuple[str, str, str, int, int, int]]:
    counts: dict[tuple[str, str, str], int] = {}
    spans: dict[str, tuple[int, int]] = {}
    for name, seen in often:
        spans[name] = (seen.first_at, seen.last_at)
        for (properties, kinds), count in seen.shapes.items():
            for said, kind in zip(properties, kinds, strict=True):
                if len(said) <= shapes.PROPERTY_CHARACTERS_MAX:
                    key = (name, said, shapes.type_of(kind))
                    counts[key] = counts.get(key, 0) + count
    most = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:ROWS_AT_ONCE]
    return sorted((*key, count, *spans[key[0]]) for key, count in most)


def _trim(names: Sequence[str]) -> None:
    """Keep to the bounds."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM collect_planevent")
        if (over := cursor.fetchone()[0] - EVENTS_MAX) > 0:
            _forget_events(over)
        among, given = bulk.among("event", names, "text")
        cursor.execute(
            f"SELECT event, COUNT(*) FROM collect_planseen WHERE {among} GROUP BY event HAVING COUNT(*) > %s",
            [given, PROPERTIES_MAX],
        )
        for name, count in cursor.fetchall():
            cursor.execute(
                "DELETE FROM collect_planseen WHERE id IN (SELECT id FROM collect_planseen WHERE event = %s"
                " ORDER BY seen, last_at, id LIMIT %s)",
                [name, count - PROPERTIES_MAX],
            )


def _forget_events(count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM collect_planevent WHERE rule = '' AND NOT is_planned"
            " ORDER BY seen, last_at, name LIMIT %s",
            [count],
        )
        forget([name for (name,) in cursor.fetchall()])


def forget(names: Sequence[str]) -> None:
    """Take events out of the plan with all that was learnt of them."""
    among_names, given = bulk.among("name", names, "text")
    among_events, _ = bulk.among("event", names, "text")
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM collect_planevent WHERE {among_names}", [given])
        for table in ("collect_plansource", "collect_planseen", "collect_planproperty"):
            cursor.execute(f"DELETE FROM {table} WHERE {among_events}", [given])

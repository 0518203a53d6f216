"""Reads of how long people are in groups, and who has left them."""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from ninefold.context.groups import reading
from ninefold.context.groups.statements import LEFT, NAMED
from ninefold.context.types import GroupLeaving, GroupStay, Person

_STAYS_MAX = 100


def group_stays(person: Person) -> list[GroupStay]:
    """The groups that a person was ever named with: those they are in first, each with when they left it."""
    rows = _rows(
        f"SELECT m.group_id, MIN(m.first_at), MAX(m.last_at) {NAMED} AND p.person_id = %s GROUP BY m.group_id"
        f" ORDER BY 2 DESC LIMIT {_STAYS_MAX}",
        [person.id],
    )
    within = {group.id for group in reading.groups_of(person)}
    groups = {group.id: group for group in reading.by_ids(row[0] for row in rows)}
    left: dict[int, list[GroupLeaving]] = {}
    for one in _leavings(f"SELECT l.group_id, {_LEAVING} {LEFT} AND q.person_id = %s", person.id, _STAYS_MAX):
        left.setdefault(one.group_id, []).append(one)
    found = [
        GroupStay(groups[number], first, last, number in within, tuple(left.get(number, ())))
        for number, first, last in rows
    ]
    return sorted(found, key=lambda stay: not stay.is_in)


def group_leavings(group_id: int, *, limit: int) -> list[GroupLeaving]:
    """Who left a group, the latest first."""
    return _leavings(f"SELECT l.group_id, {_LEAVING} {LEFT} AND l.group_id = %s", group_id, limit)


_LEAVING = "q.person_id, l.left_at, l.source_id, l.removed_by"


def _leavings(statement: str, number: int, limit: int) -> list[GroupLeaving]:
    """Each once: several profiles of one person may have left at the same instant."""
    ordered = f"SELECT DISTINCT * FROM ({statement}) AS one ORDER BY left_at DESC, person_id LIMIT {limit:d}"
    return [GroupLeaving(*row) for row in _rows(ordered, [number])]


def _rows(statement: str, parameters: Iterable[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(parameters))
        return list(cursor.fetchall())

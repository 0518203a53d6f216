"""What segments ask of groups, for some people at once: who is in which, and what is told of these."""

from collections.abc import Collection
from typing import Any

from django.db import connection

from ninefold.context.groups.statements import MEMBERS
from ninefold.kernel.database import bulk


def of_people(person_ids: Collection[int]) -> dict[int, set[int]]:
    """The groups that each of these people is in; those in none are left out."""
    among, ids = bulk.among("p.person_id", person_ids)
    found: dict[int, set[int]] = {}
    for person, group in _rows(f"SELECT p.person_id, m.group_id {MEMBERS} AND {among}", [ids]):
        found.setdefault(person, set()).add(group)
    return found


def kinds(group_ids: Collection[int]) -> dict[int, str]:
    """The kind of each of these groups, "" for none told."""
    among, ids = bulk.among("id", group_ids)
    return dict(_rows(f"SELECT id, kind FROM context_group WHERE {among}", [ids]))


def told(group_ids: Collection[int], names: Collection[str]) -> list[tuple[int, str, str | None, float | None, bool]]:
    """What is told of these groups under these names: group, name, word, number, whether it is null. Of two of one
    name the later one holds."""
    if not names:
        return []
    among, ids = bulk.among("group_id", group_ids)
    named, values = bulk.among("name", names, "text")
    return _rows(
        f"SELECT group_id, name, word, number, value = 'null' FROM context_group_trait WHERE {among} AND {named}"
        " ORDER BY is_verified",
        [ids, values],
    )


def changed(after: int, up_to: int, names: Collection[str]) -> dict[str, set[int]]:
    """By trait of these names: the profiles in groups of which events of these numbers told something new."""
    if not names:
        return {}
    among, values = bulk.among("t.name", names, "text")
    found: dict[str, set[int]] = {}
    for name, profile in _rows(
        "SELECT t.name, m.profile_id FROM context_group_trait t JOIN context_group_member m ON m.group_id = t.group_id"
        f" WHERE t.changed_id > %s AND t.changed_id <= %s AND {among}",
        [after, up_to, values],
    ):
        found.setdefault(name, set()).add(profile)
    return found


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())

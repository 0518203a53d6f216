"""Reads of groups. A browser's word counts where nobody better told: of a trait that no server told, of a person who
is not known.
"""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.db import connection

from ninefold.context import people
from ninefold.context.groups.statements import MEMBERS
from ninefold.context.types import Group, GroupTrait, Person
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import NotFound


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def groups(*, after: int = 0, limit: int, text: str = "") -> list[Group]:
    """The next groups by id, or those whose id or name begins so."""
    if not text:
        named = "EXISTS (SELECT 1 FROM context_group_member m WHERE m.group_id = g.id)"
        return _seen(f"g.id > %s AND {named} ORDER BY g.id", [after], limit)
    wanted = text.replace("\x00", "").lower()[:200]
    name = "lower(CAST(t.value AS VARCHAR(300)))"
    begins = f"(SELECT 1 FROM context_group_trait t WHERE t.group_id = g.id AND t.name = 'name' AND {name} LIKE %s"
    like = wanted.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return _seen(
        f"(lower(g.key) LIKE %s ESCAPE '\\' OR EXISTS {begins} ESCAPE '\\')) ORDER BY g.id",
        [f"{like}%", f'"{like}%'],
        limit,
    )


def group(group_id: int) -> Group:
    """One group, or NotFound."""
    found = _seen("g.id = %s", [group_id], 1)
    if not found:
        raise NotFound("group_not_found", f"There is no group {group_id}.")
    return found[0]


def groups_of(person: Person) -> list[Group]:
    """The groups that a person belongs to."""
    return _seen(f"g.id IN (SELECT m.group_id {MEMBERS} AND p.person_id = %s) ORDER BY g.id", [person.id], 100)


def by_ids(group_ids: Iterable[int]) -> list[Group]:
    """These groups."""
    among, values = bulk.among("g.id", ids := list(group_ids))
    return _seen(f"{among} ORDER BY g.id", [values], len(ids))


def group_members(group_id: int, *, after: int = 0, limit: int) -> list[Person]:
    """The next of its people, by person id."""
    rows = _rows(
        f"SELECT DISTINCT p.person_id {MEMBERS} AND m.group_id = %s AND p.person_id > %s ORDER BY 1 LIMIT {limit:d}",
        [group_id, after],
    )
    return people.by_ids(row[0] for row in rows)


def group_traits(group_id: int) -> list[GroupTrait]:
    """What is told of it: of each trait a server's newest word, else a browser's."""
    told: dict[str, GroupTrait] = {}
    for name, value, at, source, verified in _rows(
        "SELECT name, value, occurred_at, source_id, is_verified FROM context_group_trait WHERE group_id = %s"
        " ORDER BY is_verified DESC, name",
        [group_id],
    ):
        told.setdefault(name, GroupTrait(name, msgspec.json.decode(value), at, source, bool(verified)))
    return [told[name] for name in sorted(told) if told[name].value is not None]


def group_kinds() -> list[str]:
    """The kinds of groups there are, those of most groups first."""
    told = "SELECT kind FROM context_group WHERE kind <> '' GROUP BY kind ORDER BY COUNT(*) DESC, kind LIMIT 50"
    return [kind for (kind,) in _rows(told, [])]


def group_trait_names() -> list[str]:
    """What is told of groups, by name."""
    return [name for (name,) in _rows("SELECT DISTINCT name FROM context_group_trait ORDER BY name LIMIT 200", [])]


def _seen(where: str, parameters: list[Any], limit: int) -> list[Group]:
    rows = _rows(
        f"SELECT g.id, g.key, g.kind, g.first_at FROM context_group g WHERE {where} LIMIT {limit:d}", parameters
    )
    ids = [row[0] for row in rows]
    names, counts = _names(ids), _counts(ids)
    return [
        Group(number, key, names.get(number) or key, kind, counts.get(number, 0), at) for number, key, kind, at in rows
    ]


def _names(ids: Collection[int]) -> dict[int, str]:
    """How these groups are called; "" where that is no text."""
    among, values = bulk.among("group_id", ids)
    named = f"SELECT group_id, value FROM context_group_trait WHERE {among} AND name = 'name' ORDER BY is_verified"
    told = {number: msgspec.json.decode(value) for number, value in _rows(named, [values])}
    return {number: name.strip()[:200] if isinstance(name, str) else "" for number, name in told.items()}


def _counts(ids: Collection[int]) -> dict[int, int]:
    among, values = bulk.among("m.group_id", ids)
    return dict(
        _rows(f"SELECT m.group_id, COUNT(DISTINCT p.person_id) {MEMBERS} AND {among} GROUP BY m.group_id", [values])
    )

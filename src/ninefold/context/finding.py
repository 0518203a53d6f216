"""Finds people by the beginning of an address, any id or a name, and else by a part of their name.

Beginnings are ranges of an index, as quick among a million as among a hundred. A part of a name means reading all
names, so it is looked for only where nothing begins with the text, and never for a mail address.
"""

from typing import Any

from django.db import connection

from ninefold.context import current, people
from ninefold.context.types import Person

FIND_MAX = 100
DEVICE_CHARACTERS_MIN = 3
_LAST = "\U0010ffff"
_NAMES = ("name", "lastName", "last_name")
_ADDRESS = "@"


def find(text: str, *, limit: int = 25) -> list[Person]:
    """People whose email, phone or account id begins with the text, then those whose name does, then by the id of a
    device; at most `limit`. Where there are none, those whose name has the text anywhere.
    """
    wanted = text.strip().replace("\x00", "")[:200]
    if not wanted:
        return []
    bound = max(1, min(limit, FIND_MAX))
    found: dict[int, None] = {}
    for prefix in dict.fromkeys((wanted, wanted.lower())):
        found |= dict.fromkeys(_by_prefix(prefix, bound))
    if len(found) < bound:
        for prefix in dict.fromkeys((wanted, wanted.lower(), wanted.title())):
            found |= dict.fromkeys(_by_beginning_of_name(prefix, bound))
    if len(found) < bound and len(wanted) >= DEVICE_CHARACTERS_MIN:
        found |= dict.fromkeys(_by_device(wanted, bound))
    if not found and _ADDRESS not in wanted:
        found |= dict.fromkeys(_by_name(wanted, bound))
    return people.by_ids(list(found)[:bound])


def _by_prefix(prefix: str, limit: int) -> list[int]:
    """People with an account or an address that begins so; a range on the index, since LIKE depends on collation."""
    value = current.exact("value")
    parameters: list[Any] = []
    parts = []
    for kind in ("email", "phone"):
        parts.append(
            f"SELECT profile_id AS id FROM context_identifier WHERE kind = %s AND {value} >= %s AND {value} < %s"
        )
        parameters += [kind, prefix, prefix + _LAST]
    parts.append(f"SELECT id FROM context_profile WHERE kind = %s AND {value} >= %s AND {value} < %s")
    parameters += ["account", prefix, prefix + _LAST]
    limited = " UNION ALL ".join(f"SELECT id FROM ({part} LIMIT {limit}) AS part" for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.person_id FROM context_profile p WHERE p.id IN ({limited}) ORDER BY p.person_id", parameters
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _by_device(prefix: str, limit: int) -> list[int]:
    """People with a device, or an account that a browser named, whose id begins so."""
    value = current.exact("value")
    one = f"SELECT person_id FROM context_profile WHERE kind = %s AND {value} >= %s AND {value} < %s LIMIT {limit:d}"
    rows: list[int] = []
    with connection.cursor() as cursor:
        for kind in ("anonymous", "claimed"):
            cursor.execute(one, [kind, prefix, prefix + _LAST])
            rows += [person for (person,) in cursor.fetchall()]
    return rows


def _by_beginning_of_name(prefix: str, limit: int) -> list[int]:
    word, begun = current.exact("word"), f'"{prefix}'
    parts = [
        f"SELECT person_id FROM (SELECT person_id FROM context_trait WHERE is_current AND name = '{name}'"
        f" AND {word} >= %s AND {word} < %s LIMIT {limit}) AS part"
        for name in _NAMES
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), [begun, begun + _LAST] * len(_NAMES))
        return [row[0] for row in cursor.fetchall()]


def _by_name(text: str, limit: int) -> list[int]:
    operator = "LIKE" if connection.vendor == "sqlite" else "ILIKE"
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id FROM context_trait WHERE is_current AND name IN {_NAMES}"
            f" AND word {operator} %s ESCAPE '\\' LIMIT {limit}",
            [f'"%{escaped}%'],
        )
        return [row[0] for row in cursor.fetchall()]

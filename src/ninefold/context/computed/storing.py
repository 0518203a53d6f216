"""Computed traits as rows like any trait: of the person's own profile, verified, and marked by where they come from.

Only what changed is written, and told to the segments that read it.
"""

from collections.abc import Collection, Mapping
from typing import Any

import msgspec
from django.db import connection

from ninefold.context import sayings, touched
from ninefold.context.computed.definitions import PREFIX
from ninefold.context.projecting import TRAIT_COLUMNS
from ninefold.kernel.database import bulk

COMPUTED = "computed"  # in the place of a message's id
_AT_ONCE = 500


def write(traits: Mapping[int, Mapping[str, Any]], names: Collection[str], now: int) -> int:
    """Let these people have these computed traits and no others of these names; how many values changed.

    `names` without a currency stand for those with one, too. In the caller's transaction, in which nobody may change
    who is one person.
    """
    changed = 0
    for some in bulk.in_chunks(sorted(traits), _AT_ONCE):
        changed += _write({person: traits[person] for person in some}, tuple(names), now)
    return changed


def _write(traits: Mapping[int, Mapping[str, Any]], names: tuple[str, ...], now: int) -> int:
    before, orphans = _before(traits, names)
    after = {
        (person, f"{PREFIX}{name}"): msgspec.json.encode(value).decode()
        for person, own in traits.items()
        for name, value in own.items()
    }
    fresh = {key: value for key, value in after.items() if before.get(key) != value}
    gone = before.keys() - after.keys()
    bulk.insert(
        "context_trait",
        TRAIT_COLUMNS,
        [(person, person, name, True, value, *_searched(value), now, COMPUTED, 0, True)
         for (person, name), value in sorted(fresh.items())],
        on_conflict="(profile_id, name, is_verified) DO UPDATE SET value = excluded.value, word = excluded.word,"
        " number = excluded.number, occurred_at = excluded.occurred_at, message_id = excluded.message_id,"
        " source_id = excluded.source_id, person_id = excluded.person_id, is_current = TRUE",
    )  # fmt: skip
    _delete([*gone, *orphans])
    by_name: dict[str, set[int]] = {}
    for person, name in {*fresh, *gone}:
        by_name.setdefault(name, set()).add(person)
    for name, persons in sorted(by_name.items()):
        touched.note(persons, name)
    return len(fresh) + len(gone)


def _before(
    traits: Collection[int], names: tuple[str, ...]
) -> tuple[dict[tuple[int, str], str], list[tuple[int, str]]]:
    """What these people have by now; and rows of profiles that were people of their own once."""
    condition, values = bulk.among("person_id", traits)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id, profile_id, name, value FROM context_trait WHERE name LIKE %s AND {condition}",
            [f"{PREFIX}%", values],
        )
        rows = [row for row in cursor.fetchall() if _is_of(row[2], names)]
    own = {(profile, name): value for person, profile, name, value in rows if profile == person}
    return own, [(profile, name) for person, profile, name, _ in rows if profile != person]


def _is_of(name: str, names: tuple[str, ...]) -> bool:
    return name in names or name.rpartition(".")[0] in names


def _delete(rows: Collection[tuple[int, str]]) -> None:
    with connection.cursor() as cursor:
        cursor.executemany("DELETE FROM context_trait WHERE profile_id = %s AND name = %s", list(rows))


def _searched(value: str) -> tuple[str | None, float | None]:
    said = msgspec.json.decode(value)
    return sayings.word(said), sayings.number(said)

"""Masks a person who was erased in what is known of others: in their traits and words, and in what is told of groups.

It follows the events (`collect.masking`): what was learnt of these people from events that named the erased one is
masked as the events are, so that the lake and the tables go on to say the same.
"""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from django.db import connection

from ninefold.context import current, naming, projecting, sayings, touched
from ninefold.context.formtables import SubmissionRow
from ninefold.context.models import ConsentRow
from ninefold.kernel.database import bulk
from ninefold.kernel.database.persontables import PersonTable
from ninefold.kernel.mentions import Mentions

_CONSENTS = PersonTable(ConsentRow, json=("evidence",))
_SUBMISSIONS = PersonTable(SubmissionRow, json=("answers",))
_GROUPS = "SELECT group_id FROM context_group_member WHERE "


def mask(*, profile_ids: Collection[int], mentions: Mentions) -> None:
    """Mask them in all that is known of these profiles and told of their groups, in the caller's transaction."""
    names = _mask_traits(profile_ids, mentions)
    naming.index(names)
    _forget_addresses(profile_ids, mentions)
    _mask_deeds(profile_ids, mentions)
    _CONSENTS.mask(ids := list(profile_ids), ("address", "evidence"), mentions)
    _SUBMISSIONS.mask(ids, ("answers",), mentions)
    touched.note({*profile_ids, *_mask_groups(profile_ids, mentions)})


def _mask_traits(profile_ids: Collection[int], mentions: Mentions) -> list[naming.Key]:
    """The traits; which of them are names that are to be kept anew."""
    among, values = bulk.among("profile_id", profile_ids)
    rows = _rows(f"SELECT id, value, name, profile_id, is_verified, person_id FROM context_trait WHERE {among}", values)
    changed = _write_traits("context_trait", rows, mentions)
    current.settle({row[5] for row in changed}, {row[2] for row in changed})  # the value decides between equals
    return [(row[3], row[2], bool(row[4])) for row in changed if row[2] in naming.NAMES]


def _write_traits(table: str, rows: Sequence[tuple[Any, ...]], mentions: Mentions) -> list[tuple[Any, ...]]:
    """Mask rows that begin with an id, a value and its name; those that changed."""
    masked = [(row, mentions.masked_json(row[1], row[2])) for row in rows]
    changed = [(row, value) for row, value in masked if value != row[1]]
    said = [(value, msgspec.json.decode(value), row[0]) for row, value in changed]
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {table} SET value = %s, word = %s, number = %s WHERE id = %s",
            [(text, sayings.word(value), sayings.number(value), number) for text, value, number in said],
        )
    return [row for row, _ in changed]


def _mask_deeds(profile_ids: Collection[int], mentions: Mentions) -> None:
    """What is counted and summed by the names of events, which are masked as the events are."""
    for table, columns, added in projecting.DEEDS:
        among, values = bulk.among("profile_id", profile_ids)
        place = list(columns).index("name")
        rows = _rows(f"SELECT id, {', '.join(columns)} FROM {table} WHERE {among}", values)
        changed = [row for row in rows if mentions.masked(row[place + 1]) != row[place + 1]]
        gone, ids = bulk.among("id", [row[0] for row in changed])
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE {gone}", [ids])
        for _, *row in changed:
            row[place] = mentions.masked(row[place])
            bulk.insert(table, columns, [row], on_conflict=added)


def _forget_addresses(profile_ids: Collection[int], mentions: Mentions) -> None:
    """An address of theirs is nobody else's: others had it by a browser's word alone."""
    among, values = bulk.among("profile_id", profile_ids)
    rows = _rows(f"SELECT id, value FROM context_identifier WHERE NOT is_verified AND {among}", values)
    gone, ids = bulk.among("id", [number for number, value in rows if mentions.masked_id(value) != value])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM context_identifier WHERE {gone}", [ids])


def _mask_groups(profile_ids: Collection[int], mentions: Mentions) -> set[int]:
    """What is told of the groups of these profiles, and how these are called; the profiles in those that changed."""
    among, values = bulk.among("profile_id", profile_ids)
    told = "SELECT id, value, name, group_id FROM context_group_trait"
    rows = _rows(f"{told} WHERE group_id IN ({_GROUPS}{among})", values)
    changed = {row[3] for row in _write_traits("context_group_trait", rows, mentions)}
    keys = _rows(f"SELECT id, key FROM context_group WHERE id IN ({_GROUPS}{among})", values)
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE context_group SET key = %s WHERE id = %s",
            [(mentions.masked_key(key), number) for number, key in keys if mentions.masked_key(key) != key],
        )
    within, groups = bulk.among("group_id", changed)
    return {row[0] for row in _rows(f"SELECT profile_id FROM context_group_member WHERE {within}", groups)}


def _rows(statement: str, values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [values])
        return list(cursor.fetchall())

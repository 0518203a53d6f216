"""Masks a person's identifiers in the events of others, in the database and in the lake alike: the rest of them stays.

It goes stretch by stretch, in the order of events' numbers. The lake is asked where they are, as it reads texts
quickest; of what it does not hold yet the database is. The lake changes last, in one commit of a stretch: killed before
that, the same events are found again, and masking twice is as once.
"""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Any

from deltalake import DeltaTable
from django.db import connection, transaction

from ninefold.collect import lake
from ninefold.collect.lake import Sought, Stretch
from ninefold.collect.types import EventKind
from ninefold.kernel.mentions import Mentions

AT_ONCE = 5_000
_IDS, _JSON = ("user_id", "anonymous_id", "other_id"), ("properties", "traits", "context")
_MASKED = ("name", *_IDS, *_JSON)
_COLUMNS = ("id", "received_at", "profile_id", "kind", *_MASKED)
Row = dict[str, Any]
Learn = Callable[[Collection[int]], None]


def mask_lake(
    delta: DeltaTable, within: Stretch, profile_ids: Collection[int], mentions: Mentions, learn: Learn
) -> tuple[int, int]:
    """Take the events of these profiles out of a stretch of the lake, and mask them in all others there and in the
    database; how many of each. Under the lake's lease, so that nothing is appended meanwhile.

    `learn` hears, in the transaction that masks events, of whose profiles they are.
    """
    gone: list[Row] = []
    rows: list[Row] = []
    sought = Sought(profile_ids, mentions.near, mentions.ids)
    for page in lake.naming(within, sought, _COLUMNS, _IDS, at_once=AT_ONCE):
        gone += [row for row in page if row["profile_id"] in profile_ids]
        rows += _mask_rows([row for row in page if row["profile_id"] not in profile_ids], mentions, learn)
    lake.rewrite(delta, within, ("id", *_MASKED), rows, gone)
    return len(gone), len(rows)


def mask_database(after: int, upto: int, mentions: Mentions, learn: Learn) -> tuple[int, int]:
    """Mask them in a page of events after this number, of which the lake holds none; up to which one, and how many."""
    near = re.compile(mentions.near or r"(?!)", re.IGNORECASE)
    own = set(mentions.ids)
    page = _page(after, upto)
    rows = [row for row in page if any(row[c] in own for c in _IDS) or any(near.search(row[c]) for c in _MASKED)]
    return page[-1]["id"] if len(page) == AT_ONCE else upto, len(_mask_rows(rows, mentions, learn))


def _page(after: int, upto: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(_COLUMNS)} FROM collect_event WHERE id > %s AND id <= %s ORDER BY id LIMIT %s",
            [after, upto, AT_ONCE],
        )
        return [dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()]


def _mask_rows(rows: Sequence[Row], mentions: Mentions, learn: Learn) -> list[Row]:
    """Those of the rows that truly mention them, masked, as the database holds them now."""
    masked = [(row, row | _masked(row, mentions)) for row in rows]
    changed = [after for before, after in masked if after != before]
    if changed:
        with transaction.atomic():
            _write(changed)
            learn({row["profile_id"] for row in changed if row["profile_id"]})
    return changed


def _masked(row: Row, mentions: Mentions) -> Row:
    is_group = row["kind"] == EventKind.GROUP.value
    return {
        "name": mentions.masked(row["name"]),
        "user_id": mentions.masked_id(row["user_id"]),
        "anonymous_id": mentions.masked_id(row["anonymous_id"]),
        "other_id": (mentions.masked_key if is_group else mentions.masked_id)(row["other_id"]),
        **{column: mentions.masked_json(row[column]) for column in _JSON},
    }


def _write(rows: Sequence[Row]) -> None:
    sets = ", ".join(f"{column} = %s" for column in _MASKED)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE collect_event SET {sets} WHERE id = %s",
            [(*(row[column] for column in _MASKED), row["id"]) for row in rows],
        )

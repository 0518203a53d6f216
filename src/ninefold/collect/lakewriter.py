"""Brings new events of the log into the lake: one leased writer, a range of numbers at a time."""

import time
from typing import Any

from django.db import connection, transaction

from ninefold.collect import cursors, lake
from ninefold.collect.types import Position
from ninefold.kernel.database import leases

ROWS_MAX = 100_000
CHARACTERS_MAX = 32_000_000  # of texts in one append: it is in memory several times over
READ_ROWS = 2_000
PAUSE_SECONDS = 30.0
LEASE = "lake"
LEASE_SECONDS = 300.0


class _Pace:
    """When this process wrote last, on the machine's time: a driven clock must not hurry the disk."""

    written_at = -PAUSE_SECONDS


def write(*, force: bool) -> int:
    """Append at most ROWS_MAX new events, or CHARACTERS_MAX of them; how many.

    Without `force`, waits for 30 seconds or ROWS_MAX events; what an append had no room for waits for the next turn.
    """
    waiting = cursors.read(cursors.LOG).value - cursors.read(cursors.LAKE).value
    is_time = time.monotonic() - _Pace.written_at >= PAUSE_SECONDS
    if waiting <= 0 or not (force or is_time or waiting >= ROWS_MAX):
        return 0
    if not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    first = lake.last_id(lake.table()) + 1
    rows, are_all = _rows(first, first + ROWS_MAX - 1)
    if rows:
        lake.append(rows)
    _move_cursor(rows[-1][0] if rows else first - 1)
    if are_all:
        _Pace.written_at = time.monotonic()
    return len(rows)


def _rows(first: int, last: int) -> tuple[list[tuple[Any, ...]], bool]:
    """Rows from `first` to `last` in order, cut at CHARACTERS_MAX, and whether that is all of them."""
    rows: list[tuple[Any, ...]] = []
    characters = 0
    while page := _page(rows[-1][0] + 1 if rows else first, last):
        for row in page:
            characters += sum(len(value) for value in row if isinstance(value, str))
            if rows and characters > CHARACTERS_MAX:
                return rows, False
            rows.append(row)
    return rows, True


def _page(first: int, last: int) -> list[tuple[Any, ...]]:
    # Past the model: to make dates of microseconds and microseconds of dates again was half of all this.
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(lake.COLUMNS)} FROM collect_event WHERE id BETWEEN %s AND %s ORDER BY id LIMIT %s",
            [first, last, READ_ROWS],
        )
        return list(cursor.fetchall())


def _move_cursor(value: int) -> None:
    with transaction.atomic():
        cursors.move([Position(cursors.LAKE, value)])

"""Brings new events of the log into the lake: one leased writer, a range of numbers at a time."""

import time
from typing import Any

from django.db import transaction

from ninefold.collect import cursors, lake
from ninefold.collect.models import Event as EventRow
from ninefold.collect.types import Position
from ninefold.kernel import clock
from ninefold.kernel.database import leases

ROWS_MAX = 100_000
PAUSE_SECONDS = 30.0
LEASE = "lake"
LEASE_SECONDS = 300.0


class _Pace:
    """When this process wrote last, on the machine's time: a driven clock must not hurry the disk."""

    written_at = -PAUSE_SECONDS


def write(*, force: bool) -> int:
    """Append at most ROWS_MAX new events; how many. Without `force`, waits for 30 seconds or ROWS_MAX events."""
    waiting = cursors.read(cursors.LOG).value - cursors.read(cursors.LAKE).value
    is_time = time.monotonic() - _Pace.written_at >= PAUSE_SECONDS
    if waiting <= 0 or not (force or is_time or waiting >= ROWS_MAX):
        return 0
    if not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    first = lake.last_id(lake.table()) + 1
    rows = _rows(first, first + ROWS_MAX - 1)
    if rows:
        lake.append(rows)
    _move_cursor(rows[-1][0] if rows else first - 1)
    _Pace.written_at = time.monotonic()
    return len(rows)


def _rows(first: int, last: int) -> list[tuple[Any, ...]]:
    found = EventRow.objects.filter(pk__gte=first, pk__lte=last).order_by("id").values_list(*lake.COLUMNS)
    occurred, received = lake.COLUMNS.index("occurred_at"), lake.COLUMNS.index("received_at")
    rows = []
    for row in found:
        values = list(row)
        values[occurred], values[received] = clock.to_us(row[occurred]), clock.to_us(row[received])
        rows.append(tuple(values))
    return rows


def _move_cursor(value: int) -> None:
    with transaction.atomic():
        cursors.move([Position(cursors.LAKE, value)])

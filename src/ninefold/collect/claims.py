"""Reads what waits: intake rows of a lane past their cursor, and pending records. The leader's, in its transaction."""

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from django.db import connection

from ninefold.collect.drafts import Draft
from ninefold.collect.intake.rows import COLUMNS, READ_BYTES_MAX, READ_ROWS_MAX, TABLES, IntakeRow, Lane, read_row
from ninefold.collect.intake.sqlite import SqliteIntakeLog
from ninefold.collect.types import Position
from ninefold.kernel import settings

_local = threading.local()
_decoder = msgspec.json.Decoder(Draft)


def intake_file() -> SqliteIntakeLog:
    """This thread's connection to the intake file; opened again if the file was replaced."""
    log: SqliteIntakeLog | None = getattr(_local, "log", None)
    path = settings.current().intake_path
    if log is None or log.path != path or not log.is_current():
        if log is not None:
            log.close()
        log = _local.log = SqliteIntakeLog(path)
    return log


def cursor_name(lane: Lane) -> str:
    """The name of a lane's cursor; a new intake file has new cursors, for its ids begin again."""
    if connection.vendor == "sqlite":
        return f"intake:{lane.name.lower()}:{intake_file().identity}"
    return f"intake:{lane.name.lower()}"


def next_row(position: Position) -> int:
    """The row of the intake file that a lane's cursor comes to next, the one that is taken in part first."""
    return position.value if position.offset else position.value + 1


def rows(lane: Lane, position: Position) -> Iterator[IntakeRow]:
    """Waiting rows, the one that is taken in part first. At most about READ_BYTES_MAX bytes of them."""
    source = _rows_of_file(lane, position) if connection.vendor == "sqlite" else _rows_of_table(lane, position)
    taken = 0
    for row in source:
        if taken >= READ_BYTES_MAX:
            return
        taken += len(row.body)
        yield row


def _rows_of_file(lane: Lane, position: Position) -> Iterator[IntakeRow]:
    return intake_file().rows_from(lane, next_row(position))


def _rows_of_table(lane: Lane, position: Position) -> Iterator[IntakeRow]:
    """Rows leave the table when they are used up, so the oldest are next; an id below the cursor may come late."""
    partly = position.value if position.offset else 0
    names, table = ", ".join(COLUMNS), TABLES[lane]
    oldest = f"SELECT {names}, id FROM {table} WHERE id <> {partly} ORDER BY id LIMIT {READ_ROWS_MAX}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names}, id FROM {table} WHERE id = %s", [partly])
        found = cursor.fetchall()
        cursor.execute(
            f"SELECT {names}, id FROM (SELECT *, sum(octet_length(body)) OVER (ORDER BY id) - octet_length(body)"
            f" AS bytes_before FROM ({oldest}) AS oldest) AS waiting WHERE bytes_before < {READ_BYTES_MAX} ORDER BY id"
        )
        found += cursor.fetchall()
    for *values, row_id in found:
        yield read_row(lane, row_id, values)


def first_received(lane: Lane, position: Position) -> int | None:
    """When the first request of a lane that is not wholly read was received (us), None where none waits."""
    if connection.vendor == "sqlite":
        return intake_file().first_received(lane, next_row(position))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT received_at FROM {TABLES[lane]} ORDER BY id LIMIT 1")
        found = cursor.fetchone()
    return int(found[0]) if found else None


def pending(*, is_consent: bool, limit: int, after: int = 0) -> list[tuple[int, Draft]]:
    """Recorded events that wait, oldest first."""
    lane = "is_consent" if is_consent else "NOT is_consent"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, body FROM collect_pending WHERE {lane} AND id > %s ORDER BY id LIMIT %s", [after, limit]
        )
        return [(row_id, _decoder.decode(body)) for row_id, body in cursor.fetchall()]


def last_pending() -> int:
    """The id of the newest record that waits, 0 where none does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(MAX(id), 0) FROM collect_pending")
        return int(cursor.fetchone()[0])


def delete(table: str, ids: Sequence[int]) -> None:
    """Delete rows by id, in the caller's transaction."""
    if not ids:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            marks = ", ".join(["%s"] * len(ids))
            cursor.execute(f"DELETE FROM {table} WHERE id IN ({marks})", list(ids))
            return
        values: list[Any] = [list(ids)]
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", values)

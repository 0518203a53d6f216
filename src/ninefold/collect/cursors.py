"""How far things have come, in rows that are locked first: one leader at a time numbers the log."""

from collections.abc import Iterable

from django.db import connection

from ninefold.collect.types import Position

LOG = "log"
LAKE = "lake"


def lock() -> dict[str, Position]:
    """All cursors, locked until the end of the caller's transaction.

    SQLite's transactions are IMMEDIATE and so exclude each other already.
    """
    assert connection.in_atomic_block, "the log moves inside a transaction only"
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO collect_cursor (name, value, "offset") VALUES (%s, 0, 0) ON CONFLICT DO NOTHING', [LOG]
        )
        if connection.vendor == "postgresql":
            cursor.execute("SELECT 1 FROM collect_cursor WHERE name = %s FOR UPDATE", [LOG])
        cursor.execute('SELECT name, value, "offset" FROM collect_cursor')
        return {name: Position(name, value, offset) for name, value, offset in cursor.fetchall()}


def read(name: str) -> Position:
    """One cursor as it stands."""
    with connection.cursor() as cursor:
        cursor.execute('SELECT value, "offset" FROM collect_cursor WHERE name = %s', [name])
        found = cursor.fetchone()
    return Position(name, *found) if found else Position(name, 0)


def move(positions: Iterable[Position]) -> None:
    """Put cursors where they now stand, in the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.executemany(
            'INSERT INTO collect_cursor (name, value, "offset") VALUES (%s, %s, %s) ON CONFLICT (name)'
            ' DO UPDATE SET value = excluded.value, "offset" = excluded."offset"',
            [(position.name, position.value, position.offset) for position in positions],
        )

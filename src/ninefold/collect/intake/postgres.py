"""The intake log in a table of the main PostgreSQL database, written by any number of edges."""

from collections.abc import Sequence
from contextlib import nullcontext

import psycopg

from ninefold.collect.intake.rows import COLUMNS, TABLES, IntakeRow, Lane


class PostgresIntakeLog:
    """One connection that appends; made again after it broke. Reading is the worker's, in its own transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection: psycopg.Connection | None = None

    def _connected(self) -> psycopg.Connection:
        if self.connection is None or self.connection.closed:
            self.connection = psycopg.connect(self.url, connect_timeout=5, autocommit=True)
            self.connection.execute("SET synchronous_commit = on")
        return self.connection

    def append(self, rows: Sequence[IntakeRow]) -> None:
        """Write rows in one transaction; on return they are on disk. On error nothing is promised."""
        connection = self._connected()
        lanes = {row.lane for row in rows}
        # One COPY is a transaction of its own: two turns to the server fewer than with BEGIN and COMMIT around it.
        with connection.transaction() if len(lanes) > 1 else nullcontext(), connection.cursor() as cursor:
            for lane in lanes:
                _copy(cursor, lane, [row for row in rows if row.lane is lane])

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()


def _copy(cursor: psycopg.Cursor, lane: Lane, rows: list[IntakeRow]) -> None:
    statement = f"COPY {TABLES[lane]} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)"
    with cursor.copy(statement) as copy:
        copy.set_types(["text", "int8", "int2", "int8", "int2", "bytea", "text"])
        for row in rows:
            copy.write_row(row.values())

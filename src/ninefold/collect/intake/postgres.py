"""The intake log in a table of the main PostgreSQL database, written by any number of edges."""

import contextlib
from collections.abc import Sequence

import psycopg

from ninefold.collect.intake.rows import COLUMNS, TABLES, IntakeRow, Lane


class PostgresIntakeLog:
    """One connection that appends; made again after it broke. Reading is the worker's, in its own transaction."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.connection: psycopg.Connection | None = None

    def _connected(self) -> psycopg.Connection:
        if self.connection is None or self.connection.closed:
            self.connection = psycopg.connect(self.url, connect_timeout=5)
            self.connection.execute("SET synchronous_commit = on")
            self.connection.commit()
        return self.connection

    def append(self, rows: Sequence[IntakeRow]) -> None:
        """Write rows in one transaction; on return they are on disk. On error nothing is promised."""
        connection = self._connected()
        try:
            with connection.cursor() as cursor:
                for lane in Lane:
                    _copy(cursor, lane, [row for row in rows if row.lane is lane])
            connection.commit()
        except BaseException:
            with contextlib.suppress(psycopg.Error):  # a broken connection cannot roll back, the server did
                connection.rollback()
            raise

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()


def _copy(cursor: psycopg.Cursor, lane: Lane, rows: list[IntakeRow]) -> None:
    if not rows:
        return
    statement = f"COPY {TABLES[lane]} ({', '.join(COLUMNS)}) FROM STDIN (FORMAT BINARY)"
    with cursor.copy(statement) as copy:
        copy.set_types(["text", "int8", "int2", "int8", "int2", "bytea", "text"])
        for row in rows:
            copy.write_row(row.values())

"""The intake log in a SQLite file of its own, so that the edge never waits for the database's one writer."""

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from ninefold.collect.intake.rows import COLUMNS, TABLES, IntakeRow, Lane, read_row
from ninefold.kernel import sqlite

_CLEAR_ROWS_MAX = 200
# Bodies are long: large pages halve the work per byte. It counts only for a new file.
_PAGE_BYTES = 16_384
# One statement inserts many rows, for each statement gives the interpreter's lock away and must wait for it again.
# Powers of two keep the number of different statements small.
_ROWS_AT_ONCE = (64, 32, 16, 8, 4, 2, 1)
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS {table} (id INTEGER PRIMARY KEY AUTOINCREMENT, path TEXT NOT NULL,"
    " source_id INTEGER NOT NULL, trust INTEGER NOT NULL, received_at INTEGER NOT NULL, codec INTEGER NOT NULL,"
    " body BLOB NOT NULL, meta TEXT NOT NULL);"
)
_MARKS = f"({', '.join('?' * len(COLUMNS))})"
_INSERTS = {
    (lane, size): f"INSERT INTO {table} ({', '.join(COLUMNS)}) VALUES {', '.join([_MARKS] * size)}"
    for lane, table in TABLES.items()
    for size in _ROWS_AT_ONCE
}


class SqliteIntakeLog:
    """One connection to the file; not shared between threads. Ids rise in the order of commits."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.connection = sqlite.sqlite3.connect(
            path, timeout=sqlite.BUSY_TIMEOUT_MS / 1000, isolation_level=None, check_same_thread=False
        )
        self.connection.execute(f"PRAGMA page_size={_PAGE_BYTES}")
        self.connection.executescript(sqlite.pragmas(cache_kib=sqlite.CACHE_SMALL_KIB))
        self._make_tables()
        self.inode = path.stat().st_ino
        self.identity: str = self.connection.execute("SELECT value FROM identity").fetchone()[0]

    def _make_tables(self) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for table in TABLES.values():
            self.connection.execute(_SCHEMA.format(table=table))
        # The identity tells a new file from the one a cursor was kept for: ids begin again in it.
        self.connection.execute("CREATE TABLE IF NOT EXISTS identity (one INTEGER PRIMARY KEY CHECK (one = 1), value)")
        self.connection.execute("INSERT OR IGNORE INTO identity VALUES (1, ?)", [uuid4().hex])
        self.connection.execute("COMMIT")

    def is_current(self) -> bool:
        """Whether the path still leads to the file that is open here."""
        return self.path.exists() and self.path.stat().st_ino == self.inode

    def append(self, rows: Sequence[IntakeRow]) -> None:
        """Write rows in one transaction; on return they are on disk. On error nothing is kept."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            for lane in Lane:
                self._insert(lane, [row for row in rows if row.lane is lane])
            self.connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite.sqlite3.Error):  # a full disk has rolled back by itself
                self.connection.execute("ROLLBACK")
            raise

    def _insert(self, lane: Lane, rows: list[IntakeRow]) -> None:
        start = 0
        for size in _ROWS_AT_ONCE:
            while len(rows) - start >= size:
                values = [value for row in rows[start : start + size] for value in row.values()]
                self.connection.execute(_INSERTS[lane, size], values)
                start += size

    def rows_from(self, lane: Lane, row_id: int) -> Iterator[IntakeRow]:
        """Rows with an id of at least `row_id`, in order."""
        statement = f"SELECT {', '.join(COLUMNS)}, id FROM {TABLES[lane]} WHERE id >= ? ORDER BY id"
        for *values, found in self.connection.execute(statement, [row_id]):
            yield read_row(lane, found, values)

    def has_waiting(self, lane: Lane, row_id: int, *, up_to: int) -> bool:
        """Whether a row from `row_id` on was received at or before `up_to` (microseconds)."""
        statement = f"SELECT EXISTS (SELECT 1 FROM {TABLES[lane]} WHERE id >= ? AND received_at <= ?)"
        return bool(self.connection.execute(statement, [row_id, up_to]).fetchone()[0])

    def first_received(self, lane: Lane, row_id: int) -> int | None:
        """When the first row from `row_id` on was received (microseconds), None where there is none."""
        statement = f"SELECT received_at FROM {TABLES[lane]} WHERE id >= ? ORDER BY id LIMIT 1"
        found = self.connection.execute(statement, [row_id]).fetchone()
        return int(found[0]) if found else None

    def clear_before(self, lane: Lane, row_id: int) -> None:
        """Delete the rows before `row_id`, few at a time: the edge wants to write in between."""
        statement = (
            f"DELETE FROM {TABLES[lane]} WHERE id IN"
            f" (SELECT id FROM {TABLES[lane]} WHERE id < ? ORDER BY id LIMIT {_CLEAR_ROWS_MAX})"
        )
        while self.connection.execute(statement, [row_id]).rowcount == _CLEAR_ROWS_MAX:
            pass

    def close(self) -> None:
        self.connection.close()

"""The mailbox's own SQLite file: messages taken, and mail to our own addresses on its way to the edge."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from ninefold.kernel import sqlite

_SCHEMA = """
CREATE TABLE IF NOT EXISTS message (
    id INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
    subject TEXT NOT NULL, raw BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS message_recipient ON message (recipient);
CREATE TABLE IF NOT EXISTS inbound (
    id INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, recipient TEXT NOT NULL, raw BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'accepted', 'rejected', 'stuck')),
    tries INTEGER NOT NULL DEFAULT 0, try_at INTEGER NOT NULL DEFAULT 0, reason TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS inbound_waiting ON inbound (try_at) WHERE state = 'waiting';
"""
HANDED_ON_DAYS = 30
DELETED_AT_ONCE = 500
_DAY_US = 86_400_000_000
Row = tuple[int, str, str, str, bytes]  # received_at, sender, recipient, subject, raw
InboundRow = tuple[int, str, bytes]  # received_at, recipient, raw


def connect(path: Path) -> Any:
    """A connection that writes, for one thread at a time; makes the file where there is none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite.sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.executescript(sqlite.pragmas())
    connection.executescript(_SCHEMA)
    return connection


@contextmanager
def reading(path: Path) -> Iterator[Any]:
    """A connection that reads only. Where the mailbox never ran there is nothing to read: an empty file in memory."""
    if path.exists():
        connection = sqlite.sqlite3.connect(
            f"{path.as_uri()}?mode=ro", uri=True, timeout=sqlite.BUSY_TIMEOUT_MS / 1000, isolation_level=None
        )
    else:
        connection = sqlite.sqlite3.connect(":memory:", isolation_level=None)
        connection.executescript(_SCHEMA)
    with closing(connection):
        yield connection


def keep(connection: Any, messages: Sequence[Row], inbound: Sequence[InboundRow]) -> None:
    """Keep what was taken, on disk when this returns."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.executemany(
            "INSERT INTO message (received_at, sender, recipient, subject, raw) VALUES (?, ?, ?, ?, ?)", messages
        )
        connection.executemany("INSERT INTO inbound (received_at, recipient, raw) VALUES (?, ?, ?)", inbound)
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def waiting(connection: Any, *, machine_us: int, limit: int) -> list[tuple[int, str, bytes, int]]:
    """(id, recipient, raw, tries) of inbound mail whose turn it is, oldest first."""
    rows: list[tuple[int, str, bytes, int]] = connection.execute(
        "SELECT id, recipient, raw, tries FROM inbound WHERE state = 'waiting' AND try_at <= ? ORDER BY id LIMIT ?",
        (machine_us, limit),
    ).fetchall()
    return rows


def tried(connection: Any, inbound_id: int, *, state: str, reason: str, try_at: int) -> None:
    """Write down how handing an inbound mail to the edge went."""
    connection.execute(
        "UPDATE inbound SET state = ?, reason = ?, try_at = ?, tries = tries + 1 WHERE id = ?",
        (state, reason, try_at, inbound_id),
    )


def tidy(path: Path, *, now: int, messages_max: int) -> int:
    """Forget mail that the edge took or refused HANDED_ON_DAYS ago, and messages beyond the newest; how many went.

    A few at a time, so that mail can come in between. What is stuck or waits stays.
    """
    with closing(connect(path)) as connection:
        old = now - HANDED_ON_DAYS * _DAY_US
        gone = _deleted(connection, "inbound", "state IN ('accepted', 'rejected') AND received_at < ?", old)
        last = connection.execute("SELECT COALESCE(MAX(id), 0) FROM message").fetchone()[0]
        return gone + _deleted(connection, "message", "id <= ?", last - messages_max)


def _deleted(connection: Any, table: str, condition: str, value: int) -> int:
    some = f"SELECT id FROM {table} WHERE {condition} ORDER BY id LIMIT {DELETED_AT_ONCE}"
    statement = f"DELETE FROM {table} WHERE id IN ({some})"
    gone = 0
    while count := connection.execute(statement, (value,)).rowcount:
        gone += count
    return gone

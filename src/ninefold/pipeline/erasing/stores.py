"""What a database keeps of rows that are gone, and how it is made to let go of it."""

from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from django.db import connection

from ninefold.community import actions as community
from ninefold.kernel import settings, sqlite
from ninefold.kernel.errors import Unavailable

FULL_BYTES_MAX = 2_000_000_000
_BLOCK = 8_000_000
TABLES = ("collect_", "context_", "community_", "credibility_", "currency_", "experiments_", "cadence_", "catalyst_",
          "channel_", "content_")  # fmt: skip


def scrub(needles: Sequence[str]) -> dict[str, int]:
    """Make deleted rows unreadable; what was rewritten."""
    return _scrub_sqlite(needles) if connection.vendor == "sqlite" else _scrub_postgresql()


def _scrub_sqlite(needles: Sequence[str]) -> dict[str, int]:
    """Freed bytes are zeroed as they are freed (secure_delete); the log goes; what a page still holds is rewritten."""
    install = settings.current()
    community.compact_search()
    rewritten = 0
    for path in (install.database_path, install.intake_path, install.mailbox_path):
        if path.exists():
            rewritten += _scrub_file(path, needles)
    return {"databases rewritten": rewritten}


def _scrub_file(path: Path, needles: Sequence[str]) -> int:
    with closing(sqlite.sqlite3.connect(path, isolation_level=None)) as own:
        own.executescript(sqlite.pragmas())
        _truncate_log(own)
        if not holds(path, needles):
            return 0
        own.execute("VACUUM")
        _truncate_log(own)
    return 1


def _truncate_log(own: sqlite.sqlite3.Connection) -> None:
    busy, _, _ = own.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise Unavailable("database_busy", "Somebody reads the database for long; it is tried again.")


def holds(path: Path, needles: Iterable[str]) -> bool:
    """Whether a file holds one of these texts, in any case, as they are written in UTF-8."""
    wanted = [needle.encode() for needle in needles if needle.isascii()] or []
    wanted += [needle.encode() for needle in needles if not needle.isascii()]
    longest = max(map(len, wanted), default=0)
    rest = b""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            whole = (rest + block).lower()
            if any(one in whole for one in wanted):
                return True
            rest = (rest + block)[-longest:]
    return False


def _scrub_postgresql() -> dict[str, int]:
    """VACUUM leaves a dead row's bytes in its page; FULL writes the table anew, but holds it: not a very large one."""
    counts = {"tables rewritten": 0, "tables vacuumed": 0}
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename, pg_total_relation_size(quote_ident(tablename)::regclass) FROM pg_tables"
                       " WHERE schemaname = current_schema()")  # fmt: skip
        tables = [(name, size) for name, size in cursor.fetchall() if name.startswith(TABLES)]
        for name, size in tables:
            full = size <= FULL_BYTES_MAX
            cursor.execute(f'VACUUM {"(FULL)" if full else ""} "{name}"')
            counts["tables rewritten" if full else "tables vacuumed"] += 1
    return counts

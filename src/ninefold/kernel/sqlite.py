"""One SQLite for the whole program: a build whose WAL is safe (3.51.3 or later), under the standard module's name.

Import this before Django's backend is loaded. Where no such build is to be had, `doctor` says so.
"""

import sys

try:
    import pysqlite3
    from pysqlite3 import dbapi2
except ImportError:  # no wheel for this platform: the interpreter's own build serves, and `doctor` warns
    import sqlite3 as sqlite3  # noqa: PLC0414  # re-exported for rooms that open files of their own
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = dbapi2
    sqlite3 = pysqlite3

__all__ = ["BUSY_TIMEOUT_MS", "is_safe", "pragmas", "sqlite3"]

VERSION_SAFE = (3, 51, 3)
BUSY_TIMEOUT_MS = 20_000
CACHE_KIB = 65_536  # of a connection
CACHE_SMALL_KIB = 16_384  # of each of several in one process, and of a log that is written at its end
# Pages (of 4 KiB) that may wait in a log; of the great database: what batches change again and again is then carried
# over once. A small file is better carried over in short moments.
CHECKPOINT_PAGES, CHECKPOINT_OF_GREAT_PAGES = 1_000, 16_000


def is_safe() -> bool:
    """Whether this build is free of the WAL-reset fault (sqlite.org, 3.51.3 release notes)."""
    return tuple(sqlite3.sqlite_version_info) >= VERSION_SAFE


def pragmas(*, cache_kib: int = CACHE_KIB, checkpoint_pages: int = CHECKPOINT_PAGES) -> str:
    """The statements that every connection starts with."""
    return (
        "PRAGMA journal_mode=WAL;"
        "PRAGMA synchronous=FULL;"
        f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS};"
        f"PRAGMA cache_size=-{cache_kib};"
        f"PRAGMA wal_autocheckpoint={checkpoint_pages};"
        "PRAGMA foreign_keys=ON;"
        "PRAGMA secure_delete=ON;"
        "PRAGMA temp_store=MEMORY;"
    )

"""How many requests wait for the worker, told quickly and without Django.

Counted by the distance of the first and last id, so that a long log is measured as fast as a short one.
"""

from contextlib import closing

import psycopg

from ninefold.collect.intake.rows import TABLES
from ninefold.kernel.settings import Settings
from ninefold.kernel.sqlite import sqlite3

CONNECT_SECONDS_MAX = 5
_SELECT = "SELECT " + " + ".join(
    f"(SELECT COALESCE(MAX(id) - MIN(id) + 1, 0) FROM {table})" for table in TABLES.values()
)


def waiting_rows(settings: Settings) -> int:
    """Requests in the intake log. Raises sqlite3.Error, psycopg.Error, OSError when it cannot be read."""
    if not settings.is_sqlite:
        with psycopg.connect(settings.database_url, connect_timeout=CONNECT_SECONDS_MAX) as connection:
            found = connection.execute(_SELECT).fetchone()
            return int(found[0]) if found else 0
    if not settings.intake_path.exists():
        return 0
    with closing(sqlite3.connect(f"{settings.intake_path.as_uri()}?mode=ro", uri=True)) as connection:
        return int(connection.execute(_SELECT).fetchone()[0])

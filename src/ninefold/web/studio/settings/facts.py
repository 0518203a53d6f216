"""What this install stands on, as facts with a word on whether they are well."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version

from django.db import connection

from ninefold.kernel import clock, settings, sqlite

DISK_FREE_BYTES_MIN = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    words: str
    is_well: bool = True


def facts(install: settings.Settings) -> Iterator[Fact]:
    """Facts on software, database, disk, clock and mail."""
    yield Fact("Built on", f"Django {version('django')}, Wagtail {version('wagtail')}")
    yield _database(install)
    free = shutil.disk_usage(install.data).free
    yield Fact("Disk", f"{free / 1e9:.1f} GB free in {install.data}", free >= DISK_FREE_BYTES_MIN)
    driven = "; driven, so it does not go on by itself" if clock.is_driven() else ""
    yield Fact("Clock", f"{clock.now():%Y-%m-%d %H:%M:%S} UTC{driven}", not clock.is_driven())
    yield Fact("Mail", "Goes to an outside SMTP server" if install.smtp_url else "Goes to the built-in mailbox")
    yield Fact("Collects at", install.edge_url)
    yield Fact("Public pages at", install.public_url)


def _database(install: settings.Settings) -> Fact:
    if install.is_sqlite:
        size = install.database_path.stat().st_size
        build = sqlite.sqlite3.sqlite_version
        return Fact("Database", f"SQLite {build}, {size / 1e6:,.0f} MB", sqlite.is_safe())
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), pg_database_size(current_database())")
        number, size = cursor.fetchone()
    return Fact("Database", f"PostgreSQL {number}, {size / 1e6:,.0f} MB")


def values(install: settings.Settings) -> Iterator[tuple[str, str, str]]:
    """Every setting: its name in the environment, its value (never a secret's), its meaning."""
    names = {"SECRET_KEY": "secret_key_given", "COMPANY": "company_given", "MAIL_FROM": "mail_from_given"}
    for setting in settings.REGISTRY:
        value = getattr(install, names.get(setting.name, setting.name.lower()))
        shown = ("set" if value else "not set") if setting.secret else str(value)
        yield settings.PREFIX + setting.name, shown, setting.meaning

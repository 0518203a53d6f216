"""Looks at whether an install runs and what it stands on, and says what to mend."""

import argparse
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from django.db import DatabaseError
from rich.console import Console
from rich.table import Column, Table

from ninefold.adapt import formfactors
from ninefold.channel import queries as channel
from ninefold.channel import signing
from ninefold.cli import ports
from ninefold.cli.parts import Part, parts
from ninefold.collect import backlog
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.kernel import clock, onlyone, settings, sqlite, visitors
from ninefold.kernel.errors import NinefoldError

DISK_FREE_TIMES = 2  # warn at twice what the edge needs
BACKLOG_SHARE_MAX = 0.5
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
    table = Table("", "", Column(overflow="fold"), show_header=False, box=None)
    for finding in findings:
        table.add_row("[green]well[/green]" if finding.is_well else "[red]mend[/red]", finding.name, finding.words)
    Console(highlight=False).print(table)
    return 0 if all(finding.is_well for finding in findings) else 1


def examine(install: settings.Settings) -> Iterator[Finding]:
    """Every finding on one install."""
    for look in (_runs, _sqlite, _clock, _disk, _folder, _database, _intake):
        yield _guarded(look, install)
    is_running = onlyone.running(install.data) is not None
    for part in parts(install):
        if part.port:
            yield _port(part, is_running=is_running)
    yield _mail(install)
    yield _guarded(_relay, install)
    if install.dkim_key_file:
        yield _guarded(_dkim, install)
    yield _guarded(_company, install)
    yield _guarded(_segments, install)
    yield _guarded(_visitors, install)
    yield _guarded(_form_factors, install)
    yield Finding("settings", True, f"data in {install.data}; zone {install.time_zone}")


def _guarded(look: Callable[[settings.Settings], Finding], install: settings.Settings) -> Finding:
    try:
        return look(install)
    except (OSError, NinefoldError, psycopg.Error, DatabaseError) as error:
        return Finding(look.__name__.strip("_").replace("_", " "), False, str(error).splitlines()[0])


def _form_factors(install: settings.Settings) -> Finding:
    own = [one.name for key, one in formfactors.form_factors().items() if formfactors.BUILT_IN.get(key) != one]
    return Finding("form factors", True, f"of its own: {', '.join(own)}" if own else "as Ninefold brings them")


def _runs(install: settings.Settings) -> Finding:
    said = onlyone.running(install.data)
    if said is None:
        return Finding("ninefold", True, "does not run under `ninefold up`")
    if "building" in said:
        return Finding("ninefold", True, "builds the demo")
    return Finding("ninefold", True, f"runs: {said.get('studio', install.studio_url)}")


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
    wanted = DISK_FREE_TIMES * install.disk_free_bytes_min
    return Finding("disk", free >= wanted, f"{free / 1e9:.1f} GB free; {wanted / 1e9:.1f} GB wanted")


def _folder(install: settings.Settings) -> Finding:
    install.data.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=install.data):
        pass
    loose = [path for path in (install.data, *sorted(install.data.iterdir())) if _is_open_to_others(path)]
    if loose:
        return Finding("folder", False, f"{loose[0]} can be read by others: chmod -R go= {install.data}")
    return Finding("folder", True, f"{install.data} can be written, by this user alone")


def _is_open_to_others(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def _database(install: settings.Settings) -> Finding:
    if install.is_sqlite:
        size = install.database_path.stat().st_size if install.database_path.exists() else 0
        return Finding(
            "database", True, f"SQLite, {size / 1e6:.0f} MB" if size else "SQLite, not made yet: `ninefold setup`"
        )
    with psycopg.connect(install.database_url, connect_timeout=5) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    return Finding("database", True, f"PostgreSQL {row[0] if row else '?'}")


def _intake(install: settings.Settings) -> Finding:
    try:
        rows = backlog.waiting_rows(install)
    except psycopg.errors.UndefinedTable:
        rows = 0
    is_well = rows < BACKLOG_SHARE_MAX * install.intake_rows_max
    words = f"{rows:,} requests wait for the worker, of at most {install.intake_rows_max:,}"
    return Finding("intake", is_well, words if is_well else f"{words}. Does the worker run? See its log.")


def _port(part: Part, *, is_running: bool) -> Finding:
    name = f"port {part.port}"
    try:
        is_free = ports.is_free(part.bind, part.port)
    except OSError as error:
        return Finding(name, False, f"{part.name}: {error.strerror}; choose another by {part.setting}")
    if is_free:
        return Finding(name, not is_running, f"{part.name}: {'does not answer, see its log' if is_running else 'free'}")
    if part.is_up():
        return Finding(name, True, f"{part.name}: answers")
    return Finding(name, False, f"{part.name}: taken by another program; choose another by {part.setting}")


def _mail(install: settings.Settings) -> Finding:
    if not install.smtp_url:
        return Finding("mail", True, "stays in the built-in mailbox; NINEFOLD_SMTP_URL sends it out")
    if not install.reply_domain:
        words = "goes out; replies and bounces go to NINEFOLD_MAIL_FROM, which Ninefold does not read"
        return Finding("mail", True, f"{words} (NINEFOLD_REPLY_DOMAIN changes that)")
    words = f"goes out; {install.reply_domain} needs an MX record that leads to port {install.mailbox_port} here"
    return Finding("mail", True, words)


def _relay(install: settings.Settings) -> Finding:
    if install.is_sqlite and not install.database_path.exists():
        return Finding("relay", True, "not written to yet")
    silence = channel.silence()
    if silence is None:
        return Finding("relay", True, "answered when it was last written to, if ever")
    since = f"{clock.from_us(silence.since):%Y-%m-%d %H:%M}"
    wrong = f"{silence.relay} has not answered since {since} UTC ({silence.reason}); {silence.waiting:,} messages wait"
    check = "check that server and NINEFOLD_SMTP_URL" if install.smtp_url else "does the mailbox run? See its log"
    return Finding("relay", False, f"{wrong}. It is tried again by itself; {check}.")


def _company(install: settings.Settings) -> Finding:
    if install.is_sqlite and not install.database_path.exists():
        return Finding("company", True, "not written yet")
    company = culture.company()
    return Finding("company", True, f"{company.name}; mail comes from {company.sender_address}")


def _segments(install: settings.Settings) -> Finding:
    if install.is_sqlite and not install.database_path.exists():
        return Finding("segments", True, "none yet")
    audits, names = context.audits(), {segment.id: segment.name for segment in context.segments()}
    amiss = [f"“{names[number]}”" for number, audit in audits.items() if not audit.agrees]
    if amiss:
        words = f"{', '.join(amiss)} differ from what the lake says; see `ninefold audit` and their pages in the studio"
        return Finding("segments", False, words)
    return Finding("segments", True, f"{len(names):,}, of which {len(audits):,} were audited and agree with the lake")


def _visitors(install: settings.Settings) -> Finding:
    since = visitors.taken_for_one_since(install)
    if not since:
        return Finding("visitors", True, "the public site tells them apart, or too few have come")
    words = (
        f"since {clock.from_us(since):%Y-%m-%d %H:%M} UTC all who asked something of {install.public_url} seem to come"
        " from one address, so that limits hold nobody apart. If a proxy stands before it: let NINEFOLD_PUBLIC_URL be"
        " its https address, and let it add the visitor's address to X-Forwarded-For (SECURITY.md)"
    )
    return Finding("visitors", False, words)


def _dkim(install: settings.Settings) -> Finding:
    signer = signing.signer_of(install, culture.company().domain)
    assert signer is not None
    return Finding("dkim", True, f"signs for {signer.domain}; TXT record of {signer.record_name}: {signer.record}")

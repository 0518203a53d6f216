"""Builds the demo company: starts edge, studio and mailbox, drives some weeks, stops them."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from fnmatch import fnmatchcase
from pathlib import Path

from django.db import connections
from rich.console import Console

from ninefold.cli import accounts, disk, ports, switch
from ninefold.cli.commands import setup
from ninefold.cli.demo import company
from ninefold.cli.demo.drive import drive
from ninefold.cli.demo.progress import Shown
from ninefold.cli.parts import parts
from ninefold.cli.supervisor import Supervisor, environ_of
from ninefold.collect import queries as collect
from ninefold.kernel import clock, installs, settings
from ninefold.kernel.errors import BadInput
from ninefold.kernel.installs import Which
from ninefold.kernel.onlyone import only_one
from ninefold.pipeline import demo_note, switching
from ninefold.pipeline.demo_note import DemoNote
from ninefold.pipeline.switching import Wish

OURS = (
    "ninefold.sqlite3*", "empty-*.sqlite3", "intake.sqlite3*", "mailbox.sqlite3*", "lake", "logs", "media", "static",
    "pictures", accounts.FILE, demo_note.FILE, f"{demo_note.FILE}.new",
)  # fmt: skip
# The lock is held; clock and secret are in use by this very process, which drives the demo.
KEPT = ("up.lock", "clock", "secret", installs.NOTE, f"{installs.NOTE}.new", *switching.FILES)


def run(arguments: argparse.Namespace) -> int:
    """Build the demo in an empty install, or go back to it from the company.

    With --once, an install that has data is left as it is, and so is a company that is served.
    """
    install, console = settings.current(), Console(highlight=False, soft_wrap=True)
    disk.require_room()
    if install.home and install.data != install.home:
        return 0 if arguments.once else _back(install, install.home, console)
    with only_one(install.data, {"studio": install.studio_url, "building": "demo"}) as first:
        if first is not None:
            return 0 if arguments.once else _already_runs(install)
        _clear_unfinished(install, console)
        if strangers(install):
            return 0 if arguments.once else _has_data()
        setup.run(argparse.Namespace(email=""))
        if collect.event_count() or collect.sources():
            return 0 if arguments.once else _has_data()
        note = _build(install, console, arguments)
    console.print(
        f"The demo is done: {note.people:,} customers, {note.purchases:,} real purchases; weeks lived through:"
        f" {note.weeks}. What is simulated says so wherever it shows."
    )
    console.print(
        "Ninefold starts now; its address and login follow.\n" if arguments.once else "Start it with: ninefold up\n"
    )
    return 0


def _back(install: settings.Settings, home: Path, console: Console) -> int:
    """The company is served: serve the demo again, which is built first where there is none."""
    note = demo_note.read(home)
    if note is None or note.is_building:
        words = [sys.executable, "-m", "ninefold.cli.main", *sys.argv[1:]]
        code = subprocess.run(words, env=environ_of(replace(install, data=home)), check=False).returncode
        if code:
            return code
    return switch.change(home, Wish(Which.DEMO), console)


def _already_runs(install: settings.Settings) -> int:
    raise BadInput("demo_running", f"Ninefold runs here already: {install.studio_url}. Stop it first.")


def _has_data() -> int:
    raise BadInput(
        "demo_not_empty", "This install already has data. Set NINEFOLD_DATA to an empty folder for the demo."
    )


def _clear_unfinished(install: settings.Settings, console: Console) -> None:
    """A demo that was cut short is begun anew: its clock and half its people would be wrong for ever."""
    note = demo_note.read(install.data)
    if note is None or not note.is_building:
        return
    if not install.is_sqlite:
        raise BadInput("demo_unfinished", "A demo was cut short in this PostgreSQL database. Give it an empty one.")
    if install.database_path.exists() and any(source.name != company.SOURCE for source in collect.sources()):
        raise BadInput(
            "demo_unfinished",
            "A demo was cut short here, but this install has sources of your own too, so nothing is deleted."
            " Set NINEFOLD_DATA to an empty folder for the demo.",
        )
    console.print("A demo was cut short here; it is begun anew.")
    connections.close_all()
    clock.release()
    for entry in install.data.iterdir():
        if is_ours(entry.name) and entry.name not in KEPT:
            shutil.rmtree(entry) if entry.is_dir() else entry.unlink()


def is_ours(name: str) -> bool:
    """Whether an install makes a file or folder of this name in its data folder."""
    return any(fnmatchcase(name, pattern) for pattern in (*OURS, *KEPT))


def strangers(install: settings.Settings) -> list[str]:
    """What lies in the data folder that no install makes; hidden files aside."""
    return sorted(e.name for e in install.data.iterdir() if not is_ours(e.name) and not e.name.startswith("."))


def _build(install: settings.Settings, console: Console, arguments: argparse.Namespace) -> DemoNote:
    if install.smtp_url:
        raise BadInput(
            "demo_smtp", "The demo writes to made-up people. Unset NINEFOLD_SMTP_URL, so that its mail stays here."
        )
    wanted = [part for part in parts(install) if part.name != "worker"]
    ports.require_free(wanted)
    supervisor = Supervisor(install, wanted, console.print)
    weeks = f"{arguments.weeks} week{'' if arguments.weeks == 1 else 's'}"
    console.print(f"Building the demo company: it lives through {weeks}; about two minutes for all …")
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))
    started = time.monotonic()
    try:
        supervisor.start()
        with Shown(console) as shown:
            note = drive(seed=arguments.seed, people_max=arguments.people, weeks=arguments.weeks, shown=shown)
    finally:
        supervisor.stop()
        clock.release()
    console.print(f"Built in {time.monotonic() - started:.0f} s.")
    return note

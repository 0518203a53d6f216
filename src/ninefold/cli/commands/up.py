"""Starts edge, studio, worker and mailbox, keeps them running, stops them on Ctrl-C."""

import argparse
import signal
import subprocess
import sys

from rich.console import Console

from ninefold.cli import disk, ports
from ninefold.cli.accounts import first_login
from ninefold.cli.parts import parts
from ninefold.cli.supervisor import Supervisor
from ninefold.kernel import clock, settings
from ninefold.kernel.errors import BadInput
from ninefold.kernel.onlyone import only_one
from ninefold.pipeline import demo_note


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM. A second one prints the first one's addresses and login, and leaves with 0."""
    install = settings.current()
    disk.require_room()
    console = Console(highlight=False, soft_wrap=True)
    addresses = {"studio": install.studio_url, "edge": install.edge_url, "public": install.public_url}
    with only_one(install.data, addresses) as first:
        if first is not None:
            return _already_runs(console, install, first)
        wanted = [part for part in parts(install) if not (arguments.no_worker and part.name == "worker")]
        for part in wanted:
            ports.require_free(part)
        _free_clock(install, console)
        if not _set_up():
            return 1
        return _serve(Supervisor(install, wanted, console.print), install, console)


def _already_runs(console: Console, install: settings.Settings, first: dict[str, str]) -> int:
    if "building" in first:
        console.print("A demo is being built here. It says when it is done; then start again.")
        return 0
    console.print(f"Ninefold already runs here: [bold]{first.get('studio', install.studio_url)}[/bold]")
    _print_login(console, install)
    return 0


def _free_clock(install: settings.Settings, console: Console) -> None:
    """Only a demo drives the clock, and none runs now: one that was cut short left half its people behind."""
    note = demo_note.read(install.data)
    if note is not None and note.state == "building":
        raise BadInput("demo_unfinished", "A demo was cut short here. Run `ninefold demo` again: it begins anew.")
    if clock.is_driven():
        console.print(f"The clock stood at {clock.now():%Y-%m-%d %H:%M} UTC; it tells the machine's time again.")
        clock.release()


def _set_up() -> bool:
    """Migrate in a process of its own, which says what is wrong: the supervisor itself stays small."""
    return subprocess.run([sys.executable, "-m", "ninefold.cli.main", "setup"], check=False).returncode == 0


def _serve(supervisor: Supervisor, install: settings.Settings, console: Console) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.ask_to_stop)
    console.print("Starting …")
    try:
        supervisor.start()
        _greet(console, install)
        supervisor.watch()
    finally:
        supervisor.stop()
    console.print("Ninefold has stopped.")
    return 0


def _greet(console: Console, install: settings.Settings) -> None:
    console.print(f"\n  Studio     [bold]{install.studio_url}[/bold]")
    _print_login(console, install)
    console.print(f"  Collect    {install.edge_url}/v1/batch")
    console.print(f"  Public     {install.public_url}")
    console.print("\n  Ctrl-C stops everything.\n")


def _print_login(console: Console, install: settings.Settings) -> None:
    login = first_login(install.data)
    if login is not None:
        console.print(f"  Login      [bold]{login.name}[/bold] / [bold]{login.password}[/bold]")

"""Starts edge, studio, worker and mailbox, keeps them running, stops them on Ctrl-C."""

import argparse
import signal
import subprocess
import sys

from rich.console import Console

from ninefold.cli import ports
from ninefold.cli.accounts import first_login
from ninefold.cli.onlyone import only_one
from ninefold.cli.supervisor import Supervisor, parts
from ninefold.kernel import settings
from ninefold.kernel.errors import Unavailable


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM. A second one prints the first one's address and leaves with 0."""
    install = settings.current()
    console = Console(highlight=False)
    with only_one(install.data, {"studio": install.studio_url}) as first:
        if first is not None:
            console.print(f"Ninefold already runs here: [bold]{first.get('studio', install.studio_url)}[/bold]")
            return 0
        wanted = [part for part in parts(install) if not (arguments.no_worker and part.name == "worker")]
        for part in wanted:
            ports.require_free(install.bind, part)
        _set_up()
        return _serve(Supervisor(install, wanted, console.print), install, console)


def _set_up() -> None:
    """Migrate in a process of its own: the supervisor itself stays small."""
    done = subprocess.run([sys.executable, "-m", "ninefold.cli.main", "setup"], check=False)
    if done.returncode:
        raise Unavailable("setup_failed", "The database could not be made ready; see the lines above.")


def _serve(supervisor: Supervisor, install: settings.Settings, console: Console) -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, supervisor.ask_to_stop)
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
    login = first_login(install.data)
    if login is not None:
        console.print(f"  Login      [bold]{login.name}[/bold] / [bold]{login.password}[/bold]")
    console.print(f"  Collect    {install.edge_url}/v1/batch")
    console.print(f"  Public     {install.public_url}")
    console.print("\n  Ctrl-C stops everything.\n")

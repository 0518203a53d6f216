"""Starts with the company, in an install of its own beside the demo, or goes back to it."""

import argparse

from rich.console import Console

from ninefold.cli import disk, switch
from ninefold.kernel import onlyone, settings
from ninefold.kernel.errors import BadInput
from ninefold.kernel.installs import Which
from ninefold.pipeline import demo_note, switching
from ninefold.pipeline.switching import Wish


def run(arguments: argparse.Namespace) -> int:
    """Make the company's install if there is none, and serve it: at once where Ninefold runs, else at its next start.

    Where the data folder or the database was set by hand, that install becomes the company's.
    """
    install, console = settings.current(), Console(highlight=False, soft_wrap=True)
    disk.require_room()
    wish = Wish(Which.COMPANY, arguments.name.strip())
    if install.home is None:
        return _by_hand(install, wish, console)
    return switch.change(install.home, wish, console)


def _by_hand(install: settings.Settings, wish: Wish, console: Console) -> int:
    """Make the install that the environment names the company's."""
    if demo_note.read(install.data) is not None:
        raise BadInput(
            "company_in_demo",
            f"{install.data} holds the demo. Set NINEFOLD_DATA to another folder for your company, and"
            " NINEFOLD_DATABASE_URL to another database where it is set.",
        )
    with onlyone.only_one(install.data, {"building": "company"}) as first:
        if first is not None:
            raise BadInput("install_busy", "Ninefold runs here: change the company's name in its studio, under House.")
        file = install.data / switching.WISH
        switching.write(file, wish)
        try:
            switch.set_up(install, file)
        finally:
            file.unlink()
    console.print(f"Your company's install stands in {install.data}. `ninefold up` starts it, with the same settings.")
    switch.print_login(console, install.data)
    return 0

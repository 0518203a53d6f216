"""Makes the other install ready while this one is served, whole or not at all, and asks for it to be served."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from ninefold.cli import accounts
from ninefold.cli.accounts import first_login
from ninefold.cli.supervisor import environ_of
from ninefold.kernel import installs, onlyone, settings
from ninefold.kernel.database import template
from ninefold.kernel.errors import BadInput, Unavailable
from ninefold.kernel.installs import Which
from ninefold.pipeline import demo_note, switching
from ninefold.pipeline.switching import Step, Wish

SET_UP_SECONDS_MAX = 300
SWITCH_SECONDS_MAX = 300.0
LOOK_SECONDS = 0.2


def install_of(home: Path, which: Which) -> settings.Settings:
    """The settings of an install beside the demo's folder, whichever is served."""
    return replace(settings.load(os.environ), data=installs.folder(home, which), home=home)


def require_possible(home: Path, wish: Wish) -> None:
    """Raise BadInput, with the way out, where the install wished for cannot be made or served."""
    if wish.to is Which.COMPANY:
        if not installs.stands(home, Which.COMPANY) and not wish.company.strip():
            raise BadInput("company_name", 'Your company has no install yet. Name it: ninefold company "Its name".')
        return
    note = demo_note.read(home)
    if note is None or note.is_building:
        raise BadInput("demo_missing", "There is no finished demo here. Stop Ninefold, then `ninefold demo` builds it.")
    if settings.current().smtp_url:
        raise BadInput(
            "demo_smtp", "The demo writes to made-up people. Unset NINEFOLD_SMTP_URL before you go back to it."
        )


def make_ready(home: Path, wish_file: Path) -> settings.Settings:
    """Make the install that is wished for, or bring it up to date, in a process of its own; its settings.

    A new one is made in a scratch folder and put in place when it is whole. Raises BadInput, Unavailable.
    """
    wish = switching.read(wish_file)
    require_possible(home, wish)
    install = install_of(home, wish.to)
    if wish.to is Which.DEMO or installs.stands(home, Which.COMPANY):
        set_up(install, wish_file)
        return install
    scratch = install.data.with_name(f"{install.data.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)  # of a start that was cut short
    if install.data.exists():
        raise BadInput("company_folder", f"{install.data} is there but holds no install. Move it away, then try again.")
    _begin(scratch, home)
    set_up(replace(install, data=scratch), wish_file)
    installs.put_in_place(scratch, home, Which.COMPANY)
    return install


def _begin(scratch: Path, home: Path) -> None:
    """An empty folder, with the empty database that the demo began with, where that is of this version."""
    scratch.mkdir(mode=0o700)
    if (empty := template.kept(home)).exists():
        shutil.copyfile(empty, scratch / installs.DATABASE)


def set_up(install: settings.Settings, wish_file: Path) -> None:
    """Run `ninefold setup` on an install, for a wish. Raises Unavailable with its last words."""
    words = [sys.executable, "-m", "ninefold.cli.main", "setup", "--supervised", str(os.getpid())]
    words += ["--wish", str(wish_file)]
    done = subprocess.run(
        words, env=environ_of(install), capture_output=True, text=True, check=False, timeout=SET_UP_SECONDS_MAX
    )
    if done.returncode:
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise Unavailable("setup_failed", said[-1].removeprefix("ninefold: ") if said else "It could not be set up.")


def change(home: Path, wish: Wish, console: Console) -> int:
    """Have the install that is wished for served: by the `ninefold up` that runs, else by the next one."""
    require_possible(home, wish)
    running = onlyone.running(home)
    with console.status(_begun(home, wish, console)):
        _change(home, wish, running)
    data = installs.folder(home, wish.to)
    words = "is served now." if running else "is what `make run` or `ninefold up` starts next."
    console.print(f"{'Your company' if wish.to is Which.COMPANY else 'The demo'} {words} Its data are in {data}.")
    print_login(console, data)
    return 0


def _begun(home: Path, wish: Wish, console: Console) -> str:
    """What is being done, on a terminal beside the wheel that turns; elsewhere as a line of its own."""
    if wish.to is Which.DEMO:
        words = "Going back to the demo …"
    elif installs.stands(home, Which.COMPANY):
        words = "Going to your company …"
    else:
        words = "Making your company's install; a slow machine takes a minute …"
    if not console.is_terminal:
        console.print(words)
    return words


def _change(home: Path, wish: Wish, running: dict[str, str] | None) -> None:
    if running is None:
        with onlyone.only_one(home, {"building": wish.to.value}) as first:
            if first is not None:
                raise BadInput("install_busy", "Another command is at work here. Try again when it is done.")
            _change_at_rest(home, wish)
    elif "home" in running:
        _change_running(home, wish)
    else:
        raise BadInput("install_busy", "Ninefold runs here, and cannot be asked: stop it first, then try again.")


def _change_at_rest(home: Path, wish: Wish) -> None:
    file = home / switching.TAKEN
    switching.write(file, wish)
    try:
        make_ready(home, file)
    finally:
        switching.forget(home)
    installs.serve(home, wish.to)


def _change_running(home: Path, wish: Wish) -> None:
    if installs.served(home) is wish.to:
        return
    switching.ask(home, wish)
    deadline = time.monotonic() + SWITCH_SECONDS_MAX
    while time.monotonic() < deadline:
        told = switching.state(home)
        if told and told.step is Step.DONE:
            return
        if told and told.step is Step.FAILED:
            raise Unavailable("switch_failed", told.said)
        time.sleep(LOOK_SECONDS)
    switching.withdraw(home)
    raise Unavailable("switch_silent", "The Ninefold that runs does not answer. Stop it, then try again.")


def print_login(console: Console, data: Path) -> None:
    """The first login of an install and its file, where it is still kept."""
    login = first_login(data)
    if login is not None:
        console.print(f"  Login      [bold]{login.name}[/bold] / [bold]{login.password}[/bold]")
        console.print(f"  Kept in    {data / accounts.FILE}")

"""Starts edge, studio, worker and mailbox, keeps them running, stops them on Ctrl-C.

Where demo and company stand beside each other it serves one of them, and changes to the other when it is asked to: the
other is made ready while this one is served; then the parts stop and start again on the other folder.
"""

import argparse
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from ninefold.cli import disk, ports, switch
from ninefold.cli.parts import Part, parts
from ninefold.cli.supervisor import Supervisor, environ_of
from ninefold.kernel import clock, installs, settings
from ninefold.kernel.errors import BadInput, NinefoldError, Unavailable
from ninefold.kernel.installs import Which
from ninefold.kernel.onlyone import only_one
from ninefold.pipeline import demo_note, switching
from ninefold.pipeline.switching import State, Step


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM. A second one prints the first one's addresses and login, and leaves with 0."""
    install = settings.current()
    disk.require_room()
    console = Console(highlight=False, soft_wrap=True)
    stale = switching.asked_at(install.home) if install.home else 0
    with only_one(install.home or install.data, _said(install)) as first:
        if first is not None:
            return _already_runs(console, install, first)
        served = _Served(console, install, without=("worker",) if arguments.no_worker else ())
        for part in served.parts():
            ports.require_free(part)
        _free_clock(install, console)
        if not _set_up(install):
            return 1
        _say_which(install, console)
        if stale and install.home and switching.asked_at(install.home) == stale:
            switching.withdraw(install.home)  # of an earlier run; what was asked for since then waits for this one
        served.run()
        console.print("Ninefold has stopped.")
        return 0


def _said(install: settings.Settings) -> dict[str, str]:
    """What a process that serves an install says of itself to others."""
    said = {"studio": install.studio_url, "edge": install.edge_url, "public": install.public_url}
    return said | ({"home": str(install.home)} if install.home else {})


def _already_runs(console: Console, install: settings.Settings, first: dict[str, str]) -> int:
    if "building" in first:
        console.print(f"The {first['building']} is being built here. It says when it is done; then start again.")
        return 0
    console.print(f"Ninefold already runs here: [bold]{first.get('studio', install.studio_url)}[/bold]")
    switch.print_login(console, install.data)
    return 0


def _free_clock(install: settings.Settings, console: Console) -> None:
    """Only a demo drives the clock, and none runs now: one that was cut short left half its people behind."""
    note = demo_note.read(install.data)
    if note is not None and note.state == "building":
        raise BadInput("demo_unfinished", "A demo was cut short here. Run `ninefold demo` again: it begins anew.")
    if clock.is_driven():
        console.print(f"The clock stood at {clock.now():%Y-%m-%d %H:%M} UTC; it tells the machine's time again.")
        clock.release()


def _set_up(install: settings.Settings) -> bool:
    """Migrate in a process of its own, which says what is wrong: the supervisor itself stays small."""
    words = [sys.executable, "-m", "ninefold.cli.main", "setup"]
    return subprocess.run(words, env=environ_of(install), check=False).returncode == 0


def _say_which(install: settings.Settings, console: Console) -> None:
    """Which of the two is served, where there are two, and how to come to the other."""
    if install.home and install.data != install.home:
        console.print(f"Your company is served, from {install.data}. `ninefold demo` goes back to the demo.")
    elif install.home and installs.stands(install.home, Which.COMPANY):
        console.print(f"The demo is served, from {install.data}. `ninefold company` goes back to your company.")


@dataclass
class _Served:
    """The install that is served, one after the other where there are two, until a signal ends it."""

    console: Console
    install: settings.Settings
    without: tuple[str, ...] = ()
    _is_over: bool = field(default=False)

    def parts(self) -> list[Part]:
        return [part for part in parts(self.install) if part.name not in self.without]

    def run(self) -> None:
        """Serve, and change to what is asked for. An install that does not start gives its place back."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        before: settings.Settings | None = None
        while not self._is_over:
            try:
                before = self._change(self._serve(is_switch=before is not None))
            except NinefoldError as error:
                if before is None:
                    raise
                self._tell(self.install, Step.FAILED, error.message)
                self.console.print(f"{error.message} The install that was served before starts again.")
                self.install, before = before, None
                self._note()

    def _serve(self, *, is_switch: bool) -> settings.Settings | None:
        """Run the parts until they are to stop; the install to change to, None at the end."""
        supervisor = Supervisor(self.install, self.parts(), self.console.print)
        with self._lock():
            self.console.print("Starting …")
            try:
                supervisor.start()
                _greet(self.console, self.install)
                if is_switch:
                    self._tell(self.install, Step.DONE)
                return self._watch(supervisor)
            finally:
                supervisor.stop()

    def _watch(self, supervisor: Supervisor) -> settings.Settings | None:
        home = self.install.home
        while not self._is_over:
            supervisor.watch(until=lambda: self._is_over or (home is not None and switching.is_asked(home)))
            if home is not None and not self._is_over and (other := self._made_ready(home)):
                self._tell(other, Step.STOPPING)
                return other
        return None

    def _made_ready(self, home: Path) -> settings.Settings | None:
        """What was asked for, made ready while this install is served; None where that failed."""
        to = self._which()
        try:
            file = switching.take(home)
            if switching.read(file).to is to:
                switching.tell(home, State(to, Step.DONE))
                return None
            to = switching.read(file).to
            switching.tell(home, State(to, Step.MAKING))
            self.console.print(f"The {to.value} is made ready …")
            return switch.make_ready(home, file)
        except (NinefoldError, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            said = error.message if isinstance(error, NinefoldError) else str(error)
            switching.tell(home, State(to, Step.FAILED, said))
            self.console.print(f"The {to.value} was asked for, but: {said}")
            return None
        finally:
            switching.forget(home)

    def _change(self, other: settings.Settings | None) -> settings.Settings:
        """Note that the other install is served from now on; returns the one that was."""
        before = self.install
        if other is not None:
            self.install = other
            self._note()
            self._tell(other, Step.STARTING)
        return before

    def _note(self) -> None:
        assert self.install.home is not None
        installs.serve(self.install.home, self._which())

    def _which(self) -> Which:
        return Which.DEMO if self.install.data == self.install.home else Which.COMPANY

    def _tell(self, install: settings.Settings, step: Step, said: str = "") -> None:
        if install.home:
            which = Which.DEMO if install.data == install.home else Which.COMPANY
            switching.tell(install.home, State(which, step, said))

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """The company's folder is locked while it is served; the demo's is, for as long as this process runs."""
        if self.install.data == self.install.home or not self.install.home:
            yield
            return
        with only_one(self.install.data, _said(self.install)) as first:
            if first is not None:
                raise Unavailable("install_busy", f"{self.install.data} is served by another Ninefold. Stop that one.")
            yield

    def _end(self, *_: object) -> None:
        self._is_over = True


def _greet(console: Console, install: settings.Settings) -> None:
    console.print(f"\n  Studio     [bold]{install.studio_url}[/bold]")
    switch.print_login(console, install.data)
    console.print(f"  Collect    {install.edge_url}/v1/batch")
    console.print(f"  Customers  {install.public_url} (their pages; the studio is the address above)")
    console.print("\n  Ctrl-C stops everything.\n")

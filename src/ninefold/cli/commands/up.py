"""Starts edge, studio, worker and mailbox, keeps them running, stops them on Ctrl-C.

Where demo and company stand beside each other it serves one of them, and changes to the other when it is asked to: the
other is made ready while this one is served; then the parts stop and start again on the other folder.
"""

import argparse
import signal
import subprocess
import sys
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console

from ninefold.adapt.formfactors import form_factors
from ninefold.cli import between, disk, ports, switch
from ninefold.cli.parts import Part, parts
from ninefold.cli.supervisor import Supervisor, environ_of
from ninefold.kernel import clock, installs, onlyone, settings
from ninefold.kernel.errors import BadInput, NinefoldError, Unavailable
from ninefold.kernel.installs import Which
from ninefold.kernel.onlyone import only_one
from ninefold.pipeline import demo_note, switching
from ninefold.pipeline.switching import State, Step

PARTS_END_SECONDS_MAX = 15.0  # after their supervisor was killed


def run(arguments: argparse.Namespace) -> int:
    """Run until Ctrl-C or SIGTERM. A second one prints the first one's addresses and login, and leaves with 0."""
    install = settings.current()
    disk.require_room()
    form_factors()  # a wrong one of the install's own is said before anything starts
    console = Console(highlight=False, soft_wrap=True)
    seconds = PARTS_END_SECONDS_MAX if onlyone.was_cut_short(install.home or install.data) else 0.0
    stale = switching.asked_at(install.home) if install.home else 0
    with only_one(install.home or install.data, _said(install)) as first:
        if first is not None:
            return _already_runs(console, install, first)
        if install.home:
            switching.mend(install.home, installs.which(install.home, install.data))
        served = _Served(console, install, without=("worker",) if arguments.no_worker else ())
        ports.require_free(served.parts(), seconds=seconds)
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
    if note is not None and note.is_building:
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
class _Stage:
    """One install, its parts, and the lock on its folder.

    The company's folder is locked from when it is made ready until another is served; the demo's is, for as long as
    this process runs.
    """

    install: settings.Settings
    supervisor: Supervisor
    held: ExitStack = field(default_factory=ExitStack)

    @property
    def home(self) -> Path:
        assert self.install.home is not None
        return self.install.home

    @property
    def which(self) -> Which:
        return installs.which(self.home, self.install.data)

    def lock(self) -> None:
        if self.install.data == (self.install.home or self.install.data):
            return
        first = self.held.enter_context(only_one(self.install.data, _said(self.install)))
        if first is not None:
            raise Unavailable("install_busy", f"{self.install.data} is served by another Ninefold. Stop that one.")

    def end(self) -> None:
        self.supervisor.stop()
        self.held.close()


@dataclass
class _Served:
    """The install that is served, one after the other where there are two, until a signal ends it."""

    console: Console
    install: settings.Settings
    without: tuple[str, ...] = ()
    _is_over: bool = field(default=False)

    def parts(self) -> list[Part]:
        return self._parts(self.install)

    def run(self) -> None:
        """Serve, and change to what is asked for. An install that does not start gives its place back."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._end)
        stage = self._stage(self.install)
        try:
            stage.lock()
            self.console.print("Starting …")
            stage.supervisor.start()
            _greet(self.console, stage.install)
            while not self._is_over:
                other = self._awaited(stage)
                if other is not None and not self._is_over:
                    stage = self._changed(stage, other)
                elif other is not None:
                    other.end()
        finally:
            stage.end()

    def _stage(self, install: settings.Settings) -> _Stage:
        return _Stage(install, Supervisor(install, self._parts(install), self.console.print))

    def _parts(self, install: settings.Settings) -> list[Part]:
        return [part for part in parts(install) if part.name not in self.without]

    def _awaited(self, stage: _Stage) -> _Stage | None:
        """Watch the parts until another install is asked for; that one, ready to be served, None where it is not."""
        home = stage.install.home
        stage.supervisor.watch(until=lambda: self._is_over or (home is not None and switching.is_asked(home)))
        return self._made_ready(home, stage) if home is not None and not self._is_over else None

    def _made_ready(self, home: Path, stage: _Stage) -> _Stage | None:
        """What was asked for, made ready while this install is served; None where that failed."""
        to, other = stage.which, None
        try:
            file = switching.take(home)
            if switching.read(file).to is to:
                switching.tell(home, State(to, Step.DONE))
                return None
            to = switching.read(file).to
            switching.tell(home, State(to, Step.MAKING))
            self.console.print(f"The {to.value} is made ready …")
            other = self._stage(switch.install_of(home, to))
            self._load(other, file)
            return other
        except (NinefoldError, OSError, ValueError, KeyError, subprocess.SubprocessError) as error:
            said = _words(error)
            switching.tell(home, State(to, Step.FAILED, said))
            self.console.print(f"The {to.value} was asked for, but: {said}")
            if other is not None:
                other.end()
            return None
        finally:
            switching.forget(home)

    def _load(self, other: _Stage, wish_file: Path) -> None:
        """Bring an install up to date and load its parts, at the same time where it stands already."""
        stands = installs.stands(other.home, other.which)
        if stands:
            other.lock()
            other.supervisor.load()
        switch.make_ready(other.home, wish_file)
        if not stands:
            other.lock()
            other.supervisor.load()
        other.supervisor.await_loaded()

    def _changed(self, before: _Stage, other: _Stage) -> _Stage:
        """Stop what is served and serve the other; which of them is served in the end."""
        self._tell(other, Step.STOPPING)
        with between.answering(before.install):
            before.supervisor.stop()
            try:
                self._note(other)
                self._tell(other, Step.STARTING)
                other.supervisor.start()
            except (NinefoldError, OSError) as error:
                other.end()
                return self._given_back(before, other, _words(error))
        before.end()
        self._tell(other, Step.DONE)
        _greet(self.console, other.install)
        return other

    def _given_back(self, before: _Stage, other: _Stage, said: str) -> _Stage:
        """Serve again what was served before."""
        self._tell(other, Step.FAILED, said)
        self.console.print(f"{said} The install that was served before starts again.")
        self._note(before)
        before.supervisor = self._stage(before.install).supervisor
        before.supervisor.start()
        return before

    @staticmethod
    def _note(stage: _Stage) -> None:
        installs.serve(stage.home, stage.which)

    @staticmethod
    def _tell(stage: _Stage, step: Step, said: str = "") -> None:
        switching.tell(stage.home, State(stage.which, step, said))

    def _end(self, *_: object) -> None:
        self._is_over = True


def _words(error: Exception) -> str:
    return error.message if isinstance(error, NinefoldError) else str(error)


def _greet(console: Console, install: settings.Settings) -> None:
    """The studio's address and login by themselves; below them what others use, which takes no login."""
    console.print(f"\n  Studio     [bold]{install.studio_url}[/bold]  <- open this in your browser")
    switch.print_login(console, install.data)
    console.print("\n  Not for signing in:")
    console.print(f"  Public     {install.public_url}  pages that your customers see")
    console.print(f"  Edge       {install.edge_url}/v1/batch  where your site and apps send events")
    console.print("\n  The studio's home page says where to begin. Ctrl-C stops everything.\n")

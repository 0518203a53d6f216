"""Keeps the parts of an install running: starts them, restarts one that dies, stops them all cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from ninefold.cli import disk
from ninefold.cli.logs import PartLog
from ninefold.cli.parts import Part
from ninefold.kernel import processes, settings
from ninefold.kernel.errors import Unavailable

READY_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 15.0
BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_SECONDS = 30.0
WATCH_SECONDS = 0.2


@dataclass
class _Running:
    part: Part
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    restart_at: float = 0.0
    word: socket.socket | None = None


@dataclass
class Supervisor:
    """Runs `wanted` parts of one install; what each says goes to `<data>/logs/<part>.log`."""

    install: settings.Settings
    wanted: Sequence[Part]
    say: Callable[[str], None]
    _running: dict[str, _Running] = field(default_factory=dict)
    _logs: dict[str, PartLog] = field(default_factory=dict)
    _told: set[str] = field(default_factory=set)
    _is_disk_low: bool = False
    _stopping: bool = False

    def load(self) -> None:
        """Start every part held: it loads what it needs, touches nothing, and serves when `start` says so."""
        for part in self.wanted:
            ours, its = socket.socketpair()
            with its:
                process = self._spawn(part, its.fileno())
            self._running[part.name] = _Running(part, process, time.monotonic(), word=ours)

    def await_loaded(self) -> None:
        """Wait until every part that is held has loaded; raise Unavailable naming the one that does not."""
        deadline = time.monotonic() + READY_SECONDS_MAX
        for running in self._running.values():
            assert running.word is not None
            running.word.settimeout(max(0.1, deadline - time.monotonic()))
            try:
                said = running.word.recv(1)
            except TimeoutError:
                said = b""
            if said != processes.LOADED:
                raise self._not_ready(running.part)

    def start(self) -> None:
        """Start every part and wait until each answers; raise Unavailable naming the one that does not."""
        for part in self.wanted:
            if part.name not in self._running:
                self._running[part.name] = _Running(part, self._spawn(part), time.monotonic())
        self._let_go(processes.GO)
        for part in self.wanted:
            self._wait_until_ready(part)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Restart what dies, until `until` holds, or `stop` is asked for by signal or by another thread."""
        while not self._stopping and not until():
            for running in self._running.values():
                self._revive(running)
            self._watch_logs()
            self._watch_disk()
            time.sleep(WATCH_SECONDS)

    def ask_to_stop(self, *_: object) -> None:
        self._stopping = True

    def stop(self) -> None:
        """Stop every part: first asked, then made to."""
        self._stopping = True
        self._let_go(b"")
        for running in self._running.values():
            _signal_group(running.process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS_MAX
        for running in self._running.values():
            try:
                running.process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                self.say(f"{running.part.name} did not stop in time and was ended.")
            _signal_group(running.process, signal.SIGKILL)

    def pids(self) -> dict[str, int]:
        return {name: running.process.pid for name, running in self._running.items()}

    def log_path(self, part: Part) -> Path:
        return self.install.data / "logs" / f"{part.name}.log"

    def _let_go(self, word: bytes) -> None:
        """Hold no part any more: one that hears no word ends."""
        for running in self._running.values():
            if running.word is not None:
                with running.word, suppress(OSError):  # it is dead, which is found by looking whether it answers
                    running.word.sendall(word)
                running.word = None

    def _spawn(self, part: Part, held: int | None = None) -> subprocess.Popen[bytes]:
        log = self._logs.setdefault(part.name, PartLog(self.log_path(part)))
        process = subprocess.Popen(
            [sys.executable, "-m", "ninefold.cli.main", part.name, "--supervised", str(os.getpid()), *_held(held)],
            env=environ_of(self.install),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[] if held is None else [held],
        )
        assert process.stdout is not None
        log.follow(process.stdout)
        return process

    def _watch_logs(self) -> None:
        """Say once when a log cannot be written, and again only after it could."""
        for name, log in self._logs.items():
            if log.is_failing and name not in self._told:
                self.say(f"The log of {name} cannot be written: {log.path}")
            self._told = self._told | {name} if log.is_failing else self._told - {name}

    def _watch_disk(self) -> None:
        """Say once that the disk is nearly full, and once that there is room again."""
        said = disk.low()
        if bool(said) != self._is_disk_low:
            self.say(said or "The disk has room again.")
        self._is_disk_low = bool(said)

    def _revive(self, running: _Running) -> None:
        if running.process.poll() is None:
            return
        now = time.monotonic()
        if not running.restart_at:
            _signal_group(running.process, signal.SIGKILL)  # a server's own children must free the port
            running.deaths = 1 if now - running.started > STEADY_SECONDS else running.deaths + 1
            running.restart_at = now + BACKOFF_SECONDS[min(running.deaths, len(BACKOFF_SECONDS)) - 1]
            ended, log = _in_words(running.process.returncode), self.log_path(running.part)
            self.say(f"{running.part.name} {ended}; starting it again. Its log: {log}")
        if now >= running.restart_at:
            running.process, running.started, running.restart_at = self._spawn(running.part), now, 0.0

    def _wait_until_ready(self, part: Part) -> None:
        deadline = time.monotonic() + READY_SECONDS_MAX
        running = self._running[part.name]
        while not part.is_up():
            if time.monotonic() > deadline or running.process.poll() is not None:
                raise self._not_ready(part)
            time.sleep(0.05)

    def _not_ready(self, part: Part) -> Exception:
        log = self._logs[part.name]
        _signal_group(self._running[part.name].process, signal.SIGKILL)
        log.settle()
        return Unavailable(
            "part_not_ready", f"{part.name} did not start. Its last words: {log.last or 'none'} (log: {log.path})"
        )


def environ_of(install: settings.Settings) -> dict[str, str]:
    """The environment of a process that is to act on this install, whichever is served meanwhile."""
    return {**os.environ, "NINEFOLD_DATA": str(install.data)}


def _held(descriptor: int | None) -> list[str]:
    return [] if descriptor is None else ["--held", str(descriptor)]


def _in_words(code: int) -> str:
    return f"was killed (signal {-code})" if code < 0 else f"ended with {code}"


def _signal_group(process: subprocess.Popen[bytes], which: signal.Signals) -> None:
    try:
        os.killpg(process.pid, which)
    except (ProcessLookupError, PermissionError):
        return

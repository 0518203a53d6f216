"""Keeps the parts of an install running: starts them, restarts one that dies, stops them all cleanly."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from ninefold.kernel import settings
from ninefold.kernel.errors import Unavailable

READY_SECONDS_MAX = 60.0
STOP_SECONDS_MAX = 15.0
BACKOFF_SECONDS = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
STEADY_SECONDS = 30.0
WATCH_SECONDS = 0.2


@dataclass(frozen=True)
class Part:
    """One process of the install. It listens on `port` (0: none); the HTTP path `health` answers below 500."""

    name: str
    port: int = 0
    health: str = ""


def parts(install: settings.Settings) -> tuple[Part, ...]:
    """The processes of this install, in the order in which they start."""
    found = [Part("edge", install.edge_port, "/health"), Part("studio", install.studio_port, "/login/"), Part("worker")]
    if not install.smtp_url:
        found.insert(0, Part("mailbox", install.mailbox_port))
    return tuple(found)


@dataclass
class _Running:
    part: Part
    process: subprocess.Popen[bytes]
    started: float
    deaths: int = 0
    restart_at: float = 0.0


@dataclass
class Supervisor:
    """Runs `wanted` parts of one install; logs of each go to `<data>/logs/<part>.log`."""

    install: settings.Settings
    wanted: Sequence[Part]
    say: Callable[[str], None]
    _running: dict[str, _Running] = field(default_factory=dict)
    _stopping: bool = False

    def start(self) -> None:
        """Start every part and wait until each answers; raise Unavailable naming the one that does not."""
        for part in self.wanted:
            self._running[part.name] = _Running(part, self._spawn(part), time.monotonic())
        for part in self.wanted:
            self._wait_until_ready(part)

    def watch(self) -> None:
        """Restart what dies, until `stop` is asked for by signal or by another thread."""
        while not self._stopping:
            for running in self._running.values():
                self._revive(running)
            time.sleep(WATCH_SECONDS)

    def ask_to_stop(self, *_: object) -> None:
        self._stopping = True

    def stop(self) -> None:
        """Stop every part: first asked, then made to."""
        self._stopping = True
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

    def _spawn(self, part: Part) -> subprocess.Popen[bytes]:
        path = self.log_path(part)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "ninefold.cli.main", part.name, "--supervised"],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _revive(self, running: _Running) -> None:
        if running.process.poll() is None:
            return
        now = time.monotonic()
        if not running.restart_at:
            _signal_group(running.process, signal.SIGKILL)  # a server's own children must free the port
            running.deaths = 1 if now - running.started > STEADY_SECONDS else running.deaths + 1
            running.restart_at = now + BACKOFF_SECONDS[min(running.deaths, len(BACKOFF_SECONDS)) - 1]
            code, log = running.process.returncode, self.log_path(running.part)
            self.say(f"{running.part.name} ended with {code}; starting it again. Its log: {log}")
        if now >= running.restart_at:
            running.process, running.started, running.restart_at = self._spawn(running.part), now, 0.0

    def _wait_until_ready(self, part: Part) -> None:
        deadline = time.monotonic() + READY_SECONDS_MAX
        running = self._running[part.name]
        while not _answers(self.install.bind, part):
            if time.monotonic() > deadline or running.process.poll() is not None:
                raise _not_ready(part, self.log_path(part))
            time.sleep(0.05)


def _answers(host: str, part: Part) -> bool:
    if not part.port:
        return True
    connection = HTTPConnection(host, part.port, timeout=5)
    try:
        connection.connect()
        if not part.health:
            return True
        connection.request("GET", part.health)
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _not_ready(part: Part, log: Path) -> Exception:
    tail = log.read_text(errors="replace").strip().splitlines()[-1:] if log.exists() else []
    return Unavailable(
        "part_not_ready", f"{part.name} did not start. Its last words: {' '.join(tail) or 'none'} (log: {log})"
    )


def _signal_group(process: subprocess.Popen[bytes], which: signal.Signals) -> None:
    try:
        os.killpg(process.pid, which)
    except (ProcessLookupError, PermissionError):
        return

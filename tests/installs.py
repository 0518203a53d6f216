"""A whole install for a test: a data folder and database of its own, free ports, real processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg

from ninefold.kernel.sqlite import sqlite3
from tests import forks
from tests.databases import TestDatabase

SOURCE = Path(__file__).parent.parent / "src"
COMMAND = ("-m", "ninefold.cli.main")
READY_SECONDS = 40.0
PORT_SETTING = {"edge": "EDGE_PORT", "studio": "STUDIO_PORT", "mailbox": "MAILBOX_PORT"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Install:
    """Runs `ninefold` commands and parts against one data folder."""

    def __init__(self, data: Path, database: TestDatabase, logs: Path | None = None) -> None:
        self.data = data
        self.logs = logs or data
        self.database = database
        self.ports = {name: free_port() for name in PORT_SETTING}
        self._running: dict[str, forks.Forked] = {}

    def environ(self) -> dict[str, str]:
        ours = {f"NINEFOLD_{PORT_SETTING[name]}": str(port) for name, port in self.ports.items()}
        return {
            **{name: value for name, value in os.environ.items() if not name.startswith("NINEFOLD_")},
            **ours,
            "NINEFOLD_DATA": str(self.data),
            "NINEFOLD_DATABASE_URL": self.database.url,
            "NINEFOLD_SECRET_KEY": os.environ["NINEFOLD_SECRET_KEY"],
            "PYTHONPATH": str(SOURCE),
        }

    def command(self, *words: str) -> list[str]:
        return [sys.executable, *COMMAND, *words]

    def run(
        self, *words: str, timeout: float = 120, extra: dict[str, str] | None = None, is_cold: bool = False
    ) -> subprocess.CompletedProcess[str]:
        """Run a command to its end; `extra` goes into its environment."""
        environ = self.environ() | (extra or {})
        if not is_cold:
            return forks.run([*COMMAND, *words], environ, timeout)
        return subprocess.run(
            self.command(*words), env=environ, capture_output=True, text=True, timeout=timeout, check=False
        )

    def start(self, part: str, extra: dict[str, str] | None = None) -> forks.Forked:
        """Start a part and wait until its port answers; `extra` goes into its environment."""
        with (self.logs / f".{part}.test.log").open("ab") as log:
            process = forks.Forked([*COMMAND, part, "--supervised"], self.environ() | (extra or {}), log, log)
        self._running[part] = process
        if part in self.ports:
            self._wait_for(part)
        return process

    def module(self, name: str, django: str) -> forks.Forked:
        """Run one of the tests' own modules on this install, standing on these settings of Django."""
        with (self.logs / f".{name}.test.log").open("ab") as log:
            return forks.Forked(["-m", name], self.environ() | {"DJANGO_SETTINGS_MODULE": django}, log, log)

    def kill(self, part: str) -> None:
        """kill -9 a part with all its processes."""
        self._end(self._running.pop(part), signal.SIGKILL)

    def stop(self) -> None:
        for process in self._running.values():
            self._end(process, signal.SIGTERM)
        self._running.clear()

    def url(self, part: str, path: str = "/") -> str:
        host = "localhost" if part == "studio" else "127.0.0.1"
        return f"http://{host}:{self.ports['studio' if part == 'public' else part]}{path}"

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """What a statement answers, read straight from this install's database."""
        if self.database.url:
            with psycopg.connect(self.database.url) as connection:
                return connection.execute(statement).fetchall()
        with closing(sqlite3.connect(self.data / "ninefold.sqlite3", timeout=20)) as connection:
            return connection.execute(statement).fetchall()  # type: ignore[no-any-return]

    def log(self, part: str) -> str:
        return (self.logs / f".{part}.test.log").read_text(errors="replace")

    def _wait_for(self, part: str) -> None:
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            if self._running[part].poll() is not None or _answers(self.ports[part], part):
                break
            time.sleep(0.02)
        assert _answers(self.ports[part], part), f"{part} does not answer:\n{self.log(part)[-3000:]}"

    @staticmethod
    def _end(process: forks.Forked, how: signal.Signals) -> None:
        try:
            if process.poll() is None:
                os.killpg(process.pid, how)
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(20)


def _answers(port: int, part: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.connect()
        if part == "edge":
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        return True
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()

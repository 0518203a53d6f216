"""`ninefold up`: everything runs, a dead part comes back, a second one leaves, a signal stops all of it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from http.client import HTTPConnection
from io import StringIO
from pathlib import Path

import psutil
import pytest
from rich.console import Console

from ninefold.cli.accounts import Login, keep
from ninefold.cli.commands import up
from ninefold.kernel import settings
from tests.installs import Install

SECONDS_MAX = 60.0


@pytest.fixture
def running(install: Install) -> Iterator[subprocess.Popen[str]]:
    """A running `ninefold up`, past its greeting."""
    process = subprocess.Popen(
        install.command("up"), env=install.environ(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Ctrl-C" in line:
            break
    else:
        pytest.fail("up did not start: " + "".join(said))
    yield process
    if process.poll() is None:
        process.kill()
    process.stdout.close()
    process.wait(20)


def _parts(process: subprocess.Popen[str]) -> dict[str, psutil.Process]:
    """The processes of the parts by name, found in their command lines."""
    found = {}
    for child in psutil.Process(process.pid).children(recursive=True):
        words = child.cmdline()
        if "--supervised" in words:
            found[words[words.index("--supervised") - 1]] = child
    return found


def _status(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    finally:
        connection.close()


def _until(condition: object, words: str) -> None:
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        try:
            if condition():  # type: ignore[operator]
                return
        except (OSError, KeyError, psutil.Error):  # the part is on its way
            pass
        time.sleep(0.05)
    pytest.fail(words)


def test_up_runs_restarts_and_stops(install: Install, running: subprocess.Popen[str]) -> None:
    assert set(_parts(running)) == {"edge", "studio", "worker", "mailbox"}
    assert _status(install.ports["edge"], "/health") == 200
    assert _status(install.ports["studio"], "/login/") < 500

    second = install.run("up", is_cold=True)
    assert second.returncode == 0
    assert f"http://localhost:{install.ports['studio']}" in second.stdout
    assert "Login      owner / " in second.stdout
    assert f"Kept in    {install.data / 'first-login.json'}" in second.stdout
    doctor = install.run("doctor", is_cold=True)
    assert f"runs: http://localhost:{install.ports['studio']}" in doctor.stdout
    assert doctor.stdout.count(": answers") == 3
    assert "mend" not in doctor.stdout
    ours = [install.data, *install.data.iterdir(), *(install.data / "logs").iterdir()]
    assert not [path for path in ours if path.stat().st_mode & 0o077], "a folder or file that others can read"

    old = _parts(running)["edge"].pid
    os.killpg(old, signal.SIGKILL)
    _until(lambda: _parts(running)["edge"].pid != old and _status(install.ports["edge"], "/health") == 200, "no edge")
    assert running.stdout is not None
    assert "edge was killed (signal 9); starting it again." in running.stdout.readline() + running.stdout.readline()

    everyone = [p.pid for p in psutil.Process(running.pid).children(recursive=True)]
    running.send_signal(signal.SIGINT)
    assert running.wait(SECONDS_MAX) == 0
    _until(lambda: not any(psutil.pid_exists(pid) for pid in everyone), "a process outlived Ctrl-C")


@pytest.mark.proof
def test_parts_end_when_the_supervisor_is_killed(running: subprocess.Popen[str]) -> None:
    everyone = [p.pid for p in psutil.Process(running.pid).children(recursive=True)]
    running.kill()
    running.wait(SECONDS_MAX)
    _until(lambda: not any(_alive(pid) for pid in everyone), "a process outlived its supervisor")


def _alive(pid: int) -> bool:
    return psutil.pid_exists(pid) and Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"


def test_a_part_whose_parent_is_gone_before_it_could_ask_ends_at_once(install: Install) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait(20)
    command = [sys.executable, "-m", "ninefold.cli.main", "mailbox", "--supervised", str(gone.pid)]
    left = subprocess.run(command, env=install.environ(), capture_output=True, timeout=30, check=False)
    assert left.returncode == 0
    assert left.stdout == b""


def test_the_greeting_sets_the_studio_and_its_login_apart_from_what_others_open(tmp_path: Path) -> None:
    keep(tmp_path, Login("owner", "secret"))
    install = replace(
        settings.current(), data=tmp_path, studio_url_given="http://localhost:8900",
        public_url_given="http://127.0.0.1:8900", edge_url_given="http://127.0.0.1:8901",
    )  # fmt: skip
    said = StringIO()
    up._greet(Console(file=said, highlight=False, soft_wrap=True), install)
    own, others = said.getvalue().split("Not for signing in:")
    assert "http://localhost:8900" in own
    assert "owner / secret" in own
    assert str(tmp_path / "first-login.json") in own
    assert "127.0.0.1" not in own
    assert others.index("http://127.0.0.1:8900") < others.index("http://127.0.0.1:8901/v1/batch")

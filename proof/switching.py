"""A running Ninefold changes from the demo to a new company and back, and both stay whole; also when it is killed.

The quiet rounds are those of tests/cli/test_switching.py. Then `ninefold up` is killed (-9) at each step of a change
and started again: it serves exactly one of the two, whole, says which, and nothing of either is touched.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.cli.test_switching import Place, demo_place, login, rows

from ninefold.kernel import installs
from ninefold.kernel.installs import Which
from ninefold.pipeline import switching
from ninefold.pipeline.switching import Step, Wish
from proof._killed import STEPS
from proof.crash import PYTHONPATH

ROUNDS = 3
PASSES = 2
SECONDS_MAX = 120.0
NAME = "Acme & Sons"
# What an install that is served writes by itself: who is signed in, who leads, what is judged of the past.
ALIVE = (
    "django_session", "users_user", "database_lease", "collect_cursor", "measure_judgement", "measure_count",
    "sqlite_sequence",
)  # fmt: skip
SAYS = {Which.DEMO: "What is real here", Which.COMPANY: "Acme &amp; Sons"}


def run() -> dict[str, object]:
    """`lost` counts the rounds and kills after which something was not as it was, or did not come up."""
    seconds, failed = _quietly()
    faults, wrong = 0, []
    for step in STEPS:
        killed, found = _killed_at(step)
        faults += killed
        wrong += found
        print(f"{step}: {killed} kills, {found or 'well'}", flush=True)
    return {
        "tries": 2 * ROUNDS + faults,
        "faults": faults,
        "lost": failed + len(wrong),
        "doubled": 0,
        "wrong": wrong,
        "seconds_a_round": seconds,
    }


def _quietly() -> tuple[list[float], int]:
    seconds: list[float] = []
    failed = 0
    for _ in range(ROUNDS):
        started = time.monotonic()
        command = [sys.executable, "-m", "pytest", "-n", "0", "-m", "proof", "tests/cli/test_switching.py"]
        done = subprocess.run(command, check=False, stdout=sys.stderr)
        failed += bool(done.returncode)
        seconds.append(round(time.monotonic() - started, 1))
    return seconds, failed


def _killed_at(step: str) -> tuple[int, list[str]]:
    """Kills at one step, on the way there and on the way back; what was wrong after each start."""
    folder = Path(tempfile.mkdtemp(prefix="n9-proof-"))
    place, kills, wrong = demo_place(folder), 0, []
    held: dict[Which, Any] = {Which.DEMO: _held(place.home)}
    process = None
    try:
        for _ in range(PASSES):
            process = _started(place, "proof._killed", step)
            wrong += [f"{step}: {said}" for said in _looked_at(place, held)]
            kills += _changed(place, process)
        process = _started(place, "ninefold.cli.main", "up")
        wrong += [f"{step}: {said}" for said in _looked_at(place, held)]
        _ended(process)
    finally:
        if process is not None:
            _ended(process)
        shutil.rmtree(folder, ignore_errors=True)
    return kills, wrong


def _started(place: Place, module: str, word: str) -> subprocess.Popen[bytes]:
    """An `up` that greets; at once after the one before was killed."""
    log = place.folder / "up.log"
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", module, word], env=place.environ() | {"PYTHONPATH": PYTHONPATH}, cwd=place.folder,
            stdout=out, stderr=out,
        )  # fmt: skip
    deadline = time.monotonic() + SECONDS_MAX
    while "Ctrl-C" not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            _ended(process)
            raise AssertionError(f"up did not start: {log.read_text()}")
        time.sleep(0.05)
    return process


def _changed(place: Place, process: subprocess.Popen[bytes]) -> int:
    """Ask for the other install; 1 where `up` was killed on the way, 0 where its step does not come."""
    other = Which.DEMO if installs.served(place.home) is Which.COMPANY else Which.COMPANY
    switching.ask(place.home, Wish(other, NAME if other is Which.COMPANY else ""))
    deadline = time.monotonic() + SECONDS_MAX
    while process.poll() is None and time.monotonic() < deadline:
        told = switching.state(place.home)
        if told is not None and told.step in (Step.DONE, Step.FAILED):
            break
        time.sleep(0.02)
    return int(_ended(process) == -signal.SIGKILL)


def _ended(process: subprocess.Popen[bytes]) -> int:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    return process.wait(SECONDS_MAX)


def _looked_at(place: Place, held: dict[Which, Any]) -> list[str]:
    """What is not as it should be: in what is served, in what its page says, in what the two installs hold."""
    which = installs.served(place.home)
    wrong = [] if not list(place.home.glob("wish*")) else ["what was wished is kept"]
    place.cookies.clear()
    login(place, installs.folder(place.home, which))
    html = place.ask("GET", "/")[2]
    wrong += [f"{one.value} is said, {which.value} is served" for one in Which if (SAYS[one] in html) != (one is which)]
    told = switching.state(place.home)
    if told is not None and told.step is not (Step.DONE if told.to is which else Step.FAILED):
        wrong.append(f"the change is said to be {told}")
    for one in Which:
        folder = installs.folder(place.home, one)
        if not installs.stands(place.home, one):
            wrong += [f"{one.value} is gone"] if one in held else []
            continue
        if rows(folder, "PRAGMA integrity_check") != [("ok",)]:
            wrong.append(f"{one.value} is broken")
        now = _held(folder)
        before = held.setdefault(one, now)
        wrong += [f"{one.value}'s {table} changed" for table in now if now[table] != before.get(table)]
    if Which.COMPANY in held and held[Which.COMPANY]["culture_company"] == []:
        wrong.append("a company without its name")
    return wrong


def _held(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of an install, by table."""
    names = rows(folder, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")
    return {str(name): rows(folder, f'SELECT * FROM "{name}" ORDER BY 1') for (name,) in names if name not in ALIVE}

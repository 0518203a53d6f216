"""The edge besieged: hostile requests, bombs, lies, slow senders, requests made of its own description, grown bytes.

Nothing may crash, no answer may be a 5xx, no memory be taken beyond its bound; what was taken in is read to its end.
`lost` counts requests that were taken in and never read, `wrong` all other faults.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPConnection
from pathlib import Path

import psutil
from tests import databases
from tests.edge import besieging, hostile
from tests.installs import Install

from proof._fetched import ROOT, fetched
from proof._inside import told

ROUNDS, SENDERS, SLOW, EXAMPLES, RUNS = 20, 8, 1_000, 60, 60_000
SLOW_SECONDS = 25.0
KEYS = 5_000
GROWTH_BYTES_MAX = 150 * hostile.MEGABYTE
# A wrong value is answered 200 and waits in quarantine; a missing key is a 400, since SDKs send 401s again.
UNCHECKED = "negative_data_rejection,ignored_auth"
MAKE_KEY = 'print(actions.create_source(actor=me, name="proof", trust=Trust.SERVER).write_key)'
READ_ALL = """
while project.project_batch(consent_only=False):
    pass
print(queries.event_count() + queries.quarantine_count())
"""


class Siege:
    """A running edge, and what has been done to it."""

    def __init__(self, data: Path, kind: str) -> None:
        self.install = Install(data, databases.choose(kind, data).at(data))
        self.key = told(self.install, MAKE_KEY)
        self.process = psutil.Process(self.install.start("edge").pid)
        self.port = self.install.ports["edge"]
        self.lock = threading.Lock()
        self.statuses: Counter[int] = Counter()
        self.wrong: list[str] = []
        self.most = self.before = self.process.memory_info().rss

    def ask(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return answer.status, {}, answer.read()
        finally:
            connection.close()

    def throw(self, request: hostile.Hostile, headers: dict[str, str]) -> None:
        status, fault = hostile.tried(request, self.ask, headers)
        with self.lock:
            self.statuses[status] += 1
            self.wrong += [fault] * bool(fault)
            self.most = max(self.most, self.process.memory_info().rss)


def run() -> dict[str, object]:
    """The whole siege, on SQLite."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    tools = fetched("fuzz")
    folder = Path(tempfile.mkdtemp(prefix="n9-siege-"))
    siege = Siege(folder, "sqlite")
    try:
        found = _besieged(siege, tools)
    finally:
        siege.install.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return {**found, "inputs_grown": _grown(tools)}


def holds(found: dict[str, object]) -> bool:
    return not found["lost"] and not found["wrong"]


def _besieged(siege: Siege, tools: Path) -> dict[str, object]:
    _in_rounds(siege)
    _by_keys(siege)
    lies = [besieging.lied(siege.port, siege.key, lie) for lie in besieging.LIES]
    siege.wrong += [line.decode("latin-1") for line in besieging.worst(lies)]
    slow, quickest = _slowly(siege)
    taken = int(told(siege.install, READ_ALL))
    lost = siege.statuses[200] + lies.count(b"HTTP/1.1 200 OK") - taken
    described = _described(siege, tools)
    told(siege.install, READ_ALL)
    if "a request failed" in siege.install.log("edge"):
        siege.wrong.append("the edge's log tells of requests that failed")
    growth = siege.most - siege.before
    if growth > GROWTH_BYTES_MAX:
        siege.wrong.append(f"memory grew by {growth // hostile.MEGABYTE} MB")
    return {
        "tries": sum(siege.statuses.values()), "faults": 0, "lost": abs(lost), "doubled": 0, "wrong": siege.wrong[:20],
        "statuses": {str(status): count for status, count in sorted(siege.statuses.items())},
        "memory_mb_before": siege.before // hostile.MEGABYTE, "memory_mb_grown": growth // hostile.MEGABYTE,
        "slow_senders": dict(slow), "answer_ms_beside_slow_senders": round(quickest * 1_000, 1), **described,
    }  # fmt: skip


def _in_rounds(siege: Siege) -> None:
    """All kinds at once, from many senders."""

    def send() -> None:
        for number in range(ROUNDS):
            for request in [*hostile.requests(mark=f"{threading.get_ident()}-{number}"), *[good()] * 20]:
                siege.throw(request, {"Authorization": f"Bearer {siege.key}"})

    _together(send)


def good() -> hostile.Hostile:
    """What must be taken in amidst all that."""
    return hostile.Hostile("a good call", hostile.TRACK, besieging.BODY.encode(), taken=True)


def _by_keys(siege: Siege) -> None:
    """So many different keys, as long as headers may be, that remembering them would fill the memory."""
    body = besieging.BODY.encode()
    for number in range(KEYS):
        key = {"Authorization": f"Bearer {number:0300000}"}
        siege.throw(hostile.Hostile("a key without an end", hostile.TRACK, body), key)


def _slowly(siege: Siege) -> tuple[Counter[str], float]:
    """What slow senders are told, and how long a good call takes meanwhile (seconds, the worst)."""
    said: list[Counter[str]] = []
    slow = threading.Thread(
        target=lambda: said.append(
            besieging.dribbled(siege.port, siege.key, senders=SLOW, seconds=SLOW_SECONDS)
        )
    )  # fmt: skip
    slow.start()
    worst = 0.0
    while slow.is_alive():
        begun = time.monotonic()
        siege.throw(good(), {"Authorization": f"Bearer {siege.key}"})
        worst = max(worst, time.monotonic() - begun)
        slow.join(0.2)
    if said[0][""]:
        siege.wrong.append(f"{said[0]['']} slow senders were never answered")
    return said[0], worst


def _described(siege: Siege, tools: Path) -> dict[str, object]:
    """What schemathesis finds against the description that the edge serves."""
    code = "import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())"
    run = subprocess.run(
        [sys.executable, "-c", code, "run", f"http://127.0.0.1:{siege.port}/v1/openapi.json", "--no-color", "-n",
         str(EXAMPLES), "--seed", "9", "--header", f"Authorization: Bearer {siege.key}", "--exclude-checks", UNCHECKED,
         "--suppress-health-check", "all"],
        env={**os.environ, "PYTHONPATH": str(tools)}, cwd=siege.install.data, stdout=subprocess.PIPE, text=True,
        check=False,
    )  # fmt: skip
    if run.returncode:
        siege.wrong.append(run.stdout[-2_000:])
    counted = [line.strip() for line in run.stdout.splitlines() if "generated," in line]
    return {"described": counted[0] if counted else "nothing"}


def _grown(tools: Path) -> int:
    """How many inputs atheris grew without a reader that fails; it ends with an error at the first."""
    with tempfile.TemporaryDirectory(prefix="n9-grown-") as folder:
        path = os.pathsep.join([str(ROOT / "src"), str(ROOT), str(tools)])
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "proof._fuzzed", str(RUNS), folder],
            env={**os.environ, "PYTHONPATH": path}, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
            check=True,
        )  # fmt: skip
    return RUNS


def _together(work: Callable[[], None]) -> None:
    threads = [threading.Thread(target=work) for _ in range(SENDERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

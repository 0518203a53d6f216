"""A disk that is full, again and again, under the edge, the worker, the lake and an import; then it has room again.

The disk is a real one of DISK_MB in memory, mounted in a user namespace of its own, which takes no rights (Linux). It
is filled to its last byte while live events and an import come in and the lake is written and made into few files.
Whatever was acknowledged counts once; what was not is answered 503 with Retry-After and a sentence.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

from tests import databases
from tests.installs import Install

from proof._fetched import ROOT
from proof._inside import told
from proof.crash import importing

DISK_MB, CYCLES, LINES = 250, 3, 30_000
FULL_SECONDS, FREE_SECONDS, RESTED_SECONDS_MAX = (1.0, 4.0), (1.0, 3.0), 240.0
_WITHIN = "PROOF_DISK"
LAKE = """
from ninefold.collect import lakekeeping
lakekeeping.FILES_MAX = 2
for _ in range(3):
    for step in (lambda: actions.write_lake(now=clock.now_us(), force=True), lakekeeping.compact):
        try:
            step()
        except Exception as error:
            print(type(error).__name__, str(error)[:100], file=sys.stderr)
"""
HELD = """
import duckdb
from ninefold.collect import lake
bury_dead_holders()
while actions.write_lake(now=clock.now_us(), force=True):
    pass
files = lake.table().file_uris()
found = duckdb.sql(f"SELECT count(*), count(DISTINCT message_id) FROM read_parquet({files!r})").fetchall()
print(json.dumps(found[0]))
"""


class SmallDisk(Install):
    """Ninefold stops long before a disk is full: here it is not to, so that the last byte is really taken."""

    def environ(self) -> dict[str, str]:
        return super().environ() | {"NINEFOLD_DISK_FREE_BYTES_MIN": "1"}


@dataclass
class Traffic:
    """Posts events one request after another, and remembers which ones were acknowledged, and what else was said."""

    port: int
    write_key: str
    acknowledged: set[str] = field(default_factory=set)
    said: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    stopping: bool = False

    def run(self) -> None:
        number = 0
        while not self.stopping:
            ids, number = [f"live-{number}-{n}" for n in range(20)], number + 1
            if self._post(ids):
                self.acknowledged.update(ids)
            time.sleep(0.02)

    def _post(self, ids: list[str]) -> bool:
        filling = {"filling": "x" * 200}
        batch = [
            {"type": "track", "event": "Seen", "userId": "ada", "messageId": i, "properties": filling} for i in ids
        ]
        headers = {"Authorization": "Basic " + b64encode(f"{self.write_key}:".encode()).decode()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request("POST", "/v1/batch", json.dumps({"batch": batch}).encode(), headers)
            answer = connection.getresponse()
            self._judge(answer.status, answer.headers.get("retry-after"), json.loads(answer.read()))
        except (OSError, HTTPException) as error:
            self.said[type(error).__name__] += 1
            return False
        finally:
            connection.close()
        return answer.status == 200

    def _judge(self, status: int, wait: str | None, answer: dict[str, Any]) -> None:
        self.said[f"{status} {answer.get('code', '')}".strip()] += 1
        if status != 200 and not (status in (429, 503) and wait and answer.get("message")):
            self.wrong.append(f"{status} {wait} {answer}")


def run() -> dict[str, Any]:
    """The proof, within a namespace that has the small disk."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    with tempfile.TemporaryDirectory(prefix="n9-disk-") as folder:
        mount = f"mount -t tmpfs -o size={DISK_MB}m none {folder} && exec {sys.executable} -m proof.disk"
        done = subprocess.run(
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount],
            env={**os.environ, _WITHIN: folder}, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def holds(found: dict[str, Any]) -> bool:
    return not (found["lost"] or found["doubled"] or found["wrong"])


def _within(folder: Path) -> dict[str, Any]:
    data = folder / "data"
    data.mkdir()
    # The logs lie elsewhere: `ninefold up` reads them from a pipe, so that a full disk is no part's own failure.
    with tempfile.TemporaryDirectory(prefix="n9-logs-") as logs:
        install = SmallDisk(data, databases.SqliteDatabase(data).at(data), Path(logs))
        try:
            return _lived(install, folder)
        finally:
            install.stop()


def _lived(install: Install, folder: Path) -> dict[str, Any]:
    key = told(install, 'print(actions.create_source(actor=me, name="proof", trust=Trust.SERVER).write_key)')
    parts = {part: install.start(part) for part in ("edge", "worker")}
    traffic = Traffic(install.ports["edge"], key)
    thread = threading.Thread(target=traffic.run, daemon=True)
    thread.start()
    with tempfile.TemporaryDirectory(prefix="n9-orders-") as beside:  # the file to import lies on another disk
        orders = Path(beside) / "orders.csv"
        ended = _fill_and_free(install, folder / "ballast", orders, traffic)
        traffic.stopping = True
        thread.join()
        done = install.run("import", str(orders), "--mapping", str(orders.with_suffix(".toml")), timeout=240)
        assert not done.returncode, done.stderr
    _rest(install)
    died = [part for part, process in parts.items() if process.poll() is not None]
    return _count(install, traffic, died, ended)


def _fill_and_free(install: Install, ballast: Path, orders: Path, traffic: Traffic) -> Counter[str]:
    """Fill the disk and free it again, CYCLES times; how the imports that were begun meanwhile ended."""
    lot, ended = random.Random(9), Counter[str]()
    importer = importing(install, orders, LINES)
    for _ in range(CYCLES):
        time.sleep(lot.uniform(*FREE_SECONDS))
        _fill(ballast)
        lake = threading.Thread(target=told, args=(install, LAKE))
        lake.start()
        end = time.monotonic() + lot.uniform(*FULL_SECONDS)
        while time.monotonic() < end:
            _fill(ballast)
            time.sleep(0.05)
        if importer.poll() is not None:
            ended["import ended" if importer.returncode == 0 else "import gave up"] += 1
            importer = importing(install, orders, LINES)
        lake.join()
        ballast.unlink()
    importer.wait(240)
    return ended


def _fill(ballast: Path) -> None:
    """Take every free byte."""
    with ballast.open("ab", buffering=0) as file:
        for size in (1 << 20, 4_096):
            try:
                while file.write(bytes(size)):
                    pass
            except OSError:
                continue


def _rest(install: Install) -> None:
    end = time.monotonic() + RESTED_SECONDS_MAX
    while told(install, "print(queries.is_all_projected(up_to=clock.now_us()))") != "True":
        assert time.monotonic() < end, f"the worker never came to rest: {install.log('worker')[-2_000:]}"


def _count(install: Install, traffic: Traffic, died: list[str], ended: Counter[str]) -> dict[str, Any]:
    ids = Counter(str(row[0]) for row in install.rows("SELECT message_id FROM collect_event WHERE name = 'Seen'"))
    orders = int(str(install.rows("SELECT count(*) FROM collect_event WHERE name = 'Order Completed'")[0][0]))
    in_lake, different = json.loads(told(install, HELD))
    events = int(str(install.rows("SELECT count(*) FROM collect_event")[0][0]))
    lost = {
        "events": len(traffic.acknowledged - set(ids)), "lines": max(0, LINES - orders),
        "from the lake": max(0, events - different),
    }  # fmt: skip
    doubled = {
        "events": sum(ids.values()) - len(ids), "lines": max(0, orders - LINES), "in the lake": in_lake - different,
    }  # fmt: skip
    wrong = traffic.wrong[:10] + [f"the {part} died" for part in died]
    wrong += [] if any(said.startswith("503") for said in traffic.said) else ["the disk was never full"]
    return {
        "tries": len(traffic.acknowledged) + LINES, "faults": CYCLES, "lost": sum(lost.values()),
        "doubled": sum(doubled.values()), "wrong": wrong, "lost_of": lost, "doubled_of": doubled,
        "answers": dict(traffic.said), "imports": dict(ended), "events": events, "in_lake": in_lake,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(_within(Path(os.environ[_WITHIN]))))

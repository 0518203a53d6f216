"""Kills every process of a running install at random, again and again, during a campaign, an import and live traffic.

Then counts: each recipient ended exactly once, the far side saw each at most once, every accepted event counts once.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from base64 import b64encode
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests import databases
from tests.installs import Install

from ninefold.collect.intake.rows import TABLES
from ninefold.kernel.sqlite import sqlite3

ROOT = Path(__file__).parent.parent
PYTHONPATH = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
ENDS = "SELECT status, count(*) FROM channel_delivery GROUP BY status"
PARTS = ("mailbox", "edge", "worker", "studio")
PAUSE_SECONDS = (0.15, 1.2)
DRAIN_SECONDS_MAX = 240.0
IMPORT_MAPPING = """
format = "csv"
header = true
event = "Order Completed"
user_id = "{customer}"

[timestamp]
column = "at"
format = "%Y-%m-%d"
zone = "UTC"

[properties]
revenue = { column = "amount", type = "money" }
"""


@dataclass
class Traffic:
    """A client that posts events for as long as it is let, and remembers which ones were acknowledged."""

    port: int
    write_key: str
    acknowledged: set[str] = field(default_factory=set)
    sent: int = 0
    stopping: bool = False

    def run(self) -> None:
        while not self.stopping:
            ids = [f"live-{self.sent + n}" for n in range(10)]
            self.sent += len(ids)
            if self._post(ids):
                self.acknowledged.update(ids)
            time.sleep(0.01)

    def _post(self, ids: list[str]) -> bool:
        batch = [{"type": "track", "event": "Seen", "userId": f"proof-{i}", "messageId": m} for i, m in enumerate(ids)]
        headers = {"Authorization": "Basic " + b64encode(f"{self.write_key}:".encode()).decode()}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("POST", "/v1/batch", json.dumps({"batch": batch}).encode(), headers)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()


def importing(install: Install, file: Path, lines: int) -> subprocess.Popen[bytes]:
    """Start (or go on with) the import of `lines` purchases."""
    if not file.exists():
        rows = [f"proof-{n % 500},2026-01-01,1.00" for n in range(lines)]
        file.write_text("customer,at,amount\n" + "\n".join(rows) + "\n")
        file.with_suffix(".toml").write_text(IMPORT_MAPPING)
    return subprocess.Popen(
        install.command("import", str(file), "--mapping", str(file.with_suffix(".toml"))),
        env=install.environ(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def run(people: int = 10_000, lines: int = 20_000, faults: int = 60) -> dict[str, object]:
    """The proof on each database; sums what was lost and doubled."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    kinds = ("sqlite", "postgres")
    found = {kind: one(kind, people=people, lines=lines, faults=faults) for kind in kinds}
    summed = {name: sum(int(f[name]) for f in found.values()) for name in ("tries", "faults", "lost", "doubled")}
    return {**summed, "by_database": found}


def one(kind: str, *, people: int, lines: int, faults: int) -> dict[str, int]:
    """One install on one database, `faults` kills, then the count."""
    folder = Path(tempfile.mkdtemp(prefix="n9-proof-"))
    data = folder / "data"
    data.mkdir()
    install = Install(data, databases.choose(kind, data).at(data))
    try:
        return _lived(install, folder, people=people, lines=lines, faults=faults)
    finally:
        install.stop()
        install.database.drop()
        shutil.rmtree(folder, ignore_errors=True)


def _lived(install: Install, folder: Path, *, people: int, lines: int, faults: int) -> dict[str, int]:
    made = subprocess.run(
        [sys.executable, "-m", "proof.scene", str(people)], env=install.environ() | {"PYTHONPATH": PYTHONPATH},
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    for part in PARTS:
        install.start(part)
    traffic = Traffic(install.ports["edge"], made.stdout.split()[-1])
    thread = threading.Thread(target=traffic.run)
    thread.start()
    killed = _havoc(install, folder / "orders.csv", lines, faults)
    traffic.stopping = True
    thread.join()
    _finish(install, folder / "orders.csv", lines)
    return _count(install, traffic, lines=lines, killed=killed)


def _havoc(install: Install, file: Path, lines: int, faults: int) -> dict[str, int]:
    """Kill one process at a time, at random instants, and start it again; returns kills by process."""
    lot, killed = random.Random(9), dict.fromkeys((*PARTS, "import"), 0)
    importer = importing(install, file, lines)
    for _ in range(faults):
        time.sleep(lot.uniform(*PAUSE_SECONDS))
        victim = lot.choice((*PARTS, "import"))
        killed[victim] += 1
        if victim == "import":
            if importer.poll() is None:
                os.killpg(importer.pid, signal.SIGKILL)
            importer.wait()
            importer = importing(install, file, lines)
        else:
            install.kill(victim)
            install.start(victim)
    importer.wait(120)
    return killed


def _finish(install: Install, file: Path, lines: int) -> None:
    """Let what is left run to its end: the import, the intake log, the campaign."""
    assert importing(install, file, lines).wait(120) == 0
    deadline = time.monotonic() + DRAIN_SECONDS_MAX
    while time.monotonic() < deadline and not _is_at_rest(install):
        time.sleep(0.5)
    assert _is_at_rest(install), "the install never came to rest"


def _is_at_rest(install: Install) -> bool:
    waiting = install.rows("SELECT count(*) FROM collect_pending")[0][0]
    open_ = install.rows("SELECT count(*) FROM channel_delivery WHERE status IN ('leased', 'handing_over')")[0][0]
    undecided = install.rows("SELECT count(*) FROM catalyst_candidacy")[0][0]
    untaken = install.rows(
        "SELECT count(*) FROM catalyst_intent i LEFT JOIN channel_delivery d ON d.intent_id = i.id WHERE d.id IS NULL"
    )[0][0]
    return not (waiting or open_ or undecided or untaken or _intake_rows(install))


def _intake_rows(install: Install) -> int:
    if install.database.url:
        return sum(int(str(install.rows(f"SELECT count(*) FROM {t}")[0][0])) for t in TABLES.values())
    with closing(sqlite3.connect(install.data / "intake.sqlite3", timeout=20)) as log:
        return sum(log.execute(f"SELECT count(*) FROM {t}").fetchone()[0] for t in TABLES.values())


def _count(install: Install, traffic: Traffic, *, lines: int, killed: dict[str, int]) -> dict[str, int]:
    """What was lost and doubled, in events and in messages."""
    live, orders = _times(install, "message_id LIKE 'live-%'"), _times(install, "name = 'Order Completed'")
    ends = {str(status): int(str(n)) for status, n in install.rows(ENDS)}
    intents = int(str(install.rows("SELECT count(*) FROM catalyst_intent")[0][0]))
    with closing(sqlite3.connect(install.data / "mailbox.sqlite3", timeout=20)) as mailbox:
        seen = Counter(row[0] for row in mailbox.execute("SELECT recipient FROM message"))
    lost = {
        "events": len(traffic.acknowledged - set(live)),
        "lines": max(0, lines - len(orders)),
        "recipients": intents - sum(ends.values()),
        "messages": max(0, ends.get("delivered", 0) - len(seen)),
    }
    doubled = {"events": _repeats(live), "lines": _repeats(orders), "messages": _repeats(seen)}
    return {
        "tries": intents + lines + len(traffic.acknowledged),
        "faults": sum(killed.values()),
        "lost": sum(lost.values()),
        "doubled": sum(doubled.values()),
        "accepted_events": len(traffic.acknowledged),
        "imported_lines": lines,
        "intents": intents,
        "messages_seen": sum(seen.values()),
        **{f"lost_{name}": count for name, count in lost.items()},
        **{f"doubled_{name}": count for name, count in doubled.items()},
        **{f"deliveries_{status}": count for status, count in ends.items()},
        **{f"kills_{name}": count for name, count in killed.items()},
    }


def _times(install: Install, condition: str) -> Counter[str]:
    """How often each message id stands in the event table."""
    return Counter(str(row[0]) for row in install.rows(f"SELECT message_id FROM collect_event WHERE {condition}"))


def _repeats(times: Counter[str]) -> int:
    return sum(times.values()) - len(times)

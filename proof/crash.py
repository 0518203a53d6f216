"""Kills every process of a running install at random, again and again, during a campaign, an import and live traffic,
while the lake is written and made into few files and people are erased.

Then counts: each recipient ended exactly once, the far side saw each at most once, every accepted event counts once, in
the database and in the lake, and of the erased no byte is left.
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

from tests import databases, traces
from tests.installs import Install

from ninefold.collect.intake.rows import TABLES
from ninefold.kernel.sqlite import sqlite3
from proof._inside import inside, told

ROOT = Path(__file__).parent.parent
PYTHONPATH = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
ENDS = "SELECT status, count(*) FROM channel_delivery GROUP BY status"
PARTS = ("mailbox", "edge", "worker", "studio")
VICTIMS = (*PARTS, "import", "keeper")
FAULTS = 500  # in all, half on each database
ERASED = 8
PAUSE_SECONDS = (0.05, 0.9)
DRAIN_SECONDS_MAX = 600.0
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


# Keeps the lake and erases, as the worker does, but without a pause: so that kills meet it in the middle of that.
KEEPER = f"""
from ninefold.collect import lakekeeping
from ninefold.context import actions as context, queries as people
from ninefold.pipeline.erasing import job
lakekeeping.FILES_MAX, lakekeeping.PAUSE_SECONDS = 1, 0.0
import os
bury_dead_holders()
def ask():
    if people.next_erasure() is None:
        known = (people.profile_of("account", f"quastenflosser-{{number:03}}-id") for number in range({ERASED}))
        if profile := next(filter(None, known), None):
            context.ask_erasure(actor=me, profile_id=profile, now=clock.now_us())
parent = os.getppid()
while os.getppid() == parent:
    for step in (ask, lambda: job.erase_due(clock.now_us()), lambda: actions.write_lake(now=clock.now_us(), force=True),
                 actions.compact_lake):
        try:
            step()
        except Exception as error:
            print(type(error).__name__, str(error)[:200], flush=True)
"""
STILL_KNOWN = f"""
from ninefold.context import queries as people
known = (people.profile_of("account", f"quastenflosser-{{number:03}}-id") for number in range({ERASED}))
print(sum(map(bool, known)) + (people.next_erasure() is not None))
"""
IN_LAKE = """
import duckdb
from ninefold.collect import lake
bury_dead_holders()
while actions.write_lake(now=clock.now_us(), force=True):
    pass
found = duckdb.sql(f"SELECT count(*), count(DISTINCT id) FROM {lake.scan_sql()}").fetchall()
print(json.dumps(found[0]))
"""


def named(number: int) -> tuple[str, ...]:
    """The texts by which somebody who is to be erased would be known again."""
    return f"quastenflosser-{number:03}-id", f"wilhelmina-{number:03}@example.org", f"Wilhelmina the {number:03}rd"


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
            said = {"type": "track", "event": "Seen"}
            if self.post([{**said, "userId": f"proof-{i}", "messageId": m} for i, m in enumerate(ids)]):
                self.acknowledged.update(ids)
            time.sleep(0.01)

    def post(self, batch: list[dict[str, object]]) -> bool:
        """Whether a batch was acknowledged."""
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


def run(people: int = 3_000, lines: int = 10_000, faults: int = FAULTS // 2) -> dict[str, object]:
    """The proof on each database; sums what was lost and doubled."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    kinds = ("sqlite", "postgres")
    found = {kind: one(kind, people=people, lines=lines, faults=faults) for kind in kinds}
    names = ("tries", "faults", "lost", "doubled", "traces_left")
    summed = {name: sum(int(str(f[name])) for f in found.values()) for name in names}
    return {**summed, "by_database": found}


def holds(found: dict[str, object]) -> bool:
    """Nothing lost, nothing doubled, no trace of the erased."""
    return not (found["lost"] or found["doubled"] or found["traces_left"])


def one(kind: str, *, people: int, lines: int, faults: int) -> dict[str, object]:
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


def _lived(install: Install, folder: Path, *, people: int, lines: int, faults: int) -> dict[str, object]:
    made = subprocess.run(
        [sys.executable, "-m", "proof.scene", str(people)], env=install.environ() | {"PYTHONPATH": PYTHONPATH},
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    for part in PARTS:
        install.start(part)
    traffic = Traffic(install.ports["edge"], made.stdout.split()[-1])
    _meet(install, traffic)
    thread = threading.Thread(target=traffic.run, daemon=True)
    thread.start()
    killed = _havoc(install, folder / "orders.csv", lines, faults)
    traffic.stopping = True
    thread.join()
    _finish(install, folder / "orders.csv", lines)
    return _count(install, traffic, lines=lines, killed=killed)


def _havoc(install: Install, file: Path, lines: int, faults: int) -> dict[str, int]:
    """Kill one process at a time, at random instants, and start it again; returns kills by process."""
    lot, killed = random.Random(9), dict.fromkeys(VICTIMS, 0)
    begin = {"import": lambda: importing(install, file, lines), "keeper": lambda: inside(install, KEEPER)}
    beside = {name: start() for name, start in begin.items()}
    for _ in range(faults):
        time.sleep(lot.uniform(*PAUSE_SECONDS))
        victim = lot.choice(VICTIMS)
        killed[victim] += 1
        if victim in beside:
            _kill(beside[victim])
            beside[victim] = begin[victim]()
        else:
            install.kill(victim)
            install.start(victim)
    beside["import"].wait(120)
    _rest_of_erasures(install)
    _kill(beside["keeper"])
    return killed


def _kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _meet(install: Install, traffic: Traffic) -> None:
    """People who are to be erased, one after another, by the keeper."""
    for number in range(ERASED):
        who, email, name = named(number)
        traits = {"email": email, "name": name}
        assert traffic.post([{"type": "identify", "userId": who, "traits": traits, "messageId": f"who-{number}"}])


def _rest_of_erasures(install: Install) -> None:
    end = time.monotonic() + DRAIN_SECONDS_MAX
    while told(install, STILL_KNOWN) != "0":
        assert time.monotonic() < end, "the erasures never ended"
        time.sleep(0.5)


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


def _count(install: Install, traffic: Traffic, *, lines: int, killed: dict[str, int]) -> dict[str, object]:
    """What was lost and doubled, in events and in messages."""
    live, orders = _times(install, "message_id LIKE 'live-%'"), _times(install, "name = 'Order Completed'")
    ends = {str(status): int(str(n)) for status, n in install.rows(ENDS)}
    intents = int(str(install.rows("SELECT count(*) FROM catalyst_intent")[0][0]))
    with closing(sqlite3.connect(install.data / "mailbox.sqlite3", timeout=20)) as mailbox:
        seen = Counter(row[0] for row in mailbox.execute("SELECT recipient FROM message"))
    in_lake, different = json.loads(told(install, IN_LAKE))
    events = int(str(install.rows("SELECT count(*) FROM collect_event")[0][0]))
    names = [text for number in range(ERASED) for text in named(number)]
    left = traces.found(install.data, install.database.url, names)
    lost = {
        "of_the_lake": events - different,
        "events": len(traffic.acknowledged - set(live)),
        "lines": max(0, lines - len(orders)),
        "recipients": intents - sum(ends.values()),
        "messages": max(0, ends.get("delivered", 0) - len(seen)),
    }
    doubled = {
        "of_the_lake": in_lake - different,
        "events": _repeats(live),
        "lines": _repeats(orders),
        "messages": _repeats(seen),
    }
    return {
        "tries": intents + lines + len(traffic.acknowledged),
        "faults": sum(killed.values()),
        "lost": sum(lost.values()),
        "doubled": sum(doubled.values()),
        "erased": ERASED,
        "traces_left": len(left),
        "where": sorted({name for name, _ in left}),
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

"""A hundred thousand bad events of every kind among good ones, through a running edge and worker, on each database.

`wrong` counts those that were set aside for another reason than theirs, or not at all; `lost` and `doubled` good
events, and mended ones after their replay. `worker_mb_grown` is what the worker took more than before the bad ones.
"""

import json
import os
import shutil
import tempfile
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from itertools import islice
from pathlib import Path
from typing import Any

import psutil
from tests import databases
from tests.installs import Install

from proof._inside import told

EVENTS, BATCH, GOOD_EVERY = 100_000, 100, 10
WORKER_MB_MAX = 200
SECONDS_MAX = 900.0
_AT = "2026-01-01T00:00:00Z"
Bad = Callable[[str], dict[str, Any] | bytes]


def _call(message_id: str, **said: Any) -> dict[str, Any]:
    whole = {"type": "track", "event": "Seen", "userId": f"u{message_id}", "messageId": message_id, **said}
    return {name: value for name, value in whole.items() if value is not None}


def _valued(message_id: str, value: bytes) -> bytes:
    return json.dumps(_call(message_id, properties={"value": "?"})).encode().replace(b'"?"', value)


KINDS: dict[str, tuple[str, Bad]] = {
    "no event": ("event_missing", lambda i: _call(i, event=None)),
    "nobody": ("id_missing", lambda i: _call(i, userId=None)),
    "a type that is none": ("type_unknown", lambda i: _call(i, type="trak")),
    "no type": ("type_unknown", lambda i: _call(i, type=None)),
    "a number for a name": ("field_type", lambda i: _call(i, event=7)),
    "a text for properties": ("field_type", lambda i: _call(i, properties="none")),
    "no object": ("field_type", lambda i: json.dumps([i]).encode()),
    "no group": ("group_missing", lambda i: _call(i, type="group")),
    "half an alias": ("alias_incomplete", lambda i: _call(i, type="alias")),
    "a long id of its own": ("message_id_too_long", lambda i: _call(i + "m" * 100)),
    "a long id": ("field_too_long", lambda i: _call(i, userId="u" * 256)),
    "no time": ("timestamp_unreadable", lambda i: _call(i, timestamp="yesterday")),
    "NUL": ("nul_character", lambda i: _valued(i, b'"\\u0000"')),
    "beyond 64 bits": ("number_too_large", lambda i: _valued(i, b"18446744073709551616")),
    "beyond floats": ("field_type", lambda i: _valued(i, b"1e400")),
    "too deep": ("json_too_deep", lambda i: _valued(i, b"[" * 90 + b"]" * 90)),
    "no amount": ("revenue_unreadable", lambda i: _call(i, event="Order Completed", properties={"revenue": "much"})),
    "no word on consent": ("consent_purpose", lambda i: _call(i, event="Consent Changed", properties={})),
    "no pace": ("pace_missing", lambda i: _call(i, event="Pace Chosen", properties={"per_week": "few"})),
    "not as planned": ("plan_unknown_property", lambda i: _call(i, event="Planned", properties={"other": 1})),
}
BEGIN = """
plan.plan_event(actor=me, name="Planned", rule=Rule.QUARANTINE)
plan.plan_properties(actor=me, name="Planned", properties={"title": Planned(frozenset({"string"}))})
print(actions.create_source(actor=me, name="proof", trust=Trust.SERVER).write_key)
"""
COUNTED = """
from collections import Counter
from ninefold.collect.models import Quarantine
codes = Counter()
for code, body in Quarantine.objects.values_list("code", "body").iterator():
    codes[code] += 1
print(json.dumps(codes))
"""
# What is held to a plan is let go of as a whole; of each other reason one is mended by hand.
MEND = """
plan.unlock_event(actor=me, name="Planned")
actions.replay_all(actor=me, code="plan_unknown_property")
mended = 0
for code, _ in queries.quarantine_codes():
    if code == "plan_unknown_property":
        continue
    held = queries.quarantine(limit=1, code=code)[0]
    try:
        was = json.loads(held.body)
    except ValueError:
        was = {}
    was = was if isinstance(was, dict) else {}
    said = {"type": "track", "event": "Mended", "userId": "mended"}
    said |= {name: was[name] for name in ("messageId", "profileId") if was.get(name) is not None}
    said["messageId"] = str(said.get("messageId", ""))[:100]
    if not said["messageId"]:
        del said["messageId"]
    try:
        mended += replaying.mend(actor=me, quarantined_id=held.id, body=json.dumps(said))
    except Exception as error:
        print(code, error, file=sys.stderr)
print(mended)
"""
SEEN = """
from collections import Counter
from ninefold.collect.models import Event
names = Counter(Event.objects.values_list("name", flat=True))
ids = Counter(Event.objects.values_list("message_id", flat=True))
print(json.dumps({"names": names, "doubled": sum(ids.values()) - len(ids), "quarantined": queries.quarantine_count(),
                  "open": sum(not replay.finished_at for replay in queries.replays())}))
"""


def run() -> dict[str, object]:
    """The proof on each database."""
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "a key that only the proof knows")
    found = {kind: _one(kind) for kind in ("sqlite", "postgres")}
    names = ("tries", "faults", "lost", "doubled", "wrong")
    return {**{name: sum(int(each[name]) for each in found.values()) for name in names}, "by_database": found}


def holds(found: dict[str, Any]) -> bool:
    grown = [each["worker_mb_grown"] for each in found["by_database"].values()]
    return not (found["lost"] or found["doubled"] or found["wrong"]) and max(grown) <= WORKER_MB_MAX


def _one(kind: str) -> dict[str, Any]:
    folder = Path(tempfile.mkdtemp(prefix="n9-bad-"))
    install = Install(folder, databases.choose(kind, folder).at(folder))
    try:
        return _lived(install)
    finally:
        install.stop()
        install.database.drop()
        shutil.rmtree(folder, ignore_errors=True)


def _lived(install: Install) -> dict[str, Any]:
    key = told(install, BEGIN)
    worker = psutil.Process(install.start("worker").pid)
    install.start("edge")
    _post(install, key, list(islice(_sent(), BATCH)))
    _settled(install, worker, BATCH)
    before = worker.memory_info().rss
    begun, good = time.monotonic(), EVENTS // GOOD_EVERY
    for messages in _batches():
        _post(install, key, messages)
    count = EVENTS + good
    most = _settled(install, worker, count)
    quarantined_seconds = time.monotonic() - begun
    codes = json.loads(told(install, COUNTED))
    begun, by_hand = time.monotonic(), int(told(install, MEND))
    planned = EVENTS // len(KINDS)
    most = max(most, _replayed(install, worker))
    replay_seconds = time.monotonic() - begun
    seen = json.loads(told(install, SEEN))
    reasons = len({code for code, _ in KINDS.values()}) - 1
    return {
        "tries": count, "faults": 0, "doubled": seen["doubled"],
        "lost": abs(seen["names"].get("Good", 0) - good) + abs(seen["names"].get("Planned", 0) - planned),
        "wrong": _wrong(codes) + abs(by_hand - reasons)
        + abs(seen["quarantined"] - (EVENTS - planned - reasons)),
        "good": good, "mended_by_hand": by_hand, "replayed": seen["names"].get("Planned", 0),
        "seconds_to_quarantine": round(quarantined_seconds, 1), "events_a_second": round(count / quarantined_seconds),
        "seconds_to_replay": round(replay_seconds, 1), "worker_mb_grown": (most - before) // 2**20, "codes": codes,
    }  # fmt: skip


def _wrong(codes: dict[str, int]) -> int:
    wanted: dict[str, int] = {}
    for code, _ in KINDS.values():
        wanted[code] = wanted.get(code, 0) + EVENTS // len(KINDS)
    return sum(abs(wanted.get(code, 0) - codes.get(code, 0)) for code in {*wanted, *codes})


def _sent() -> Iterator[bytes]:
    """Good ones and bad ones of all kinds, mixed."""
    kinds = list(KINDS.values())
    for number in range(EVENTS):
        made = kinds[number % len(kinds)][1](f"b{number}")
        yield made if isinstance(made, bytes) else json.dumps(made).encode()
        if number % GOOD_EVERY == 0:
            yield json.dumps(_call(f"g{number}", event="Good", timestamp=_AT)).encode()


def _batches() -> Iterator[list[bytes]]:
    """All but those that were sent to warm up."""
    sent = islice(_sent(), BATCH, None)
    while messages := list(islice(sent, BATCH)):
        yield messages


def _post(install: Install, key: str, messages: list[bytes]) -> None:
    connection = HTTPConnection("127.0.0.1", install.ports["edge"], timeout=30)
    headers = {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode()}
    connection.request("POST", "/v1/batch", b'{"batch":[%s]}' % b",".join(messages), headers)
    answer = connection.getresponse()
    assert answer.status == 200, answer.read()
    connection.close()


def _settled(install: Install, worker: psutil.Process, count: int) -> int:
    """Wait until so many are counted or set aside; the most memory that the worker took meanwhile."""
    return _until(worker, lambda: _number(install, "collect_quarantine") + _number(install, "collect_event") >= count)


def _replayed(install: Install, worker: psutil.Process) -> int:
    replays = "SELECT count(*) FROM collect_replay WHERE finished_at IS NULL"
    return _until(worker, lambda: not int(str(install.rows(replays)[0][0])) and not _number(install, "collect_pending"))


def _number(install: Install, table: str) -> int:
    return int(str(install.rows(f"SELECT count(*) FROM {table}")[0][0]))


def _until(worker: psutil.Process, holds_: Callable[[], bool]) -> int:
    most, end = 0, time.monotonic() + SECONDS_MAX
    while not holds_():
        assert time.monotonic() < end, "it never came to rest"
        most = max(most, worker.memory_info().rss)
        time.sleep(0.3)
    return max(most, worker.memory_info().rss)

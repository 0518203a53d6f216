"""A million people and twenty million events, and a sixteenth and a quarter of them: what grows, and how steeply.

The standing store is filled in bulk (`_live.fill`): profiles, traits, addresses, counters and the log of events are the
rows that the projection writes, which is held against a true projection of what SAMPLE people did. What is not filled:
remembered message ids, the tracking plan, computed traits. The slope of a figure is the power of the size by which it
grew from the smallest to the largest: 0 is level, 1 as fast as the data. BENCH_SIZES ("1 4 16") and BENCH_STORES
("sqlite postgresql lake") choose.
"""

import json
import math
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.installs import Install

from bench import _live, intake, memory
from bench._install import KINDS, install, measured

ASKED = os.environ.get("BENCH_STORES", "sqlite postgresql lake").split()
SIZES = tuple(int(size) for size in os.environ.get("BENCH_SIZES", "1 4 16").split())
PEOPLE, EVENTS = 62_500, 1_250_000  # of size 1
MODULE = "bench.scale"
SAMPLE, TRIES, LOOKED_UP, BATCH = 1_000, 9, 400, 2_000
LOADS = {"accept one by one": ("/v1/track", 1, 64), "accept in batches of 100": ("/v1/batch", 100, 16)}
# name, unit, aim
FIGURES: dict[str, tuple[str, str, float]] = {
    "segment": ("attribute segment, a tenth of all people", "ms", 50.0),
    "projection": ("projection of known people's events", "events/s", 10_000.0),
    "followed": ("2,000 events projected and 500 live segments followed", "ms", 1_000.0),
    "lookup": ("people search, any identifier, p99", "ms", 100.0),
    "name": ("people search, part of a name, p99", "ms", 100.0),
    **{name: (name, "events/s", 0.0) for name in LOADS},
    "memory": ("edge, studio and worker, after work", "MB", 500.0),
    "five": ("five behavioural segments over the lake, of those by hand in DuckDB", "times", 1.3),
}


def run() -> list[dict[str, Any]]:
    """Rows for each database and the lake, each figure by size."""
    rows = [row for kind in KINDS if kind in ASKED for row in _grown(kind, {size: _at(kind, size) for size in SIZES})]
    return rows + (_grown("the lake", {size: {"five": _lake(size)} for size in SIZES}) if "lake" in ASKED else [])


def _grown(kind: str, found: dict[int, dict[str, float]]) -> list[dict[str, Any]]:
    return [_row(kind, name, {size: each[name] for size, each in found.items()}) for name in found[SIZES[-1]]]


def _row(kind: str, name: str, by_size: dict[int, float]) -> dict[str, Any]:
    words, unit, aim = FIGURES[name]
    least, most = by_size[SIZES[0]], by_size[SIZES[-1]]
    slope = math.log(most / least) / math.log(SIZES[-1] / SIZES[0]) if len(SIZES) > 1 and least else 0.0
    is_met = most >= aim if unit == "events/s" else most <= aim
    told = ", ".join(f"{size}x {value:,.3g}" for size, value in by_size.items())
    return {
        "name": f"{words}, {PEOPLE * SIZES[-1]:,} people, {EVENTS * SIZES[-1]:,} events, {kind} ({told})",
        "value": most, "unit": unit, "reference": f"the same at {SIZES[0]}x; slope {slope:.2f}",
        "reference_value": least, "ratio": most / least if least else 0.0,
        "target": aim, "met": is_met if aim else None,
    }  # fmt: skip


def _sized(size: int) -> dict[str, str]:
    return {"BENCH_PEOPLE": str(PEOPLE * size), "BENCH_EVENTS": str(EVENTS * size)}


def _lake(size: int) -> float:
    done = subprocess.run(
        [sys.executable, "-c", "import json; from bench import _behaviour; print(json.dumps(_behaviour.rows()))"],
        env={**os.environ, **_sized(size)}, stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    (row,) = json.loads(done.stdout.splitlines()[-1])
    print(
        f"lake {size}x: {row['value']:,.0f} ms, by hand {row['reference_value']:,.0f} ms", file=sys.stderr, flush=True
    )
    return float(row["ratio"])


def _at(kind: str, size: int) -> dict[str, float]:
    """All figures of one install of one size."""
    with install(kind) as environ:
        begun = time.monotonic()
        is_held = {"BENCH_SAMPLE": "1"} if size == min(SIZES) else {}
        found = measured(MODULE, {**environ, **_sized(size), **is_held})
        if size == min(SIZES):
            _hold_sample(kind, found.pop("sample"))
        else:
            del found["sample"]
        found |= _of_processes(environ)
    print(f"{kind} {size}x in {time.monotonic() - begun:,.0f} s: {json.dumps(found)}", file=sys.stderr, flush=True)
    return found


def _hold_sample(kind: str, sample: dict[str, Any]) -> None:
    """Project what the sample did in an install of its own: it must give the rows that were filled in."""
    with install(kind) as environ:
        done = subprocess.run(
            [sys.executable, "-m", MODULE, "sample"], input=json.dumps(sample["sent"]), text=True, check=True,
            env={**os.environ, **environ}, stdout=subprocess.PIPE,
        )  # fmt: skip
    rows = json.loads(done.stdout.splitlines()[-1])
    for table, filled in sample["rows"].items():
        assert rows[table] == filled, (
            table,
            [pair for pair in zip(rows[table], filled, strict=False) if pair[0] != pair[1]][:3],
        )


def _of_processes(environ: dict[str, str]) -> dict[str, float]:
    """What the running parts accept, and hold in memory thereafter."""
    running = Install(Path(environ["NINEFOLD_DATA"]), SimpleNamespace(url=environ["NINEFOLD_DATABASE_URL"]))  # type: ignore[arg-type]
    os.environ.setdefault("NINEFOLD_SECRET_KEY", "bench")
    try:
        running.start("edge")
        found = {name: _accepted(running.ports["edge"], *load) for name, load in LOADS.items()}
        for part in ("studio", "worker"):
            running.start(part)
        memory._work(running)
        time.sleep(memory.REST_SECONDS)
        held = {part: memory._megabytes(running._running[part].pid) for part in memory.PARTS}
        print(f"memory: {held}", file=sys.stderr, flush=True)
        return found | {"memory": sum(held.values())}
    finally:
        running.stop()


def _accepted(port: int, path: str, events: int, connections: int) -> float:
    rounds = [intake._load(port, connections, intake._request(path, events)) for _ in range(3)]
    return events * statistics.median(done["per_second"] for done in rounds)


def _main() -> None:
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    if sys.argv[1:] == ["sample"]:
        _send(json.load(sys.stdin))
        print(json.dumps(_rows()))
        return
    begun = time.monotonic()
    _live.fill()
    print(f"filled in {time.monotonic() - begun:,.0f} s", file=sys.stderr, flush=True)
    sample = {"sent": _sent(), "rows": _rows()} if os.environ.get("BENCH_SAMPLE") else None
    print(json.dumps({**_measured(), "sample": sample}))


def _measured() -> dict[str, float]:
    from ninefold.collect.models import Source  # noqa: PLC0415
    from ninefold.context import queries  # noqa: PLC0415

    Source.objects.create(name="bench", write_key=intake.WRITE_KEY, trust=3, created_at=1)
    oldest = {"trait": "age", "gte": 72}
    assert abs(len(queries.members(oldest, now=_live.NOW)) - _live.PEOPLE // 10) < 10
    numbers = range(1, _live.PEOPLE, max(1, _live.PEOPLE // LOOKED_UP))
    known = [text for n in numbers for text in (f"u{n}", f"u{n}@example.org", f"U{n}@Example.org")]
    names = [f"{n} customer" for n in numbers]
    asked: dict[str, Callable[[], float]] = {
        "segment": lambda: statistics.median(_ms(lambda: queries.members(oldest, now=_live.NOW)) for _ in range(TRIES)),
        "lookup": lambda: _p99_of(queries.find, known),
        "name": lambda: _p99_of(queries.find, names),
        "projection": _projected,
        "followed": lambda: sum(value for name, value in _live.measure().items() if name != "changes"),
    }
    found = {}
    for name, ask in asked.items():
        worked = time.process_time()
        found[name] = ask()
        worked = time.process_time() - worked
        told = f"{name}: {found[name]:,.1f}, {worked:,.1f} s of the processor in all"
        print(f"{told}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
    return found


def _projected() -> float:
    """Events of known people a second, from the intake log to every room."""
    from ninefold.pipeline import project  # noqa: PLC0415

    count = 10 * BATCH
    _send([
        [{"type": "track", "event": f"E{n % 20}", "userId": f"u{1 + n * 7919 % _live.PEOPLE}", "messageId": f"p{n}"}
         for n in range(start, start + 100)]
        for start in range(0, count, 100)
    ], project_them=False)  # fmt: skip
    begun = time.perf_counter()
    while project.project_batch(consent_only=False, limit=BATCH):
        pass
    return count / (time.perf_counter() - begun)


def _sent() -> list[list[dict[str, Any]]]:
    """What the first SAMPLE people sent, in the order of the log."""
    from django.db import connection  # noqa: PLC0415

    from ninefold.kernel import clock  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT profile_id, message_id, name, properties, occurred_at FROM collect_event"
            f" WHERE profile_id <= {SAMPLE} ORDER BY id"
        )
        found = cursor.fetchall()
    plans = ("free", "pro", "team")
    whole = [
        {"type": "identify", "userId": f"u{n}", "messageId": f"i{n}", "timestamp": clock.from_us(_live.T0).isoformat(),
         "traits": {"plan": plans[n % 3], "age": 18 + n % 60, "name": f"Customer {n}", "email": f"u{n}@example.org"}}
        for n in range(1, SAMPLE + 1)
    ]  # fmt: skip
    whole += [
        {"type": "track", "event": name, "userId": f"u{profile}", "messageId": message_id,
         "properties": json.loads(properties), "timestamp": clock.from_us(at).isoformat()}
        for profile, message_id, name, properties, at in found
    ]  # fmt: skip
    return [whole[start : start + 100] for start in range(0, len(whole), 100)]


def _send(batches: list[list[dict[str, Any]]], *, project_them: bool = True) -> None:
    from ninefold.collect.intake.log import open_log  # noqa: PLC0415
    from ninefold.collect.intake.rows import IntakeRow  # noqa: PLC0415
    from ninefold.kernel import clock, settings  # noqa: PLC0415
    from ninefold.pipeline import project  # noqa: PLC0415

    log = open_log(settings.current())
    log.append([IntakeRow("batch", 1, 3, clock.now_us(), json.dumps({"batch": batch}).encode()) for batch in batches])
    log.close()
    while project_them and project.project_batch(consent_only=False, limit=BATCH):
        pass


def _rows() -> dict[str, list[list[Any]]]:
    """What is known of the sample, row by row, but for numbers that only an install gives and the calls themselves."""
    from django.db import connection  # noqa: PLC0415

    of = f"JOIN context_profile p ON p.id = t.profile_id AND p.id <= {SAMPLE}"
    asked = {
        "traits": "p.value, t.name, t.is_verified, t.value, t.word, t.number, t.occurred_at, t.message_id, t.is_current"
        f" FROM context_trait t {of}",
        "addresses": "p.value, t.kind, t.value, t.is_verified, t.first_seen_at, t.last_seen_at, t.is_shared"
        f" FROM context_identifier t {of}",
        "names": f"p.value, t.word, t.name, t.is_verified FROM context_name_word t {of}",
        "counters": "p.value, t.name, t.count, t.first_at, t.last_at"
        f" FROM context_activity t {of} AND t.name <> '$identify'",
        "events": "t.message_id, t.kind, t.name, t.user_id, t.properties, t.traits, t.occurred_at, t.source_id,"
        f" t.trust, t.is_bot, p.value FROM collect_event t {of} AND t.kind = 'track'",
    }
    found = {}
    for table, words in asked.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {words} ORDER BY 1, 2, 3")
            found[table] = [[bool(v) if isinstance(v, bool) else v for v in row] for row in cursor.fetchall()]
    return found


def _ms(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1000


def _p99_of(ask: Callable[[str], object], texts: list[str]) -> float:
    """By the clock; what it took of the processor is told beside."""
    clock, processor = [], []
    for text in texts:
        worked = time.process_time()
        clock.append(_ms(lambda text=text: ask(text)))
        processor.append((time.process_time() - worked) * 1000)
    print(f"of the processor {_p99(processor):,.1f} ms", file=sys.stderr, flush=True)
    return _p99(clock)


def _p99(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.99)]


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"
    _main()

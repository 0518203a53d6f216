"""Accepted events to profiles, people, traits, counters, points, the event table and the lake, on one worker.

Half a minute of a busy site: identifies, orders, page views and clicks of people known and new, in requests of one to
twenty events. Reference: the same event rows inserted bare, by the same driver in the same batches, one commit each.
"""

import json
import os
import random
import time
from typing import Any

from bench._install import KINDS, install, measured

EVENTS = 60_000
PEOPLE = 8_000
MODULE = "bench.projection"
TARGET = 10_000  # events a second, docs/performance.md


def run() -> list[dict[str, Any]]:
    """One row for each database."""
    return [_row(kind) for kind in KINDS]


def _row(kind: str) -> dict[str, Any]:
    with install(kind) as environ:
        found = measured(MODULE, environ)
    return {
        "name": f"projection to rooms and lake, {kind}",
        "value": found["projection"],
        "unit": "events/s",
        "reference": "the same event rows, bare",
        "reference_value": found["bare"],
        "ratio": found["projection"] / found["bare"],
        "target": TARGET,
        "met": found["projection"] >= TARGET,
    }


def _requests() -> list[bytes]:
    lot, made, found = random.Random(9), 0, []
    while made < EVENTS:
        batch = [_event(lot, made + n) for n in range(lot.choice((1, 1, 5, 20)))]
        made += len(batch)
        found.append(json.dumps({"batch": batch, "sentAt": "2026-11-01T00:00:01Z"}).encode())
    return found


def _event(lot: random.Random, number: int) -> dict[str, Any]:
    person = lot.randrange(PEOPLE)
    event: dict[str, Any] = {"messageId": f"bench-{number}", "timestamp": "2026-11-01T00:00:00Z"}
    if lot.random() < 0.3:
        event["anonymousId"] = f"anon-{person}"
    else:
        event["userId"] = f"user-{person}"
    kind = lot.choices(("track", "page", "identify", "order"), (50, 30, 10, 10))[0]
    if kind == "identify":
        return event | {"type": "identify", "userId": f"user-{person}", "traits": {"email": f"u{person}@bench.example"}}
    if kind == "order":
        properties: dict[str, Any] = {"revenue": "19.90", "currency": "EUR"}
        return event | {"type": "track", "event": "Order Completed", "properties": properties}
    properties = {"url": "https://shop.example/", "position": number % 10}
    return event | {"type": kind, "event": "Seen", "name": "Home", "properties": properties}


def _main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    from ninefold.collect import actions as collect  # noqa: PLC0415
    from ninefold.collect.intake.log import open_log  # noqa: PLC0415
    from ninefold.collect.intake.rows import IntakeRow  # noqa: PLC0415
    from ninefold.collect.types import Trust  # noqa: PLC0415
    from ninefold.kernel import actors, clock, garbage, settings  # noqa: PLC0415
    from ninefold.pipeline import project  # noqa: PLC0415

    source = collect.create_source(actor=actors.system("bench"), name="bench", trust=Trust.SERVER)
    log, now = open_log(settings.current()), clock.now_us()
    rows = [IntakeRow("batch", source.id, int(Trust.SERVER), now, body) for body in _requests()]
    for start in range(0, len(rows), 500):
        log.append(rows[start : start + 500])
    with garbage.collected_rarely():  # as in the worker
        begin = time.perf_counter()
        while project.project_events(clock.now_us()):
            pass
        collect.write_lake(now=clock.now_us(), force=True)
        seconds = time.perf_counter() - begin
    count = _stored()
    assert count >= EVENTS, f"{count} of {EVENTS} events were stored"
    print(json.dumps({"projection": count / seconds, "bare": _bare(count)}))


def _stored() -> int:
    from ninefold.collect import queries  # noqa: PLC0415

    return queries.event_count()


def _bare(count: int) -> float:
    """Insert a copy of the event rows into a table without anything around it; rows a second."""
    from django.db import connection, transaction  # noqa: PLC0415

    from ninefold.collect.writing import EVENT_COLUMNS as COLUMNS  # noqa: PLC0415
    from ninefold.kernel.database.bulk import in_chunks, insert  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM collect_event")
        rows = cursor.fetchall()
        cursor.execute(f"CREATE TABLE bare AS SELECT {', '.join(COLUMNS)} FROM collect_event LIMIT 0")
    begin = time.perf_counter()
    for chunk in in_chunks(rows, 500):
        with transaction.atomic():
            insert("bare", COLUMNS, chunk)
    return count / (time.perf_counter() - begin)


if __name__ == "__main__":
    _main()

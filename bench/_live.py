"""500 live segments, windows, sums and sequences included, following batches of 2,000 events among many people.

The memberships of the people whom the batches touch are filled beforehand, so that a batch changes what it really
changes. The bar is a second: so many events come in within one.
"""

import dataclasses
import json
import os
import statistics
import sys
import time
from typing import Any

from bench._install import KINDS, install, measured

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "100000"))
EVENTS = int(os.environ.get("BENCH_EVENTS", "2000000"))
SEGMENTS, BATCH, BATCHES, NAMES, CHECKED = 500, 2_000, 5, 20, 5
T0, DAY = 1_700_000_000_000_000, 86_400_000_000
NOW = T0 + 365 * DAY
BAR_MS = 1_000.0
PLANS = ("free", "pro", "team")
MODULE = "bench._live"
_PRIME = 2_147_483_647
FILLED = (
    "('context_profile', 'context_trait', 'context_name_word', 'context_identifier', 'context_activity',"
    " 'collect_event')"
)
_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {most})"


def rows() -> list[dict[str, Any]]:
    """One row for each database."""
    return [_row(kind) for kind in KINDS]


def _row(kind: str) -> dict[str, Any]:
    with install(kind) as environ:
        found = measured(MODULE, environ)
    name = f"{BATCH:,} events, {SEGMENTS} live segments, {PEOPLE:,} people, {EVENTS:,} events before, {kind}"
    return {
        "name": f"{name} ({found['changes']:,} changes)",
        "value": found["followed"],
        "unit": "ms",
        "reference": "the same batch projected",
        "reference_value": found["projected"],
        "ratio": found["followed"] / found["projected"],
        "target": BAR_MS,
        "met": found["followed"] + found["projected"] <= BAR_MS,
    }


def _main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()

    fill()
    print(json.dumps(measure()))


def measure() -> dict[str, Any]:
    """Milliseconds to project a batch and to follow it, and how many entries and exits there were.

    What the database's own processes take is in the clock's time alone.
    """
    from django.db import connection, transaction  # noqa: PLC0415

    from ninefold.context import jobs, queries  # noqa: PLC0415

    touched = list(range(1, PEOPLE, PEOPLE // BATCH))[:BATCH]
    _begin(touched)
    projected, followed, processor = [], [], []
    for number in range(BATCHES):
        begun, worked = time.perf_counter(), time.process_time()
        with transaction.atomic():
            _project(touched, number)
        projected.append((time.perf_counter() - begun) * 1000)
        begun = time.perf_counter()
        while jobs.follow_segments(now=NOW + (number + 1) * 1_000_000):
            pass
        followed.append((time.perf_counter() - begun) * 1000)
        processor.append((time.process_time() - worked) * 1000)
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM collect_pending")
        changes = cursor.fetchone()[0]
    _check(touched, queries.segments()[:: SEGMENTS // CHECKED])
    print(f"of the processor {statistics.median(processor):,.0f} ms", file=sys.stderr, flush=True)
    return {"followed": statistics.median(followed), "projected": statistics.median(projected), "changes": changes}


def _check(touched: list[int], segments: list[Any]) -> None:
    """Members among those touched are exactly those whom the condition means now."""
    from ninefold.context import queries  # noqa: PLC0415
    from ninefold.context.segments import listing, settling  # noqa: PLC0415

    now = NOW + BATCHES * 1_000_000
    asked = [(segment.id, listing.meant(segment.condition), touched) for segment in segments]
    assert settling.changes(asked, now) == []
    for segment in segments:
        kept = queries.memberships(segment.id).intersection(touched)
        assert kept == set(queries.members(segment.condition, now=now)).intersection(touched), segment
        assert queries.sizes().get(segment.id, 0) >= 0


def _conditions() -> list[dict[str, Any]]:
    def deed(number: int) -> str:
        return f"E{number % NAMES}"

    kinds = [
        lambda n: {"all": [{"trait": "plan", "is": PLANS[n % 3]}, {"trait": "age", "gte": 18 + n % 50}]},
        lambda n: {"event": deed(n), "count": {"gte": 2 + n % 3}, "within_days": 7 + n % 60},
        lambda n: {"all": [{"event": deed(n), "count": {"gte": 2}}, {"event": deed(n), "not_within_days": 9 + n % 80}]},
        lambda n: {"event": deed(n), "sum": {"of": "worth", "gte": 50 + n % 100}, "within_days": 90},
        lambda n: {"sequence": [{"event": deed(n)}, {"event": deed(n + 7), "within_days": 1 + n % 14}]},
    ]  # fmt: skip
    return [kinds[n % len(kinds)](n // len(kinds)) for n in range(SEGMENTS)]


def _begin(touched: list[int]) -> None:
    """Make the segments, and their members among those whom the batches touch."""
    from django.db import transaction  # noqa: PLC0415

    from ninefold.collect import cursors  # noqa: PLC0415
    from ninefold.context import actions  # noqa: PLC0415
    from ninefold.context.models import SegmentRow  # noqa: PLC0415
    from ninefold.context.segments import listing, progress, settling  # noqa: PLC0415
    from ninefold.kernel.actors import system  # noqa: PLC0415

    for number, condition in enumerate(_conditions()):
        actions.create_segment(actor=system("bench"), key=f"s{number}", name=f"Segment {number}", condition=condition)
    rows = {row.pk: row for row in SegmentRow.objects.all()}
    found = settling.changes([(key, listing.meant(row.condition), touched) for key, row in rows.items()], NOW)
    with transaction.atomic():
        silent = [dataclasses.replace(change, silent_above=0) for change in found]
        settling.write(silent, {key: (row.key, row.name) for key, row in rows.items()}, NOW)
    SegmentRow.objects.update(rebuilt_to=None)
    with transaction.atomic():
        progress.begin(progress.Place(cursors.read(cursors.LOG).value, PEOPLE, NOW, 0))


def _project(touched: list[int], number: int) -> None:
    """As the pipeline does it with events that came in: into the log, and into what is known of people."""
    from ninefold.collect import cursors  # noqa: PLC0415
    from ninefold.collect.types import Event, EventKind, Position, Trust  # noqa: PLC0415
    from ninefold.collect.writing import insert_events  # noqa: PLC0415
    from ninefold.context import actions  # noqa: PLC0415

    last, at = cursors.read(cursors.LOG).value, NOW + number * 1_000_000
    events = [
        Event(last + n + 1, f"new-{number}-{n}", EventKind.TRACK, f"E{(n * 7 + number) % NAMES}", "", "", "",
              {"worth": n % 40}, {}, {}, at + n, at + n, 1, Trust.SERVER, profile)
        for n, profile in enumerate(touched)
    ]  # fmt: skip
    actions.project(events=events)
    insert_events(events)
    cursors.move([Position(cursors.LOG, last + len(events))])


def fill() -> None:
    """People with a plan and an age, and a year of what they did, all made within the database."""
    from django.db import connection, transaction  # noqa: PLC0415

    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        if is_sqlite:  # nobody else is there, and what breaks is begun again
            cursor.execute("PRAGMA journal_mode=OFF")
        indexes = _drop_indexes(cursor, is_sqlite=is_sqlite)
    with transaction.atomic(), connection.cursor() as cursor:
        _insert(cursor)
    with connection.cursor() as cursor:
        for statement in indexes:
            cursor.execute(statement)
        if is_sqlite:
            cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("ANALYZE" if is_sqlite else "VACUUM ANALYZE")


def _drop_indexes(cursor: Any, *, is_sqlite: bool) -> list[str]:
    """The statements that make them again: built at the end they cost a fraction of one row after another."""
    cursor.execute(
        f"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN {FILLED}"
        if is_sqlite
        else f"SELECT indexname, indexdef FROM pg_indexes WHERE tablename IN {FILLED}"
        " AND indexname NOT IN (SELECT conname FROM pg_constraint)"
    )
    found = cursor.fetchall()
    for name, _ in found:
        cursor.execute(f'DROP INDEX "{name}"')
    return [statement for _, statement in found]


def _insert(cursor: Any) -> None:
    mixed = f"((CAST(i AS BIGINT) * 48271) % {_PRIME})"
    who = f"(1 + (({mixed} / 7) % {PEOPLE}))"
    moment = f"{T0} + ({mixed} % 365) * {DAY} + (({mixed} / 365) % 86400) * 1000000 + i % 1000000"
    cursor.execute(
        f"INSERT INTO context_profile (id, kind, value, person_id, created_at) {_NUMBERS.format(most=PEOPLE)}"
        f" SELECT i, 'account', 'u' || i, i, {T0} FROM n"
    )
    plan = "CASE i % 3 WHEN 0 THEN '\"free' WHEN 1 THEN '\"pro' ELSE '\"team' END"
    name_ = "'\"Customer ' || i"
    for name, word, number, value in (
        ("plan", plan, "NULL", f"{plan} || '\"'"),
        ("age", "NULL", "18 + i % 60", "18 + i % 60"),
        ("name", name_, "NULL", f"{name_} || '\"'"),
        ("email", "'\"' || 'u' || i || '@example.org'", "NULL", "'\"u' || i || '@example.org\"'"),
    ):
        cursor.execute(
            "INSERT INTO context_trait (profile_id, person_id, name, is_verified, value, word, number, occurred_at,"
            f" message_id, source_id, is_current) {_NUMBERS.format(most=PEOPLE)}"
            f" SELECT i, i, '{name}', TRUE, {value}, {word}, {number}, {T0}, 'i' || i, 1, TRUE FROM n"
        )
    for word in ("'customer'", "CAST(i AS TEXT)"):
        cursor.execute(
            f"INSERT INTO context_name_word (profile_id, name, is_verified, word) {_NUMBERS.format(most=PEOPLE)}"
            f" SELECT i, 'name', TRUE, {word} FROM n"
        )
    cursor.execute(
        "INSERT INTO context_identifier (profile_id, kind, value, is_verified, first_seen_at, last_seen_at,"
        f" is_shared) {_NUMBERS.format(most=PEOPLE)}"
        f" SELECT i, 'email', 'u' || i || '@example.org', TRUE, {T0}, {T0}, FALSE FROM n"
    )
    cursor.execute(
        "INSERT INTO collect_event (id, message_id, kind, name, user_id, anonymous_id, other_id, properties,"
        " traits, context, occurred_at, received_at, source_id, trust, profile_id, is_bot)"
        f" {_NUMBERS.format(most=EVENTS)} SELECT i, 'm' || i, 'track', 'E' || ({mixed} % {NAMES}), 'u' || {who}, '',"
        f" '', '{{\"worth\":' || (i % 40) || '}}', '{{}}', '{{}}', {moment}, {NOW}, 1, 3,"
        f" {who}, FALSE FROM n"
    )
    cursor.execute(
        "INSERT INTO context_activity (profile_id, person_id, name, count, first_at, last_at)"
        " SELECT profile_id, profile_id, name, COUNT(*), MIN(occurred_at), MAX(occurred_at)"
        " FROM collect_event GROUP BY profile_id, name"
    )
    cursor.execute(f"INSERT INTO collect_cursor (name, value, \"offset\") VALUES ('log', {EVENTS}, 0)")


if __name__ == "__main__":
    _main()

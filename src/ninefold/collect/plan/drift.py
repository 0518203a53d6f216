"""How far traffic has drifted from a locked plan: deviations counted by day, bounded in days and rows."""

from collections.abc import Mapping

from django.db import connection

from ninefold.collect.plan.types import Drift
from ninefold.collect.types import Deviation, What
from ninefold.kernel.database import bulk

DAY_US = 86_400_000_000
DAYS_KEPT = 90
ROWS_A_DAY_MAX, ROWS_AT_ONCE = 500, 200
_COLUMNS = {
    "day": "int", "what": "text", "event": "text", "property": "text", "type": "text", "count": "int",
    "first_at": "int", "last_at": "int",
}  # fmt: skip
_ALL = ("", "", "", "")  # the row of a day that counts the events that deviated, each once


def note(deviations: Mapping[Deviation, int], *, deviated: int, now: int) -> None:
    """Count deviations on the day of `now`, in the caller's transaction."""
    if not deviated:
        return
    day = now // DAY_US
    most = sorted(deviations.items(), key=lambda item: (-item[1], item[0]))[:ROWS_AT_ONCE]
    rows = [(day, *_ALL, deviated, now, now)]
    rows += [(day, each.what.value, each.event, each.property, each.type, n, now, now) for each, n in most]
    bulk.insert(
        "collect_plandrift", _COLUMNS, sorted(rows),
        on_conflict="(day, what, event, property, type) DO UPDATE SET count = t.count + excluded.count,"
        " last_at = CASE WHEN excluded.last_at > t.last_at THEN excluded.last_at ELSE t.last_at END",
    )  # fmt: skip
    _trim(day)


def _trim(day: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM collect_plandrift WHERE day < %s", [day - DAYS_KEPT])
        cursor.execute("SELECT COUNT(*) FROM collect_plandrift WHERE day = %s", [day])
        over = cursor.fetchone()[0] - ROWS_A_DAY_MAX
        if over > 0:
            cursor.execute(
                "DELETE FROM collect_plandrift WHERE id IN (SELECT id FROM collect_plandrift"
                " WHERE day = %s AND what <> '' ORDER BY count, last_at, id LIMIT %s)",
                [day, over],
            )


def by_day(*, now: int, days: int) -> list[int]:
    """How many events deviated on each of the last `days` days, today last."""
    today = now // DAY_US
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, count FROM collect_plandrift WHERE what = '' AND day > %s", [today - days])
        found = dict(cursor.fetchall())
    return [int(found.get(day, 0)) for day in range(today - days + 1, today + 1)]


def deviations(*, now: int, days: int, event: str | None = None, limit: int = 100) -> list[Drift]:
    """What deviated in the last `days` days, the most frequent first."""
    only, values = ("AND event = %s", [event]) if event is not None else ("", [])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT what, event, property, type, SUM(count), MIN(first_at), MAX(last_at) FROM collect_plandrift"
            f" WHERE what <> '' AND day > %s {only} GROUP BY what, event, property, type"
            " ORDER BY 5 DESC, 2, 3, 1, 4 LIMIT %s",
            [now // DAY_US - days, *values, limit],
        )
        return [
            Drift(Deviation(What(what), name, each, type_), int(count), first, last)
            for what, name, each, type_, count, first, last in cursor.fetchall()
        ]

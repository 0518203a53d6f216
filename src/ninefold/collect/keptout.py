"""How many events of a source were kept out of the log, and why: a count a day, and nothing of the events."""

from collections.abc import Mapping

from django.db import connection

from ninefold.kernel.database import bulk

DAY_US = 86_400_000_000
DAYS_KEPT = 90
_COLUMNS = {"day": "int", "source_id": "int", "reason": "text", "count": "int"}


def note(counts: Mapping[tuple[int, str], int], *, now: int) -> None:
    """Add to the counts (source, reason) of the day of `now`, in the caller's transaction."""
    if not counts:
        return
    day = now // DAY_US
    bulk.insert(
        "collect_keptout", _COLUMNS, [(day, source, reason, n) for (source, reason), n in sorted(counts.items())],
        on_conflict="(day, source_id, reason) DO UPDATE SET count = t.count + excluded.count",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM collect_keptout WHERE day < %s", [day - DAYS_KEPT])


def counts(*, now: int, days: int) -> dict[int, int]:
    """How many events of each source were kept out in the last `days` days."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT source_id, SUM(count) FROM collect_keptout WHERE day > %s GROUP BY source_id",
            [now // DAY_US - days],
        )
        return {source: int(count) for source, count in cursor.fetchall()}

"""Lets events go once the days are over that the tracking plan keeps them for: out of the lake, then the database.

Whole days (UTC) of when they happened go at once, so a day's file is written anew at most once a day. The database goes
last: killed in between, what it still has tells that there is work. What was counted of them stays counted.
"""

import time

from django.db import connection, transaction

from ninefold.collect import lake, lakekeeping
from ninefold.collect.models import PlanEvent
from ninefold.kernel import clock

PAUSE_SECONDS = 3_600.0
ROWS_AT_ONCE = 2_000
DAY_US = 86_400_000_000
_LATE_US = DAY_US  # what was received so lately may not have been read by everyone yet


class _Pace:
    """When this process looked last, on the machine's time."""

    looked_at = -PAUSE_SECONDS


def is_due() -> bool:
    """Whether it is time to look again."""
    return time.monotonic() - _Pace.looked_at >= PAUSE_SECONDS


def kept_days() -> dict[str, int]:
    """By event, as the plan names it, for how many days it is kept; those that are kept for ever are not in it."""
    return dict(PlanEvent.objects.filter(keep_days__gt=0).values_list("name", "keep_days"))


def with_traits() -> set[str]:
    """The events of which some went that told traits: what the lake says of traits is not whole any more."""
    return set(PlanEvent.objects.filter(lost_traits=True).values_list("name", flat=True))


def let_go(now: int) -> int:
    """Let go what is over at `now` (us); how many events went from the database. Under the lake's lease."""
    _Pace.looked_at = time.monotonic()
    last = lake.last_id(delta := lake.table())
    ends = {name: (now // DAY_US - days) * DAY_US for name, days in kept_days().items()}
    ends = {name: end for name, end in ends.items() if _ids(name, end, last, now, limit=1)}
    if not ends:
        return 0
    if delta is not None:
        where = " OR ".join(f"({_in_lake(name, end)})" for name, end in sorted(ends.items()))
        delta.delete(where, commit_properties=lakekeeping.NO_RETRY)
        lakekeeping.drop_old(delta)
    return sum(_delete(name, end, last, now) for name, end in ends.items())


def _named(name: str) -> tuple[str, str]:
    """The kind and the name of an event as the plan writes it."""
    return (name[1:], "") if name.startswith("$") else ("track", name)


def _in_lake(name: str, end: int) -> str:
    kind, own = _named(name)
    quoted = own.replace("'", "''")
    called = f"kind = '{kind}'" + (f" AND name = '{quoted}'" if own else "")
    return f"{called} AND occurred_at < '{clock.from_us(end).isoformat()}'"


def _ids(name: str, end: int, last: int, now: int, *, limit: int) -> list[int]:
    kind, own = _named(name)
    called = "name = %s AND kind = 'track'" if own else "kind = %s AND NOT (kind = 'track')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM collect_event WHERE {called} AND occurred_at < %s AND id <= %s AND received_at < %s"
            " LIMIT %s",
            [own or kind, end, last, now - _LATE_US, limit],
        )
        return [number for (number,) in cursor.fetchall()]


def _delete(name: str, end: int, last: int, now: int) -> int:
    """In short transactions; who is killed in between goes on with the rest."""
    gone = 0
    while ids := _ids(name, end, last, now, limit=ROWS_AT_ONCE):
        marks = ", ".join(str(int(number)) for number in ids)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT 1 FROM collect_event WHERE id IN ({marks}) AND traits <> '{{}}' LIMIT 1")
            if cursor.fetchone():
                PlanEvent.objects.filter(pk=name).update(lost_traits=True)
            cursor.execute(f"DELETE FROM collect_event WHERE id IN ({marks})")
            gone += int(cursor.rowcount)
    return gone

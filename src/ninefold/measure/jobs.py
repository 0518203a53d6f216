"""The step that judges promises, once a day and when the charter has changed, and counts what looks at everyone."""

import time

from ninefold.culture import queries as culture
from ninefold.kernel.database import leases
from ninefold.measure.scorecard import counting, judging, queries

PAUSE_SECONDS = 60.0
LEASE = "promises"
LEASE_SECONDS = 30.0


class _Pace:
    """When this process last found nothing to judge, on the machine's time: a driven clock must not hurry it."""

    rested_at = -PAUSE_SECONDS


def judge_due(*, now: int) -> int:
    """Judge some more people, else make one count, where due at `now` (us); 0 also where another worker does it."""
    if time.monotonic() - _Pace.rested_at < PAUSE_SECONDS:
        return 0
    done = judge(now=now) or count(now=now)
    if not done:
        _Pace.rested_at = time.monotonic()
    return done


def judge(*, now: int, limit: int = judging.PEOPLE_AT_ONCE) -> int:
    """The same at once, whenever it was last looked for."""
    weeks = queries.weeks_to(now)
    promised = culture.promised(weeks.since)
    if not judging.is_due(weeks, promised) or not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    return judging.judge(weeks, promised, now=now, limit=limit)


def count(*, now: int) -> int:
    """Make one count that is due at `now` (us), whenever it was last looked for."""
    if not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return 0
    return counting.count(queries.weeks_to(now), now=now)

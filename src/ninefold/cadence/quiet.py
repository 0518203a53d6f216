"""Quiet hours on the clock of a person's own zone. Pure.

A quiet night runs from the first time the clock shows `from` to the last time it shows `until`: where the clock is
turned back in between, the repeated hour is quiet too. A time that the clock leaps over is the moment of the leap.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def end_of_quiet(now: int, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> int:
    """`now` when it is not quiet, else the first instant after the quiet (microseconds since 1970 UTC).

    Quiet runs over midnight when from > until; there is none when they are equal.
    """
    if quiet_from == quiet_until:
        return now
    at = now
    today = (_EPOCH + now * _MICROSECOND).astimezone(zone).date()
    for day in range(-2, 4):
        start, end = _night(today + timedelta(days=day), zone, quiet_from, quiet_until)
        if start <= at < end:
            at = end
    return at


@lru_cache(maxsize=4096)
def _night(day: date, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> tuple[int, int]:
    """Start and end of the quiet that begins on this day of the zone."""
    last_day = day if quiet_from < quiet_until else day + timedelta(days=1)
    return instant(day, quiet_from, zone, fold=0), instant(last_day, quiet_until, zone, fold=1)


def instant(day: date, at: time, zone: ZoneInfo, *, fold: int = 0) -> int:
    """When the clock of the zone shows this, the first or (fold 1) the last time; else when it leaps over it."""
    first = _us(datetime.combine(day, at.replace(fold=0), zone))
    second = _us(datetime.combine(day, at.replace(fold=1), zone))
    if first <= second:  # shown once or twice (PEP 495)
        return second if fold else first
    return _leap(second, first, zone)


def _leap(before: int, after: int, zone: ZoneInfo) -> int:
    """The moment between two instants at which the zone's offset changes, to the second."""
    offset = _offset(before, zone)
    low, high = before // 1_000_000, after // 1_000_000 + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if _offset(middle * 1_000_000, zone) == offset else (low, middle)
    return high * 1_000_000


def _offset(us: int, zone: ZoneInfo) -> timedelta | None:
    return (_EPOCH + us * _MICROSECOND).astimezone(zone).utcoffset()


def _us(local: datetime) -> int:
    return (local.astimezone(UTC) - _EPOCH) // _MICROSECOND


def nights(since: int, until: int, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> list[tuple[int, int]]:
    """Every quiet of a zone that touches since..until: start, and the first instant after it; by time."""
    if quiet_from == quiet_until:
        return []
    first = (_EPOCH + since * _MICROSECOND).astimezone(zone).date()
    days = (until - since) // 86_400_000_000 + 4
    found = [_night(first + timedelta(days=day - 2), zone, quiet_from, quiet_until) for day in range(days)]
    return [(start, end) for start, end in found if end > since and start < until]

"""From weekly tallies to a reading: which weeks are read, the interval, the trend. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from ninefold.kernel.proportions import wilson
from ninefold.kernel.weeks import Tally, Weeks
from ninefold.measure.types import C, Interval, Next, Point, Reading

TREND_WEEKS = 12
READ_WEEKS = 4  # 28 days to yesterday
WEEK_LEAST = 5  # fewer a week make no point of a trend


def share(  # a reading is made of these
    c: C, tallies: Sequence[Tally], weeks: Weeks, least: int, step: Next
) -> Reading:
    """A share of what was counted in the last four weeks, or in all twelve where four hold fewer than `least`."""
    read = READ_WEEKS if _sum(tallies[-READ_WEEKS:]).of >= least else TREND_WEEKS
    whole = _sum(tallies[-read:])
    if whole.of < least:
        whole, read = _sum(tallies), TREND_WEEKS
    value = interval(whole.count, whole.of) if whole.of >= least else None
    return Reading(c, whole.count, whole.of, read, value, points(tallies, weeks), step)


def with_next(reading: Reading, step: Next) -> Reading:
    """The same reading with another next step."""
    return replace(reading, next=step)


def points(tallies: Sequence[Tally], weeks: Weeks) -> tuple[Point, ...]:
    """One point a week."""
    return tuple(_point(tally, weeks.end_of(number)) for number, tally in enumerate(tallies))


def interval(count: int, of: int) -> Interval:
    """A share with its Wilson interval; amounts may come to more than the whole, or after refunds to less than 0."""
    return Interval(count / of, *wilson(max(0, min(count, of)), of))


def _point(tally: Tally, until: int) -> Point:
    value = interval(tally.count, tally.of) if tally.of >= WEEK_LEAST else None
    return Point(until, value, tally.count, tally.of)


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(one.count for one in tallies), sum(one.of for one in tallies))

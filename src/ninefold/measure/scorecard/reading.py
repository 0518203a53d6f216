"""From weekly tallies to a reading: which weeks are read, the interval, the trend. Pure."""

from collections.abc import Sequence
from dataclasses import replace

from ninefold.kernel.proportions import wilson
from ninefold.kernel.weeks import Distinct, Tally, Weeks
from ninefold.measure.scorecard.definitions import of
from ninefold.measure.types import C, Interval, Next, Point, Reading

TREND_WEEKS = 12
READ_WEEKS = 4  # 28 days to yesterday


def share(  # a reading is made of these
    c: C, tallies: Sequence[Tally], weeks: Weeks, step: Next, behind: Distinct | None = None
) -> Reading:
    """A share of what was counted in the last four weeks, or in all twelve where four hold fewer than its least.

    `behind` are the different ones (people, claims, wallets) that it was counted of: the least and the interval go by
    them, as what one of them repeats is not seen anew. Without it each that is counted stands for itself.
    """
    own, least = behind or each(tallies), of(c).least
    read = READ_WEEKS if own.newest(READ_WEEKS) >= least else TREND_WEEKS
    whole, sample = _sum(tallies[-read:]), own.newest(read)
    value = interval(whole, sample, least)
    return Reading(c, whole.count, whole.of, read, value, points(tallies, weeks, least, own), step, behind=sample)


def each(tallies: Sequence[Tally]) -> Distinct:
    """Each that was counted stands for itself."""
    ofs = tuple(one.of for one in tallies)
    return Distinct(ofs, ofs)


def with_next(reading: Reading, step: Next) -> Reading:
    """The same reading with another next step."""
    return replace(reading, next=step)


def without_intervals(reading: Reading) -> Reading:
    """The same of what was counted whole: that is no sample, so its shares have no interval."""
    trend = tuple(replace(point, value=_bare(point.value)) for point in reading.trend)
    return replace(reading, value=_bare(reading.value), trend=trend)


def points(tallies: Sequence[Tally], weeks: Weeks, least: int, behind: Distinct) -> tuple[Point, ...]:
    """One point a week, with a value where a week alone holds the measure's least."""
    return tuple(
        Point(weeks.end_of(number), interval(tally, sample, least), tally.count, tally.of)
        for number, (tally, sample) in enumerate(zip(tallies, behind.weeks, strict=True))
    )


def interval(counted: Tally, sample: int, least: int) -> Interval | None:
    """A share with its Wilson interval, as if each of the sample had been seen once; None under the least.

    Amounts may come to more than the whole, or after refunds to less than 0.
    """
    if sample < least or counted.of <= 0:
        return None
    size = min(sample, counted.of)
    within = max(0, min(counted.count, counted.of))
    return Interval(counted.count / counted.of, *wilson(within * size / counted.of, size))


def _bare(value: Interval | None) -> Interval | None:
    return Interval(*[value.estimate] * 3) if value else None


def _sum(tallies: Sequence[Tally]) -> Tally:
    return Tally(sum(one.count for one in tallies), sum(one.of for one in tallies))

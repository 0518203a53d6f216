"""Reads of the scorecard: all nine, or one. Weeks end with yesterday, in the install's zone."""

from collections.abc import Callable
from datetime import datetime, time

from ninefold.kernel import clock, settings
from ninefold.kernel.weeks import Weeks
from ninefold.measure.scorecard import counting, gains, judging, people, promises, reading, saying
from ninefold.measure.scorecard.gains import Changeable
from ninefold.measure.types import C, Judgement, Next, Reading, Step

NOT_JUDGED = "not judged yet: the worker does it within minutes, and then once a day"


def weeks_to(now: int) -> Weeks:
    """The twelve weeks that end with yesterday."""
    zone = settings.current().time_zone
    today = clock.from_us(now).astimezone(zone).date()
    return Weeks(clock.to_us(datetime.combine(today, time.min, zone)), reading.TREND_WEEKS)


def nine(now: int, changeable: Changeable) -> list[Reading]:
    """All nine at `now` (us), in the order of the square; see `gains` for `changeable`."""
    return [read(c, now, changeable) for c in C]


def read(c: C, now: int, changeable: Changeable) -> Reading:
    """One measure at `now` (us)."""
    weeks = weeks_to(now)
    ways: dict[C, Callable[[], Reading]] = {
        C.CULTURE: lambda: kept_promises(judging.latest()),
        C.COMMUNITY: lambda: people.answered(weeks, now),
        C.CREDIBILITY: lambda: saying.credibility(*counting.read(counting.SAID, weeks)),
        C.CHANNEL: lambda: people.reachable(weeks),
        C.CONTENT: lambda: saying.own_words(weeks),
        C.CADENCE: lambda: people.leaving(weeks),
        C.CONTEXT: lambda: people.joined(weeks),
        C.CATALYST: lambda: gains.against_holdout(weeks, now, changeable),
        C.CURRENCY: lambda: gains.redeemed(weeks),
    }
    return ways[c]()


def kept_promises(judgement: Judgement | None) -> Reading:
    """Culture: promises kept, of those that were due, as they were last judged."""
    if judgement is None:
        return Reading(C.CULTURE, 0, 0, reading.TREND_WEEKS, None, (), Next(Step.READ_CHARTER), note=NOT_JUDGED)
    weeks = Weeks(judgement.until, reading.TREND_WEEKS)
    tallies = promises.together(judgement.promises, weeks)
    broken = sum(one.of - one.count for one in tallies)
    step = Next(Step.MEND_PROMISE, count=broken) if broken else Next(Step.READ_CHARTER)
    people = promises.promised(judgement.promises, weeks)
    return reading.share(C.CULTURE, tallies, weeks, step, people)

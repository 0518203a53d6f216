"""Who of a few people did what a condition asks: how often, how much of it, since when, what after what. Pure.

Counters hold at least what the log does, so they say of most people that no look at their deeds is needed (`open_to`).
"""

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce

from ninefold.context.segments.known import Known, amount
from ninefold.context.segments.parts import Began, Ended, Followed, Happened, Step, Summed
from ninefold.context.segments.statements import DAY_US

People = AbstractSet[int]
Doing = Happened | Summed | Began | Ended | Followed
_NEVER: Sequence[int] = ()


def meant(condition: Doing, among: People, known: Known, now: int) -> People:
    """Those of these people who did this by `now` (us)."""
    match condition:
        case Happened(_, 0, None):
            return among
        case Happened(event, 0, int(high), days):
            return among - meant(Happened(event, high + 1, None, days), among, known, now)
    held = open_to(condition, among, known, now)
    if not is_of_log(condition):
        return held
    return _of_log(condition, held, known, now)


def is_of_log(condition: Doing) -> bool:
    """Whether counters cannot tell: of how often, when it need not be ever; of sums and of what came after what."""
    match condition:
        case Happened(_, low, high, days):
            return days > 0 and (low, high) not in ((1, None), (0, None))
    return isinstance(condition, Summed | Followed)


def since(condition: Happened | Summed | Ended | Began | Followed, now: int) -> int:
    """The moment (us) before which nothing counts."""
    return now - condition.within_days * DAY_US if condition.within_days else 0


def open_to(condition: Doing, among: People, known: Known, now: int) -> People:
    """Those of whom counters do not say no. Where they tell all (see `is_of_log`) these are whom it means."""
    match condition:
        case Followed(steps):
            return reduce(lambda held, step: held & known.counters.get(step.event, {}).keys(), steps, among)
        case Happened(event, 0, int(most), days):
            condition = Happened(event, most + 1, None, days)
    counters = known.counters.get(condition.event, {})
    low, high, first, last, until = _bounds(condition, now)
    return {
        person
        for person in among & counters.keys()
        if low <= (own := counters[person]).count <= high and first <= own.first_at and last <= own.last_at < until
    }


def _bounds(condition: Happened | Summed | Began | Ended, now: int) -> tuple[float, float, float, float, float]:
    """Between which counts, from which first moment on, and between which last moments counters do not say no."""
    begun = since(condition, now)
    match condition:
        case Began():
            return 1, math.inf, begun, -math.inf, math.inf
        case Ended(_, ago):
            return 1, math.inf, -math.inf, begun, now - ago * DAY_US if ago else math.inf
        case Happened(_, low, high, days):
            return low, math.inf if days or high is None else high, -math.inf, begun, math.inf
    return 1, math.inf, -math.inf, begun, math.inf


def _of_log(condition: Doing, held: People, known: Known, now: int) -> People:
    begun = since(condition, now)
    match condition:
        case Happened(event, low, high):
            done = known.deeds[event]
            most: float = math.inf if high is None else high
            return {
                person
                for person in held
                if low <= len(own := done.get(person, _NEVER)) - bisect_left(own, begun) <= most
            }
        case Summed(event):
            told = known.amounts[event, amount(condition)]
            return {person for person in held if _adds_up(condition, told.get(person, ()), begun)}
        case Followed(steps, then_not):
            named = [known.deeds[step.event] for step in (*steps, *((then_not,) if then_not else ()))]
            return {
                person
                for person in held
                if _followed(condition, [_from(done.get(person, _NEVER), begun) for done in named], now)
            }
    raise AssertionError(condition)


def _adds_up(condition: Summed, told: Iterable[tuple[int, int]], begun: int) -> bool:
    """Who told no number sums to none, which lies nowhere."""
    counted = [millionths for at, millionths in told if at >= begun]
    total = sum(counted)
    return (
        bool(counted)
        and (condition.low is None or condition.low <= total)
        and (condition.high is None or total <= condition.high)
    )


def _from(done: Sequence[int], begun: int) -> Sequence[int]:
    return done[bisect_left(done, begun) :] if begun else done


def _followed(condition: Followed, done: Sequence[Sequence[int]], now: int) -> bool:
    """Of a step only the latest fitting step before it matters, as every window is the easier to keep the later that
    was; what is done at the same moment is not done after. `done` are the moments of each step, then of `then_not`.
    """
    fitting = done[0]
    for step, moments in zip(condition.steps[1:], done[1:], strict=False):
        fitting = [at for at in moments if _comes_after(fitting, at, step)]
    if condition.then_not is None:
        return bool(fitting)
    return any(_stays_out(done[-1], at, condition.then_not, now) for at in fitting)


def _comes_after(fitting: Sequence[int], at: int, step: Step) -> bool:
    before = bisect_left(fitting, at)
    return before > 0 and not (step.within_days and at - fitting[before - 1] > step.within_days * DAY_US)


def _stays_out(unwanted: Sequence[int], at: int, then_not: Step, now: int) -> bool:
    """Whether nothing unwanted came after this moment; where that has days, within these, which have passed."""
    place = bisect_left(unwanted, at + 1)
    later = unwanted[place] if place < len(unwanted) else None
    if not then_not.within_days:
        return later is None
    until = at + then_not.within_days * DAY_US
    return until < now and (later is None or later > until)

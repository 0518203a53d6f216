"""The attention stock: refills evenly, holds a maximum, is spent by contacts. Pure, in whole numbers.

Attention is counted in millionths, and inside by a further factor of the microseconds of a week, so that the refill
over any time is a whole number: nothing drifts, whatever the order and spacing of the spends.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from ninefold.cadence.prices import MICRO
from ninefold.culture.types import Charter

WEEK_US = 7 * 86_400_000_000


@dataclass(frozen=True, slots=True)
class Refill:
    """`per_week` flows in evenly; the stock holds up to `maximum`. Both in millionths."""

    per_week: int
    maximum: int


@dataclass(frozen=True, slots=True)
class Level:
    """A stock at one moment: `missing` is what it lacks to be full, in millionths times WEEK_US."""

    refill: Refill
    missing: int
    at: int

    def later(self, at: int) -> "Level":
        """The stock at a later moment, refilled; an earlier one changes nothing."""
        flowed = self.refill.per_week * max(0, at - self.at)
        return Level(self.refill, max(0, self.missing - flowed), max(at, self.at))

    def less(self, price: int) -> "Level":
        """The stock after a spend. It never falls below empty, even where two people with spends became one."""
        return Level(self.refill, min(self.refill.maximum * WEEK_US, self.missing + price * WEEK_US), self.at)

    @property
    def micro(self) -> float:
        """What is in stock, in millionths."""
        return (self.refill.maximum * WEEK_US - self.missing) / WEEK_US

    def affords(self, price: int) -> bool:
        return self.missing + price * WEEK_US <= self.refill.maximum * WEEK_US

    def affords_at(self, price: int) -> int | None:
        """The first microsecond at which the stock affords the price; None if it never will."""
        lacking = self.missing + price * WEEK_US - self.refill.maximum * WEEK_US
        if lacking <= 0:
            return self.at
        if price > self.refill.maximum or self.refill.per_week == 0:
            return None
        return self.at - (-lacking // self.refill.per_week)


def refill(charter: Charter) -> Refill:
    """What the charter allows, in millionths."""
    return Refill(round(charter.attention_per_week * MICRO), round(charter.attention_max * MICRO))


def level(spends: Iterable[tuple[int, int]], refill: Refill, now: int) -> Level:
    """The stock now, after spends of (when, price) in any order. It was full before the first."""
    found = Level(refill, 0, 0)
    for at, price in sorted(spends):
        found = found.later(at).less(price)
    return found.later(now)

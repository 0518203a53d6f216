"""What a currency gave out and took in, week by week, as bars. Pure: numbers in, places of bars out."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.currency.types import Week

HEIGHT = 70.0  # of the higher bar
_STEP, _WIDTH = 26.0, 9.0


@dataclass(frozen=True, slots=True)
class Bar:
    """Two bars of one week: where they stand from the left, and how high each is."""

    week: Week
    left: float
    issued: float
    redeemed: float

    @property
    def issued_top(self) -> float:
        return HEIGHT - self.issued

    @property
    def redeemed_left(self) -> float:
        return self.left + _WIDTH + 1

    @property
    def redeemed_top(self) -> float:
        return HEIGHT - self.redeemed


@dataclass(frozen=True, slots=True)
class Flow:
    """All bars, the width of their drawing and the most that a week came to."""

    bars: tuple[Bar, ...]
    width: float
    most: int


def flow(weeks: Sequence[Week]) -> Flow:
    """The bars of some weeks on one scale. A week that took back more than it gave has no bar."""
    most = max((max(week.issued, week.redeemed) for week in weeks), default=0)

    def high(amount: int) -> float:
        return round(HEIGHT * max(0, amount) / most, 1) if most > 0 else 0.0

    bars = tuple(Bar(week, n * _STEP, high(week.issued), high(week.redeemed)) for n, week in enumerate(weeks))
    return Flow(bars, len(bars) * _STEP, max(0, most))

"""Figures in words, everywhere alike. Pure.

A rate stands with as many decimals as its interval's width deserves, and its two ends with the same number of them.
"""

from ninefold.measure.types import Interval
from ninefold.pipeline.person import whylog

# The narrowest interval, in points of a hundred, for which so many decimals are enough.
_DECIMALS = ((10.0, 0), (0.2, 1), (0.01, 2))
DECIMALS_MAX = 3
MINUS = "−"


def decimals(low: float, high: float) -> int:
    """How many decimals of a percentage tell two rates apart."""
    return next((number for width, number in _DECIMALS if (high - low) * 100 >= width), DECIMALS_MAX)


def rate(share: Interval) -> str:
    """An estimated rate: "5.6 %"."""
    return f"{share.estimate * 100:.{decimals(share.low, share.high)}f} %"


def rate_bounds(share: Interval) -> str:
    """The interval of a rate: "4.2 to 7.4 %"."""
    number = decimals(share.low, share.high)
    return f"{share.low * 100:.{number}f} to {share.high * 100:.{number}f} %"


def gain(difference: Interval) -> str:
    """An estimated difference of rates in points of a hundred: "+2.3"."""
    return signed(difference.estimate * 100, decimals(difference.low, difference.high))


def gain_bounds(difference: Interval) -> str:
    """The interval of a difference of rates, in points: "−0.4 to +5.0"."""
    number = decimals(difference.low, difference.high)
    return f"{signed(difference.low * 100, number)} to {signed(difference.high * 100, number)}"


def signed(value: float, number: int) -> str:
    """A number with its sign and so many decimals; what rounds to nothing has no sign."""
    shown = f"{abs(value):.{number}f}"
    if not float(shown):
        return shown
    return f"{MINUS if value < 0 else '+'}{shown}"


def percent(share: float) -> str:
    """A share that stands alone, as a percentage: one decimal under 10 %, none above."""
    return f"{share * 100:.{0 if share == 0 or share >= 0.1 else 1}f} %"


def points(share: float) -> str:
    """A difference of rates in points of a hundred, without a sign: 0.023 is "2.3"."""
    return f"{share * 100:.1f}"


def worth(minor: float) -> str:
    """What one contact is worth, from the smallest unit, as a person's page says it: "0.350"."""
    return f"{minor / whylog.MINOR:.3f}"


def in_hundred(share: float) -> str:
    """Of a hundred people so many, with no more decimals than it has: 0.01 is "1", 0.015 is "1.5"."""
    return f"{round(share * 100, 2):g}"


def money(minor: int, sign: str = "") -> str:
    """An amount of the smallest unit, two decimals: 2834 is "28.34"."""
    whole, rest = divmod(abs(minor), 100)
    return f"{'-' if minor < 0 else ''}{sign}{whole:,}.{rest:02d}"

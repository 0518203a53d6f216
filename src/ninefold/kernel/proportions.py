"""Intervals of proportions from counts; pure."""

from math import sqrt
from statistics import NormalDist

Z95 = NormalDist().inv_cdf(0.975)


def jointly(comparisons: int) -> float:
    """The z with which so many intervals hold 95 % all together (Bonferroni; Dunn, JASA 56, 1961, 52-64)."""
    return NormalDist().inv_cdf(1 - 0.025 / max(1, comparisons))


def wilson(successes: float, trials: int, z: float = Z95) -> tuple[float, float]:
    """Wilson's score interval (1927) of a rate, without continuity correction; (0, 1) when nothing was tried.

    It keeps its 95 % at small counts and never leaves 0..1 (Newcombe, Statistics in Medicine 17, 1998, 857-872).
    """
    assert 0 <= successes <= trials
    if trials == 0:
        return 0.0, 1.0
    rate = successes / trials
    spread = z * sqrt(rate * (1 - rate) / trials + z * z / (4 * trials * trials))
    middle = rate + z * z / (2 * trials)
    scale = 1 + z * z / trials
    low = 0.0 if successes == 0 else (middle - spread) / scale
    high = 1.0 if successes == trials else (middle + spread) / scale
    return low, high


def newcombe(successes: int, trials: int, of_others: int, others: int, z: float = Z95) -> tuple[float, float]:
    """Newcombe's hybrid score interval of rate minus others' rate (method 10 of Statistics in Medicine 17, 1998,
    873-890); (-1, 1) where either was not tried."""
    if not trials or not others:
        return -1.0, 1.0
    rate, other_rate = successes / trials, of_others / others
    low, high = wilson(successes, trials, z)
    other_low, other_high = wilson(of_others, others, z)
    difference = rate - other_rate
    return (
        difference - sqrt((rate - low) ** 2 + (other_high - other_rate) ** 2),
        difference + sqrt((high - rate) ** 2 + (other_rate - other_low) ** 2),
    )

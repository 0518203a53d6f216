"""What an experiment of a given size can see, told before it starts.

Two proportions, two-sided test at 5 %, power 80 %, equal groups, normal approximation without continuity correction
(Fleiss, Statistical Methods for Rates and Proportions, 2nd ed. 1981, formula 3.14), solved for the difference.
"""

from math import sqrt
from statistics import NormalDist

from ninefold.experiments.types import Power
from ninefold.kernel.errors import BadInput

SIGNIFICANCE = 0.05
POWER = 0.80
PEOPLE_LEAST = 30  # with fewer in an arm its figures are "too few", and nothing is learned from them
GROUPS_NEED = f"Each group that is compared needs at least {PEOPLE_LEAST} people, also the one that gets nothing."
TOO_SMALL = (
    f"{GROUPS_NEED} With fewer you can send, and what people do is counted, but nobody can tell whether it came of"
    " that. To tell, choose more people."
)
_STEPS = 60  # halvings: far below any difference that could be shown


def power(*, people: int, arms: int, base_rate: float) -> Power:
    """The smallest rise above `base_rate` found with 80 % power when `people` are shared evenly among `arms`.

    `difference_detectable` is 1.0 when no rise at all could be found.
    """
    if arms < 1 or people < 0 or not 0 <= base_rate <= 1:
        raise BadInput("power_input", "Power takes people >= 0, at least one arm and a base rate from 0 to 1.")
    each = people // arms
    return Power(people_per_arm=each, base_rate=base_rate, difference_detectable=_difference(each, base_rate))


def _difference(people: int, base_rate: float) -> float:
    if people == 0 or not _is_seen(people, base_rate, 1 - base_rate):
        return 1.0
    low, high = 0.0, 1 - base_rate
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if _is_seen(people, base_rate, middle) else (middle, high)
    return high


def _is_seen(people: int, base_rate: float, difference: float) -> bool:
    normal = NormalDist()
    other = base_rate + difference
    mean = (base_rate + other) / 2
    noise = normal.inv_cdf(1 - SIGNIFICANCE / 2) * sqrt(2 * mean * (1 - mean))
    noise += normal.inv_cdf(POWER) * sqrt(base_rate * (1 - base_rate) + other * (1 - other))
    return difference > 0 and difference * sqrt(people) >= noise

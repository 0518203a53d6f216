"""Which arm a unit falls into: a pure function of salt, unit and weights, the same on every machine, for ever.

Compared with GrowthBook's hashing v2 (growthbook-python, `gbhash`, `get_bucket_ranges`, `choose_variation`):

- Alike: a pure function of a seed and the unit; arms hold half-open ranges of [0, 1), one after the other in their
  order, each as wide as its share; the first range that holds the point is the arm.
- Unlike: theirs is FNV-1a (32 bits, applied twice) cut to 10,000 steps, ours BLAKE2b (63 bits, no steps), so that a
  share of 1 in 100,000 is exact. The same seed and unit therefore mostly lie at another point than theirs.
- Left out: coverage below 1 (part of the people in no arm). Whoever is in the audience is in an arm; "nothing"
  is an arm of its own, the holdout, or its result could not be read.
- Stricter: weights are whole numbers above 0, so shares always add up to 1; theirs fall back to even shares in silence.
"""

from collections.abc import Sequence

from ninefold.experiments.types import Arm
from ninefold.kernel.ids import derived_id

POINT_BITS = 63


def point_of(salt: str, unit: str) -> int:
    """Where a unit falls: evenly spread over 0 <= point < 2**63."""
    return derived_id(salt, unit)


def arm_at(point: int, arms: Sequence[Arm]) -> Arm:
    """The arm whose range holds `point`. Exact: integers only."""
    assert 0 <= point < 1 << POINT_BITS
    position = point * sum(arm.weight for arm in arms) >> POINT_BITS
    for arm in arms:
        if position < arm.weight:
            return arm
        position -= arm.weight
    raise AssertionError("every point lies in an arm")


def arm_of(salt: str, unit: str, arms: Sequence[Arm]) -> Arm:
    """The arm of `unit` in the experiment with `salt`. Another salt gives an independent lot."""
    return arm_at(point_of(salt, unit), arms)


def expected(people: int, weights: Sequence[int]) -> list[int]:
    """How many of `people` each weight may expect by lot, in whole people who add up (largest remainder)."""
    whole = sum(weights)
    counts = [people * weight // whole for weight in weights]
    left = sorted(range(len(weights)), key=lambda n: (-(people * weights[n] % whole), n))
    for place in left[: people - sum(counts)]:
        counts[place] += 1
    return counts


def share(arm: Arm, arms: Sequence[Arm]) -> float:
    """The probability of falling into `arm`."""
    return arm.weight / sum(each.weight for each in arms)

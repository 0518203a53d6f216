"""What an experiment can see, against figures that can be computed by hand."""

from math import sqrt

import pytest

from ninefold.experiments.power import power
from ninefold.kernel.errors import BadInput


def test_fleiss_example_sizes_lead_back_to_their_difference() -> None:
    """n per group = (z_a sqrt(2 m q) + z_b sqrt(p1 q1 + p2 q2))^2 / d^2 with z 1.959964 and 0.841621."""
    p1, p2 = 0.10, 0.15
    mean = (p1 + p2) / 2
    size = (1.959964 * sqrt(2 * mean * (1 - mean)) + 0.841621 * sqrt(p1 * (1 - p1) + p2 * (1 - p2))) ** 2 / 0.05**2
    assert round(size) == 686
    assert power(people=3 * 686, arms=3, base_rate=0.10).difference_detectable == pytest.approx(0.05, abs=2e-5)


def test_more_people_see_less() -> None:
    seen = [power(people=people, arms=2, base_rate=0.08).difference_detectable for people in (50, 500, 5_000, 500_000)]
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] == pytest.approx(2.80159 * sqrt(2 * 0.0736 / 250_000), rel=0.01)


def test_too_few_people_see_nothing_at_all() -> None:
    assert power(people=2, arms=3, base_rate=0.5).difference_detectable == 1.0
    assert power(people=6, arms=3, base_rate=0.9).difference_detectable == 1.0


@pytest.mark.parametrize(("people", "arms", "rate"), [(-1, 2, 0.1), (10, 0, 0.1), (10, 2, 1.1)])
def test_nonsense_is_refused(people: int, arms: int, rate: float) -> None:
    with pytest.raises(BadInput, match="Power takes"):
        power(people=people, arms=arms, base_rate=rate)

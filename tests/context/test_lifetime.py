"""BG/NBD and Gamma-Gamma: the published figures on CDNOW, data made from known parameters, and odd input."""

import datetime
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest

from ninefold.context.lifetime import BgNbd, Buying, GammaGamma, NotFitted

SAMPLE = Path(__file__).parents[3] / "shared/data/CDNOW_sample.txt"
CALIBRATED_UNTIL = datetime.date(1997, 9, 30)  # the first 39 weeks


@pytest.mark.skipif(not SAMPLE.exists(), reason="../shared/data/CDNOW_sample.txt is not here")
def test_the_published_parameters_on_cdnow() -> None:
    spent: dict[str, dict[datetime.date, float]] = defaultdict(lambda: defaultdict(float))
    for line in SAMPLE.read_text().splitlines():
        _, customer, day, _, dollars = line.split()
        spent[customer][datetime.date.fromisoformat(day)] += float(dollars)
    rows, means = [], []
    for days in spent.values():
        first, *again = sorted(day for day in days if day <= CALIBRATED_UNTIL)
        last = again[-1] if again else first
        rows.append((len(again), (last - first).days / 7, (CALIBRATED_UNTIL - first).days / 7))
        means.append(np.mean([days[day] for day in again]) if again else 0.0)
    buying = Buying.of(*zip(*rows, strict=True))
    often, much = BgNbd.fit(buying), GammaGamma.fit(buying.repeats, means)
    assert len(rows) == 2_357
    assert [round(one, 3) for one in (often.r, often.alpha, often.a, often.b)] == [0.243, 4.414, 0.793, 2.426]
    assert round(often.log_likelihood, 2) == -9582.43
    assert [round(one, 2) for one in (much.p, much.q, much.v)] == [6.25, 3.74, 15.44]


def test_what_was_put_in_comes_out_and_foretells() -> None:
    dice = np.random.default_rng(9)
    rows, later = [], []
    for rate, leaving in zip(dice.gamma(2.0, 1 / 8.0, 10_000), dice.beta(1.5, 4.0, 10_000), strict=True):
        at, bought = 0.0, []
        while True:
            at += dice.exponential(1 / rate)
            if at > 104:
                break
            bought.append(at)
            if dice.random() < leaving:
                break
        seen = [one for one in bought if one <= 52]
        rows.append((len(seen), seen[-1] if seen else 0.0, 52.0))
        later.append(len(bought) - len(seen))
    buying = Buying.of(*zip(*rows, strict=True))
    model = BgNbd.fit(buying)
    assert model.r / model.alpha == pytest.approx(2.0 / 8.0, rel=0.1)
    assert model.a / (model.a + model.b) == pytest.approx(1.5 / 5.5, rel=0.1)
    assert model.expected(buying, 52.0).sum() == pytest.approx(sum(later), rel=0.08)
    lively = model.alive(buying) > 0.5
    assert np.mean(np.array(later)[lively]) > 3 * np.mean(np.array(later)[~lively])


def test_amounts_have_no_unit_of_their_own() -> None:
    dice = np.random.default_rng(3)
    repeats = dice.integers(1, 6, 800)
    nu = dice.gamma(4.0, 1 / 15.0, 800)
    means = np.array([dice.gamma(6.0 * n, 1 / (one * n)) for n, one in zip(repeats, nu, strict=True)])
    dollars, cents = GammaGamma.fit(repeats, means), GammaGamma.fit(repeats, means * 100)
    assert cents.v == pytest.approx(dollars.v * 100, rel=1e-3)
    assert cents.expected(repeats, means * 100) == pytest.approx(dollars.expected(repeats, means) * 100, rel=1e-3)
    assert dollars.expected([0], [0.0])[0] == pytest.approx(6.0 * 15.0 / 3.0, rel=0.15)


def test_the_expectation_has_no_gap_where_the_formula_divides_by_nothing() -> None:
    buying = Buying.of([0, 2, 9], [0.0, 20.0, 38.0], [39.0, 39.0, 39.0])
    around = [BgNbd(0.3, 4.0, a, 2.4, 0.0).expected(buying, 26.0) for a in (0.99, 1.0, 1.01)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-3)
    assert (np.diff(around[1]) > 0).all()


def test_too_few_and_impossible_purchases_are_refused() -> None:
    with pytest.raises(NotFitted, match="3 customers bought again; at least 100"):
        BgNbd.fit(Buying.of([1, 2, 3, 0], [1, 2, 3, 0], [9, 9, 9, 9]))
    with pytest.raises(NotFitted, match="at least 100"):
        GammaGamma.fit([1, 2], [10.0, float("nan")])
    for wrong in (([1], [5], [4]), ([0], [3], [4]), ([1], [0], [4]), ([-1], [0], [4]), ([1], [float("inf")], [9])):
        with pytest.raises(ValueError, match=r"must|lies"):
            Buying.of(*wrong)

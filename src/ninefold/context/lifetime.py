"""What a customer may still buy: BG/NBD for how often, Gamma-Gamma for how much. Pure; arrays in, arrays out.

Sources: Fader, Hardie and Lee, "Counting Your Customers" the Easy Way (2005), for BG/NBD; Fader and Hardie, The
Gamma-Gamma Model of Monetary Value (2013). Time is in weeks. Days with several purchases count as one purchase.

Limits: both suppose that a customer may leave unseen, buys at a steady rate until then, and that amounts do not
depend on the rate. A model is fitted by maximum likelihood and says nothing of why somebody buys.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

REPEATERS_MIN = 100  # customers with a second purchase, below which the likelihood is too flat to be trusted
_BOUND = 12.0  # parameters are sought between exp(-12) and exp(12): beyond, the likelihood no longer changes


def _scipy(part: str) -> Any:
    """A part of scipy, loaded when it is first needed: it takes a second of each start, for one fit a day."""
    return import_module(f"scipy.{part}")


class NotFitted(ValueError):
    """There is too little to learn from, or the likelihood has no peak; the message says which."""


@dataclass(frozen=True, slots=True)
class Buying:
    """How some customers bought. Each array has one entry a customer.

    `repeats` counts the purchases after the first; `last_week` is the week of the latest one, counted from the first
    purchase (0 for who bought once); `weeks` how long the customer has been seen, from the first purchase until now.
    """

    repeats: Floats
    last_week: Floats
    weeks: Floats

    @classmethod
    def of(cls, repeats: ArrayLike, last_week: ArrayLike, weeks: ArrayLike) -> Self:
        """The same from any sequences; ValueError where they cannot be purchases."""
        x, t, whole = (np.asarray(one, dtype=float) for one in (repeats, last_week, weeks))
        if not x.shape == t.shape == whole.shape or x.ndim != 1:
            raise ValueError("repeats, last_week and weeks must be lists of one length")
        if not all(np.isfinite(one).all() for one in (x, t, whole)) or (x < 0).any() or (t < 0).any():
            raise ValueError("repeats and weeks must be finite and not negative")
        if (t > whole).any() or ((x == 0) != (t == 0)).any():
            raise ValueError("a last purchase lies after the first and not after the end")
        return cls(x, t, whole)


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Customers buy at rates spread as Gamma(r, alpha) and leave after a purchase by chances spread as Beta(a, b)."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    @classmethod
    def fit(cls, buying: Buying) -> Self:
        """The most likely parameters. NotFitted with fewer than REPEATERS_MIN customers who came again."""
        if (count := int((buying.repeats > 0).sum())) < REPEATERS_MIN:
            raise NotFitted(f"{count} customers bought again; at least {REPEATERS_MIN} are needed.")
        alike, counts = _grouped(buying.repeats, buying.last_week, buying.weeks)
        parameters, peak = _maximum(lambda given: float(counts @ _bgnbd(given, *alike)), (1.0, 1.0, 1.0, 1.0))
        r, alpha, a, b = parameters
        return cls(r, alpha, a, b, peak)

    def alive(self, buying: Buying) -> Floats:
        """The chance that each customer still buys, 0 to 1."""
        return 1.0 / (1.0 + np.exp(self._gone(buying)))

    def expected(self, buying: Buying, weeks: float) -> Floats:
        """How many purchases each customer is expected to make in the next `weeks`."""
        x, seen = buying.repeats, buying.weeks
        rate, chance, total = self.r + x, self.b + x, self.a + self.b + x - 1
        if np.isclose(self.a, 1.0):
            return 0.5 * (self._moved(1.001, buying, weeks) + self._moved(0.999, buying, weeks))
        z = weeks / (self.alpha + seen + weeks)
        series: Floats = (1 - z) ** rate * _scipy("special").hyp2f1(rate, chance, total, z)
        left: Floats = np.maximum(total / (self.a - 1) * (1 - series), 0)
        return left * self.alive(buying)

    def _moved(self, a: float, buying: Buying, weeks: float) -> Floats:
        """The expectation beside a = 1, where the formula divides by nothing although its limit exists."""
        return BgNbd(self.r, self.alpha, a, self.b, self.log_likelihood).expected(buying, weeks)

    def _gone(self, buying: Buying) -> Floats:
        """The logarithm of the odds that a customer has left; nobody has before a second purchase."""
        x, t, seen = buying.repeats, buying.last_week, buying.weeks
        with np.errstate(divide="ignore"):
            odds = np.log(self.a) - np.log(np.maximum(self.b + x - 1, 1e-300))
            odds = odds + (self.r + x) * (np.log(self.alpha + seen) - np.log(self.alpha + t))
        return np.where(x > 0, odds, -np.inf)


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """A customer's amounts are spread as Gamma(p, nu) around a mean of their own, and nu as Gamma(q, v)."""

    p: float
    q: float
    v: float
    log_likelihood: float

    @classmethod
    def fit(cls, repeats: ArrayLike, mean: ArrayLike) -> Self:
        """The most likely parameters, from the customers who came again and spent: their number of repeat purchases
        and the mean amount of these, in any one currency and unit."""
        x, z = np.asarray(repeats, dtype=float), np.asarray(mean, dtype=float)
        kept = (x > 0) & (z > 0) & np.isfinite(z)
        if (count := int(kept.sum())) < REPEATERS_MIN:
            raise NotFitted(f"{count} customers spent again; at least {REPEATERS_MIN} are needed.")
        x, z = x[kept], z[kept]
        unit = float(np.median(z))  # so that cents and yen are sought in the same place
        parameters, peak = _maximum(lambda given: float(_gamma_gamma(given, x, z / unit).sum()), (2.0, 3.0, 1.0))
        p, q, v = parameters
        return cls(p, q, v * unit, peak - len(z) * float(np.log(unit)))

    def expected(self, repeats: ArrayLike, mean: ArrayLike) -> Floats:
        """What each customer's next purchase is expected to be worth, in the unit of the means.

        Infinite where q is at most 1 and nobody has bought again: then the model has no mean.
        """
        x, z = np.asarray(repeats, dtype=float), np.asarray(mean, dtype=float)
        bottom = self.p * x + self.q - 1
        with np.errstate(divide="ignore"):
            return np.where(bottom > 0, self.p * (self.v + x * z) / np.where(bottom > 0, bottom, 1.0), np.inf)


def _bgnbd(given: Floats, x: Floats, t: Floats, seen: Floats) -> Floats:
    """The log-likelihood of each customer."""
    r, alpha, a, b = given
    ln = _scipy("special").gammaln
    first = ln(r + x) - ln(r) + r * np.log(alpha) + ln(a + b) + ln(b + x) - ln(b) - ln(a + b + x)
    stayed = -(r + x) * np.log(alpha + seen)
    with np.errstate(divide="ignore", invalid="ignore"):
        left = np.log(a) - np.log(np.where(x > 0, b + x - 1, 1.0)) - (r + x) * np.log(alpha + t)
    each: Floats = first + np.logaddexp(stayed, np.where(x > 0, left, -np.inf))
    return each


def _gamma_gamma(given: Floats, x: Floats, z: Floats) -> Floats:
    """The log-likelihood of each customer's mean."""
    p, q, v = given
    ln = _scipy("special").gammaln
    px = p * x
    first = ln(px + q) - ln(px) - ln(q) + q * np.log(v)
    each: Floats = first + (px - 1) * np.log(z) + px * np.log(x) - (px + q) * np.log(x * z + v)
    return each


def _grouped(*columns: Floats) -> tuple[tuple[Floats, ...], Floats]:
    """Customers who bought alike, once, and how many they are: the likelihood is the same for each of them."""
    rows, counts = np.unique(np.column_stack(columns), axis=0, return_counts=True)
    return tuple(rows.T), counts.astype(float)


def _maximum(likelihood: Callable[[Floats], float], start: tuple[float, ...]) -> tuple[Any, float]:
    """Where a likelihood of positive parameters is greatest, and how great it is there."""
    bounds = [(-_BOUND, _BOUND)] * len(start)
    best = _scipy("optimize").minimize(
        lambda logs: -likelihood(np.exp(logs)), np.log(start), method="Nelder-Mead", bounds=bounds,
        options={"maxiter": 4_000, "maxfev": 4_000, "xatol": 1e-6, "fatol": 1e-8, "adaptive": True},
    )  # fmt: skip
    if not best.success or (np.abs(best.x) > _BOUND - 0.01).any():
        raise NotFitted("The likelihood has no peak: these purchases do not fit the model.")
    return tuple(float(one) for one in np.exp(best.x)), -float(best.fun)

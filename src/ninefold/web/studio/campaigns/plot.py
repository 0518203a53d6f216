"""Where the marks of an interval plot stand, in per cent of its width, so that it is drawn alike on every screen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.measure.types import Interval
from ninefold.web.studio.shell import figures

_STEPS = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
_TICKS_MAX = 5
_POINT = 0.01


@dataclass(frozen=True, slots=True)
class Mark:
    """One line of the plot: its name, its interval (rates from 0 to 1) and where that stands (0 to 100)."""

    name: str
    interval: Interval
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Tick:
    """One label of the axis: where it stands (0 to 100) and the rate that it names, in words."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Marks over one shared axis, rates or differences of rates (`is_signed`).

    `zero` is where no difference stands, None where the axis does not cross it.
    """

    marks: tuple[Mark, ...]
    ticks: tuple[Tick, ...]
    zero: float | None
    is_signed: bool = False


def plot(intervals: Sequence[tuple[str, Interval]], *, is_signed: bool = False) -> Plot:
    """The plot of named intervals, its axis from the lowest round figure below them to the highest above."""
    if not intervals:
        return Plot(marks=(), ticks=(), zero=None, is_signed=is_signed)
    low = min(interval.low for _, interval in intervals)
    high = max(interval.high for _, interval in intervals)
    step = _step(high - low)
    first, last = _floor(low, step), -_floor(-high, step)
    last = last if last > first else first + step
    scale = _Scale(first, last)
    marks = tuple(
        Mark(name, interval, scale.at(interval.low), scale.at(interval.estimate), scale.at(interval.high))
        for name, interval in intervals
    )
    count = round((last - first) / step)
    ticks = tuple(_tick(scale, first + n * step, step, is_signed) for n in range(count + 1))
    return Plot(marks, ticks, scale.at(0.0) if first <= 0 <= last else None, is_signed)


def _tick(scale: "_Scale", rate: float, step: float, is_signed: bool) -> Tick:
    """One decimal where the steps of the axis are finer than a point."""
    number = 0 if step >= _POINT else 1
    return Tick(scale.at(rate), figures.signed(rate * 100, number) if is_signed else f"{rate * 100:.{number}f} %")


@dataclass(frozen=True, slots=True)
class _Scale:
    first: float
    last: float

    def at(self, rate: float) -> float:
        """Two per cent stay free on each side, so that a mark at the end is whole."""
        return round(2 + 96 * (rate - self.first) / (self.last - self.first), 2)


def _step(span: float) -> float:
    return next((step for step in _STEPS if span / step <= _TICKS_MAX - 1), _STEPS[-1])


def _floor(value: float, step: float) -> float:
    """The multiple of `step` at or below `value`, forgiving what floats cannot hold."""
    return round(step * math.floor(value / step + 1e-9), 9)

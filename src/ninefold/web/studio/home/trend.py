"""A trend at length: a point a week with its interval, and the same figures as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ninefold.measure.types import Point, Unit
from ninefold.web.studio.home import tiles

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 220, 56, 16, 12, 28


@dataclass(frozen=True, slots=True)
class Week:
    """One line of the table."""

    since: int
    value: str
    bounds: str
    count: int
    of: int


def weeks_of(trend: Sequence[Point], unit: Unit) -> tuple[Week, ...]:
    """The table's lines, newest first."""
    return tuple(
        Week(
            tiles.week_of(point.until),
            tiles.value(unit, point.value),
            tiles.bounds(unit, point.value) if point.value else "",
            point.count,
            point.of,
        )
        for point in reversed(trend)
    )


def drawn(trend: Sequence[Point], unit: Unit, row: str) -> SafeString:
    """The plot as SVG; "" where fewer than two weeks carry a figure."""
    values = [point.value for point in trend if point.value]
    if len(values) < 2:
        return SafeString("")
    low = min(0.0, *(one.low for one in values))
    high = max(one.high for one in values) or 1.0
    step = (WIDTH - LEFT - RIGHT) / max(1, len(trend) - 1)

    def y(value: float) -> float:
        return round(TOP + (high - value) / ((high - low) or 1.0) * (HEIGHT - TOP - BOTTOM), 1)

    marks = [(round(LEFT + n * step, 1), point.value) for n, point in enumerate(trend) if point.value]
    bars = format_html_join(
        "",
        '<line x1="{}" x2="{}" y1="{}" y2="{}"/>',
        ((x, x, y(one.low), y(one.high)) for x, one in marks if one.high > one.low),
    )
    dots = format_html_join("", '<circle cx="{}" cy="{}" r="4"/>', ((x, y(one.estimate)) for x, one in marks))
    ticks = format_html_join(
        "",
        '<line class="grid" x1="{}" x2="{}" y1="{}" y2="{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        ((LEFT, WIDTH - RIGHT, y(at), y(at), LEFT - 8, y(at) + 4, _label(unit, at)) for at in _ticks(low, high)),
    )
    return format_html(
        '<svg class="trend-plot" viewBox="0 0 {} {}" width="100%" role="img" aria-label="By week, with 95 % intervals;'
        ' the same figures stand in the table below" style="--c:var(--{})">{}<g class="bars">{}</g>'
        '<polyline points="{}"/>{}<text x="{}" y="{}">twelve weeks ago</text><text x="{}" y="{}" text-anchor="end">'
        "to yesterday</text></svg>",
        WIDTH, HEIGHT, row, ticks, bars, " ".join(f"{x},{y(one.estimate)}" for x, one in marks), dots,
        LEFT, HEIGHT - 6, WIDTH - RIGHT, HEIGHT - 6,
    )  # fmt: skip


def _ticks(low: float, high: float) -> list[float]:
    return sorted({low, 0.0, high, low + (high - low) / 2})


def _label(unit: Unit, at: float) -> str:
    if unit is Unit.PER_THOUSAND:
        return f"{at * 1000:.1f}"
    return f"{at * 100:.1f}" if unit is Unit.POINTS else f"{at * 100:.0f} %"

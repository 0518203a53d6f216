"""Small drawings as SVG: a trend line, and intervals beside their zero. Pure: numbers in, markup out."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

ROWS = ("values", "delivery", "moment", "ink")
POINTS_MAX = 120


def _points(series: Sequence[float | None], width: float, height: float) -> list[tuple[float, float]]:
    """Where each value stands; a gap (None) keeps its place and has no point."""
    told = [value for value in series if value is not None]
    low, high = min(told, default=0.0), max(told, default=0.0)
    step = width / max(1, len(series) - 1)

    def y(value: float) -> float:
        return height / 2 if high == low else height - 3 - (value - low) / (high - low) * (height - 6)

    return [(index * step, y(value)) for index, value in enumerate(series) if value is not None]


def sparkline(series: Sequence[float | None], *, row: str, label: str) -> SafeString:
    """The trend of a series, 120 by 30; nothing where there are fewer than two points."""
    assert row in ROWS
    points = _points(series[-POINTS_MAX:], 114, 30)
    if len(points) < 2:
        return SafeString("")
    last = points[-1]
    return format_html(
        '<svg viewBox="0 0 120 30" width="120" height="30" role="img" aria-label="{}"><polyline points="{}" '
        'fill="none" stroke="var(--{})" stroke-width="2" stroke-linejoin="round"/>'
        '<circle cx="{}" cy="{}" r="3" fill="var(--{})"/></svg>',
        label, " ".join(f"{x:.1f},{y:.1f}" for x, y in points), row, f"{last[0]:.1f}", f"{last[1]:.1f}", row,
    )  # fmt: skip


def interval_plot(rows: Sequence[tuple[str, float, float, float]], *, unit: str = "") -> SafeString:
    """Estimates with their intervals on one scale that holds zero; each row is (name, estimate, low, high)."""
    if not rows:
        return SafeString("")
    low = min(0.0, *(row[2] for row in rows))
    high = max(0.0, *(row[3] for row in rows))
    span = (high - low) or 1.0

    def x(value: float) -> str:
        return f"{150 + (value - low) / span * 330:.1f}"

    drawn = format_html_join(
        "",
        '<text x="0" y="{}">{}</text><line x1="{}" x2="{}" y1="{}" y2="{}" stroke="var(--moment)" stroke-width="3" '
        'stroke-linecap="round"/><circle cx="{}" cy="{}" r="5" fill="var(--moment)"/><text x="496" y="{}">{}</text>',
        (
            (24 + 28 * i, name, x(lo), x(hi), 20 + 28 * i, 20 + 28 * i, x(mid), 20 + 28 * i, 24 + 28 * i,
             f"{mid:.3g}{unit} ({lo:.3g} to {hi:.3g})")
            for i, (name, mid, lo, hi) in enumerate(rows)
        ),
    )  # fmt: skip
    height = 28 * len(rows) + 18
    return format_html(
        '<svg class="plot" viewBox="0 0 660 {}" width="100%" style="max-width:660px" role="img" '
        'aria-label="Estimates with 95 % intervals"><line x1="{}" x2="{}" y1="4" y2="{}" '
        'stroke="var(--line)" stroke-width="1.5"/>{}'
        '<text x="{}" y="{}" text-anchor="middle">0</text></svg>',
        height, x(0), x(0), height - 14, drawn, x(0), height - 2,
    )  # fmt: skip

"""Filters that the rooms' own pages share: looking up by key, rates and differences in points."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: object) -> object:
    """The value of a key that is only known in the template; None where there is none."""
    return mapping.get(key) if mapping else None


@register.filter
def rate(share: float) -> str:
    """A rate with one decimal: 0.056 is "5.6 %"."""
    return f"{share * 100:.1f} %"


@register.filter
def points(share: float) -> str:
    """A difference of rates in points of a hundred: 0.023 is "2.3"."""
    return f"{share * 100:.1f}"


@register.filter
def signed_points(share: float) -> str:
    """A difference of rates in points with its sign: -0.004 is "−0.4"."""
    rounded = round(share * 100, 1) or 0.0
    return f"{rounded:+.1f}".replace("-", "−") if rounded else "0"

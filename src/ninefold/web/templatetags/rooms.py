"""Filters that the rooms' own pages share: looking up by key, rates and differences in points (shell.figures)."""

from collections.abc import Mapping
from typing import Any

from django import template

from ninefold.web.studio.shell import figures

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any] | None, key: object) -> object:
    """The value of a key that is only known in the template; None where there is none."""
    return mapping.get(key) if mapping else None


register.filter("rate", figures.rate)
register.filter("rate_bounds", figures.rate_bounds)
register.filter("gain", figures.gain)
register.filter("gain_bounds", figures.gain_bounds)
register.filter("points", figures.points)
register.filter("in_hundred", figures.in_hundred)
register.filter("worth", figures.worth)

"""Layouts to start from, kept as files beside this one; each is dressed in the brand of the company."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from importlib.resources import files

from ninefold.content.layouts import reading
from ninefold.content.types import Layout

_NAMES = {"plain": "Plain letter", "banner": "Banner and card", "magazine": "Magazine", "note": "Personal note"}
_MARK = re.compile(r"@([a-z_]+)@")


@dataclass(frozen=True, slots=True)
class Starter:
    """A layout to start from, as MJML."""

    key: str
    name: str
    source: str

    def layout(self) -> Layout:
        """As it would be kept."""
        return _read(self.name, self.source)


def starters(company: str, dress: Mapping[str, str]) -> tuple[Starter, ...]:
    """All, in the order in which they are offered; `dress` are the colours, fonts and radii by their names in them."""
    values = {**dress, "company": escape(company)}
    return tuple(
        Starter(key, name, _MARK.sub(lambda mark: values[mark[1]], source))
        for (key, name), source in zip(_NAMES.items(), _sources(), strict=True)
    )


@lru_cache(maxsize=1)
def _sources() -> tuple[str, ...]:
    folder = files("ninefold.content.layouts").joinpath("starting")
    return tuple(folder.joinpath(f"{key}.mjml").read_text(encoding="utf-8") for key in _NAMES)


@lru_cache(maxsize=64)
def _read(name: str, source: str) -> Layout:
    found = reading.read(source)
    return Layout(0, name, found.head, found.body, found.style, found.ground, found.width, found.has_dark)

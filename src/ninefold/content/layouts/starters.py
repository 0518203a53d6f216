"""Layouts to start from, kept as files beside this one; their marks take on the brand (see dressing)."""

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ninefold.content.layouts import reading
from ninefold.content.types import Layout

_NAMES = {"plain": "Plain letter", "banner": "Banner and card", "magazine": "Magazine", "note": "Personal note"}


@dataclass(frozen=True, slots=True)
class Starter:
    """A layout to start from, as MJML."""

    key: str
    name: str
    source: str

    def layout(self) -> Layout:
        """As it would be kept."""
        return _read(self.name, self.source)


@lru_cache(maxsize=1)
def starters() -> tuple[Starter, ...]:
    """All, in the order in which they are offered."""
    folder = files("ninefold.content.layouts").joinpath("starting")
    return tuple(
        Starter(key, name, folder.joinpath(f"{key}.mjml").read_text(encoding="utf-8")) for key, name in _NAMES.items()
    )


@lru_cache(maxsize=16)
def _read(name: str, source: str) -> Layout:
    found = reading.read(source)
    return Layout(0, name, found.head, found.body, found.style, found.ground, found.width, found.has_dark)

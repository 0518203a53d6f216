"""Texts with holes: compiled once per variant, filled for each person in a few list operations.

A sheet is one text (subject, HTML, plain text); its slots name values that the whole letter shares, so that each
placeholder is worked out once a person however often it stands.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from html import escape

from markupsafe import escape as quick_escape

from ninefold.adapt.modes import Mode
from ninefold.adapt.placeholders import Choice, Hole, Values
from ninefold.adapt.types import Link
from ninefold.adapt.wording import sayer


@dataclass(frozen=True, slots=True)
class Slot:
    """A place to be filled: with a placeholder's or a link's value, as text or as HTML."""

    index: int
    is_link: bool


Piece = str | Slot


@dataclass
class Register:
    """The placeholders and links of one rendition, each once, in the order in which they first stand."""

    sayers: list[Callable[[Values], str]] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    parts: list[Hole | Choice] = field(default_factory=list)
    _holes: dict[tuple[str, str], int] = field(default_factory=dict)
    _links: dict[Link, int] = field(default_factory=dict)

    def hole(self, part: Hole | Choice, mode: Mode) -> Slot:
        key = (part.source, mode.name)
        if key not in self._holes:
            self._holes[key] = len(self.sayers)
            self.sayers.append(sayer(part, mode))
            self.parts.append(part)
        return Slot(self._holes[key], False)

    def link(self, link: Link) -> Slot:
        if link not in self._links:
            self._links[link] = len(self.links)
            self.links.append(link)
        return Slot(self._links[link], True)


class Sheet:
    """One text with holes. `fill` takes the values of all placeholders and of all links, already escaped if need be.

    `parts` are its fixed texts, with "" where a value goes; `slots` pairs the place of each value with its number.
    """

    __slots__ = ("parts", "slots")

    def __init__(self, pieces: Sequence[Piece], holes: int) -> None:
        """`holes` is the number of placeholders in the register: links are numbered after them."""
        self.parts: list[str] = []
        self.slots: list[tuple[int, int]] = []
        for piece in pieces:
            if isinstance(piece, str):
                if self.parts and not (self.slots and self.slots[-1][0] == len(self.parts) - 1):
                    self.parts[-1] += piece
                else:
                    self.parts.append(piece)
                continue
            self.slots.append((len(self.parts), piece.index + (holes if piece.is_link else 0)))
            self.parts.append("")

    def fill(self, said: Sequence[str]) -> str:
        """The text for one person; `said` holds the placeholders' values, then the links'."""
        parts = self.parts.copy()
        for position, index in self.slots:
            parts[position] = said[index]
        return "".join(parts)

    @property
    def fixed(self) -> str:
        """What stands there for everybody."""
        return "".join(self.parts)


_HARMFUL = frozenset("&<>\"'\n")


def in_html(said: str) -> str:
    """A value as HTML: escaped, line breaks kept."""
    if _HARMFUL.isdisjoint(said):
        return said
    escaped = str(quick_escape(said))
    return escaped.replace("\n", "<br>") if "\n" in escaped else escaped


def fixed_in_html(text: str) -> str:
    """An author's text as HTML."""
    return escape(text).replace("\n", "<br>")

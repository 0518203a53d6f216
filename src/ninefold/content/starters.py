"""Beginnings for authors, read from starters.toml: a story, an offer, a question."""

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import msgspec

from ninefold.content.types import Block, VariantContent


@dataclass(frozen=True, slots=True)
class Starter:
    """A beginning: the words to replace stand in capitals."""

    key: str
    name: str
    subject: str
    preheader: str
    blocks: tuple[Block, ...]

    def content(self, tag: str, form_factor: str = "") -> VariantContent:
        """The beginning as a variant for a tongue, to be saved as a draft."""
        return VariantContent(tag, form_factor, self.subject, self.preheader, self.blocks)


@lru_cache(maxsize=1)
def starters() -> tuple[Starter, ...]:
    """All beginnings, in the order in which they are offered."""
    text = files("ninefold.content").joinpath("starters.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["starter"], tuple[Starter, ...])

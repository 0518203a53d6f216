"""Beginnings for authors, read from starters.toml: a story, an offer, a question."""

import tomllib
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files

import msgspec

from ninefold.content.types import Block, VariantContent
from ninefold.culture.types import Purpose

_WHY = "[[Why they get it]]"


@dataclass(frozen=True, slots=True)
class Starter:
    """A beginning: what is to be written stands in double brackets (see content.gaps)."""

    key: str
    name: str
    subject: str
    preheader: str
    blocks: tuple[Block, ...]

    def content(self, tag: str, purpose: Purpose) -> VariantContent:
        """The beginning as a variant for a tongue, to be saved as a draft; it says which consent it rests on."""
        why = _WHY if purpose is Purpose.SERVICE else f"You get this because you said yes to {purpose.value}"
        blocks = tuple(replace(block, text=block.text.replace(_WHY, why)) for block in self.blocks)
        return VariantContent(tag, "", self.subject, self.preheader, blocks)


@lru_cache(maxsize=1)
def starters() -> tuple[Starter, ...]:
    """All beginnings, in the order in which they are offered."""
    text = files("ninefold.content").joinpath("starters.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["starter"], tuple[Starter, ...])

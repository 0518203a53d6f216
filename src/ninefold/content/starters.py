"""What authors start from: beginnings with words left to write (starters.toml), and whole items (library.toml)."""

import tomllib
from collections.abc import Mapping
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
    about: str = ""
    purpose: Purpose = Purpose.NEWS

    def content(self, tag: str, purpose: Purpose) -> VariantContent:
        """The beginning as a variant for a tongue, to be saved as a draft; it says which consent it rests on."""
        why = _WHY if purpose is Purpose.SERVICE else f"You get this because you said yes to {purpose.value}"
        blocks = tuple(replace(block, text=block.text.replace(_WHY, why)) for block in self.blocks)
        return VariantContent(tag, "", self.subject, self.preheader, blocks)


def placed(content: VariantContent, places: Mapping[str, str]) -> VariantContent:
    """The same with the company's own addresses: `site` and `community`, each as it begins."""
    named = {f"https://{name}.invalid/": address for name, address in places.items()}
    blocks = tuple(replace(block, url=named.get(block.url, block.url)) for block in content.blocks)
    return replace(content, blocks=blocks)


@lru_cache(maxsize=1)
def library() -> tuple[Starter, ...]:
    """Items that are whole as they stand, read from library.toml; `placed` sets their links."""
    return _read("library.toml")


@lru_cache(maxsize=1)
def starters() -> tuple[Starter, ...]:
    """All beginnings, in the order in which they are offered."""
    return _read("starters.toml")


def _read(name: str) -> tuple[Starter, ...]:
    text = files("ninefold.content").joinpath(name).read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text)["starter"], tuple[Starter, ...])

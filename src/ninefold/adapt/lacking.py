"""What a text says in the place of what is not known of somebody."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import regex

from ninefold.adapt import placeholders, wording
from ninefold.adapt.errors import PlaceholderRefused
from ninefold.adapt.placeholders import Choice, Hole, Passage, Values
from ninefold.adapt.types import Link
from ninefold.content.types import Block, VariantContent

_NAMES = regex.compile(r"\b(?:person|company)(?:\.\w+)+")


@dataclass(frozen=True, slots=True)
class Fallback:
    """A placeholder of which nothing is known: the names it asks for, and what it says. `block_id` may be ""."""

    block_id: str
    names: tuple[str, ...]
    said: str


def fallbacks(content: VariantContent, values: Values) -> list[Fallback]:
    """The placeholders that say to one person what they say to somebody of whom nothing is known, in order, each once.

    Conditions are followed as they hold for the person; texts in whole Liquid are passed over.
    """
    texts = [("", content.subject), ("", content.preheader)]
    texts += [(block.id, text) for block in content.blocks for text in _texts(block)]
    found = [one for block_id, text in texts for one in _of_text(block_id, text, values)]
    return list({(one.names, one.said): one for one in reversed(found)}.values())[::-1]


def _texts(block: Block) -> Iterable[str]:
    return (block.text, *block.options)


def _of_text(block_id: str, text: str, values: Values) -> Iterator[Fallback]:
    try:
        parts = wording.read(text)
    except PlaceholderRefused:
        return
    for hole in _holes(parts, values):
        said, names = hole.produce(values), tuple(_NAMES.findall(hole.source))
        if names and said == hole.fallback == hole.produce(placeholders.NOBODY):
            yield Fallback(block_id, names, said)


def _holes(parts: Iterable[placeholders.Part | Link], values: Values) -> Iterator[Hole]:
    for part in parts:
        match part:
            case Passage():
                continue
            case Hole():
                yield part
            case Choice() if (arm := part.pick(values)) >= 0:
                yield from _holes(part.arms[arm], values)

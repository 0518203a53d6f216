"""A published version read on a page of ours: its blocks said for a person, or for nobody in particular."""

from dataclasses import dataclass

from ninefold.adapt import placeholders
from ninefold.adapt import queries as adapt
from ninefold.content import events, plain
from ninefold.content import queries as content
from ninefold.content.types import Block, BlockKind, ImageFile, Variant
from ninefold.context.types import Person

IMAGE_WIDTH = 860
SHOWN = frozenset({
    BlockKind.HEADING, BlockKind.TEXT, BlockKind.LIST, BlockKind.QUOTE, BlockKind.IMAGE, BlockKind.CALL_TO_ACTION,
    BlockKind.LEGAL, BlockKind.VIDEO, BlockKind.EVENT,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Part:
    """One block as read here: its words are said for the reader, its image found."""

    kind: str
    text: str
    options: tuple[str, ...]
    url: str
    image: ImageFile | None
    alt: str
    block: Block


def nobody(tag: str) -> Person:
    """A reader of a language of whom nothing else is known."""
    return Person(0, (), "", {}, (), tag, "", 0, False)


def read(variant: Variant, person: Person, company: str = "") -> tuple[str, list[Part]]:
    """The title, "" for none, and the parts of a version for a reader. What shows a thing of another room is left
    out. `company` is its name, for who reads many."""
    values = adapt.values_of(person, company)
    said = plain.for_reader(variant.content, person.tag)
    parts = [_part(block, values) for block in said.blocks if block.kind in SHOWN]
    return _said(variant.content.subject, values), parts


def _part(block: Block, values: placeholders.Values) -> Part:
    image = content.image(block.image_id, width=IMAGE_WIDTH) if block.image_id else None
    options = tuple(_said(option, values) for option in block.options)
    text = "\n".join(filter(None, (_said(block.text, values), events.in_words(block), block.place)))
    return Part(block.kind.value, text, options, block.url, image, block.alt, block)


def _said(source: str, values: placeholders.Values) -> str:
    return placeholders.produce(placeholders.parse(source), values)

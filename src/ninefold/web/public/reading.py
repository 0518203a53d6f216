"""A published version read on a page of ours: its blocks said for a person, or for nobody in particular."""

from collections.abc import Iterable
from dataclasses import dataclass

from ninefold.adapt import pictures, placeholders
from ninefold.adapt import queries as adapt
from ninefold.content import events, plain
from ninefold.content import queries as content
from ninefold.content.types import Block, BlockKind, Picture, PictureFile, Variant
from ninefold.context.types import Person

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
    image: Picture | None
    alt: str
    block: Block


@dataclass(frozen=True, slots=True)
class Shared:
    """The picture that stands for a version elsewhere: its file, with an address that everyone reaches."""

    file: PictureFile
    url: str
    alt: str


def shared(parts: Iterable[Part]) -> Shared | None:
    """The picture of the first block that has one, as it was made for previews of links."""
    shown = next((part for part in parts if part.block.image_id), None)
    found = content.picture(shown.block.image_id, pictures.SHARE) if shown else None
    if shown is None or found is None:
        return None
    return Shared(found.widest, pictures.full(found.widest.path), shown.alt or found.alt)


def nobody(tag: str) -> Person:
    """A reader of a language of whom nothing else is known."""
    return Person(0, (), "", {}, (), tag, "", 0, False)


def read(variant: Variant, person: Person, company: str = "") -> tuple[str, list[Part]]:
    """The title, "" for none, and the parts of a version for a reader. What shows a thing of another room is left
    out, and so is what is said only to who gets a message. `company` is its name, for who reads many."""
    values = adapt.values_of(person, company)
    said = plain.for_reader(variant.content, person.tag)
    shown = [block for block in said.blocks if block.kind in SHOWN and block.is_for_all]
    images = content.pictures({block.image_id for block in shown if block.image_id}, pictures.ITEM)
    parts = [_part(block, values, images.get(block.image_id)) for block in shown]
    return _said(variant.content.subject, values), parts


def headed(title: str, parts: list[Part]) -> tuple[str, list[Part]]:
    """The title for a page or a feed, with what stands below it: a subject is said to one reader, a heading to all."""
    is_headed = bool(parts) and parts[0].kind == BlockKind.HEADING
    return (parts[0].text, parts[1:]) if is_headed else (title, parts)


def _part(block: Block, values: placeholders.Values, image: Picture | None) -> Part:
    options = tuple(_said(option, values) for option in block.options)
    text = "\n".join(filter(None, (_said(block.text, values), events.in_words(block), block.place)))
    return Part(block.kind.value, text, options, block.url, image, block.alt, block)


def _said(source: str, values: placeholders.Values) -> str:
    return placeholders.produce(placeholders.parse(source), values)

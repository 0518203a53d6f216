"""What an expert reads: a question, or a draft in readable lines."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ninefold.adapt.pictures import LETTER
from ninefold.community import queries as community
from ninefold.content import queries as content
from ninefold.content.types import About, Block, BlockKind, Picture, Request, RequestState, VariantContent
from ninefold.kernel.errors import NotFound

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of what is shown: how it looks (heading, text, line of a list, picture) and its words; of a picture its
    number, and the files that are made of it, None while there are none."""

    look: str
    text: str
    image_id: int = 0
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A title, and what stands under it."""

    title: str
    lines: tuple[Line, ...]

    def picture(self, image_id: int) -> Picture | None:
        """The files of a picture that is shown here; None for every other."""
        return next((one.picture for one in self.lines if one.image_id == image_id), None)


def asked_about(request: Request) -> Shown | None:
    """What the request is about as it stands now; None where it is gone or hidden."""
    try:
        if request.subject.about is About.QUESTION:
            question = community.question_by_key(request.subject.question)
            return Shown(question.title, (Line("text", question.body),) if question.body else ())
        return of_content(content.item(request.subject.item_id).title, content.draft(request.subject.variant_id))
    except NotFound:
        return None


def published(request: Request) -> Shown | None:
    """What was made of the answer, where it is an item that stands published."""
    if request.state not in (RequestState.ITEM, RequestState.COMMENT) or not request.told_at:
        return None
    try:
        item = content.item(request.used_item_id)
    except NotFound:
        return None
    return of_content(item.title, item.variants[0].content) if item.variants else None


def of_content(title: str, said: VariantContent) -> Shown:
    """A variant in readable lines; what changes with the reader is shown as a gap."""
    pictures = content.pictures({block.image_id for block in said.blocks if block.image_id}, LETTER)
    lines = [line for block in said.blocks for line in _lines(block, pictures)]
    return Shown(title, tuple(line for line in lines if line.text or line.image_id))


def _lines(block: Block, pictures: Mapping[int, Picture]) -> Iterator[Line]:
    if block.image_id or block.alt:
        picture = pictures.get(block.image_id)
        yield Line("picture", _words(block.alt) or (picture.alt if picture else ""), block.image_id, picture)
    yield Line("heading" if block.kind is BlockKind.HEADING else "text", _words(block.text))
    for option in block.options:
        yield Line("line", _words(option))
    if block.when:
        yield Line("text", ", ".join((*block.when, block.place)))


def _words(text: str) -> str:
    return _PLACEHOLDER.sub("…", text).strip()

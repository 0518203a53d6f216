"""What an expert reads: a question, or a draft in readable lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ninefold.community import queries as community
from ninefold.content import queries as content
from ninefold.content.types import About, Block, BlockKind, Request, RequestState, VariantContent
from ninefold.kernel.errors import NotFound

_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Shown:
    """A title, and lines each with how it looks: heading, text, line (of a list)."""

    title: str
    lines: tuple[tuple[str, str], ...]


def asked_about(request: Request) -> Shown | None:
    """What the request is about as it stands now; None where it is gone or hidden."""
    try:
        if request.subject.about is About.QUESTION:
            question = community.question_by_key(request.subject.question)
            return Shown(question.title, (("text", question.body),) if question.body else ())
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
    lines = [(look, _PLACEHOLDER.sub("…", text)) for block in said.blocks for look, text in _lines(block)]
    return Shown(title, tuple((look, text) for look, text in lines if text.strip()))


def _lines(block: Block) -> Iterator[tuple[str, str]]:
    yield ("heading" if block.kind is BlockKind.HEADING else "text"), block.text
    for option in block.options:
        yield "line", option
    if block.when:
        yield "text", ", ".join((*block.when, block.place))
    if block.alt:
        yield "text", f"[Picture: {block.alt}]"

"""Takes a foreign letter in as a draft that is locked until somebody of the team has looked at it."""

from dataclasses import dataclass

from django.db import transaction

from ninefold.content.actions import create_item, create_variant, lock_variant
from ninefold.content.foreign import pages, tags
from ninefold.content.queries import items
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.culture.types import Purpose
from ninefold.kernel.actors import Actor
from ninefold.kernel.errors import BadInput

TITLE_CHARACTERS_MAX = 120
LEFT_MAX = 40


@dataclass(frozen=True, slots=True)
class Taken:
    """A template that was taken in: its draft (0 for none), and in words what of it did not parse."""

    name: str
    item_id: int
    variant_id: int
    left: tuple[str, ...]


def letter(tool: str, subject: str, html: str) -> tuple[VariantContent, tuple[str, ...]]:
    """A letter of ours from the HTML of a tool's, and what did not parse. Its gaps are to be filled before publishing.

    Pure.
    """
    words, page = tags.as_liquid(tool, subject), tags.as_liquid(tool, html)
    blocks, left = pages.blocks(page)
    why = "You get this because you said yes to news"
    legal = Block("legal", BlockKind.LEGAL, Priority.ESSENTIAL, why, short="{{ company.name }}")
    content = VariantContent("en", "", words[:200], "", (*blocks, legal))
    said = [gap for text in (words, *(_said(block) for block in blocks)) for gap in tags.gaps(text)]
    return content, tuple(dict.fromkeys([*(f"tag {gap}" for gap in said), *left]))[:LEFT_MAX]


def _said(block: Block) -> str:
    return "\n".join((block.text, block.url, *block.options))


@transaction.atomic
def take_template(*, actor: Actor, tool: str, name: str, subject: str, html: str) -> Taken:
    """Make a locked draft of a template. One whose name an item has already is left alone."""
    title = " ".join(name.split())[:TITLE_CHARACTERS_MAX] or "A template without a name"
    if any(item.title == title for item in items(limit=1_000)):
        return Taken(title, 0, 0, ("An item of this name is there already.",))
    content, left = letter(tool, subject, html)
    if len(content.blocks) < 2:
        return Taken(title, 0, 0, ("No text was found in it.", *left))
    try:
        with transaction.atomic():
            item = create_item(actor=actor, title=title, purpose=Purpose.NEWS)
            variant = create_variant(actor=actor, item_id=item.id, content=content)
            lock_variant(actor=actor, variant_id=variant)
    except BadInput as refused:
        return Taken(title, 0, 0, (refused.message, *left))
    return Taken(title, item.id, variant, left)

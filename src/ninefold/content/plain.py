"""Plain forms: what a block says to readers whose register is plain or new to the matter. Pure."""

from dataclasses import replace

from ninefold.content import tags
from ninefold.content.types import VariantContent


def has_any(content: VariantContent) -> bool:
    """Whether some block has a plain form."""
    return any(block.plain.strip() for block in content.blocks)


def for_reader(content: VariantContent, tag: str) -> VariantContent:
    """The variant as a reader of `tag` gets it: in its plain forms where they want them and it is not written so."""
    wants = tags.is_plain(tag) and not tags.is_plain(content.tag)
    return said(content) if wants and has_any(content) else content


def said(content: VariantContent) -> VariantContent:
    """The variant with plain forms in the places of the texts that have one."""
    blocks = [replace(b, text=b.plain.strip(), plain="") if b.plain.strip() else b for b in content.blocks]
    return replace(content, blocks=tuple(blocks))

"""A document as a version of a variant, and as what is kept of one that waits. Pure."""

from hashlib import blake2b
from typing import Any

import msgspec

from ninefold.content import tags
from ninefold.content.errors import TagRefused
from ninefold.content.feeds.reading import plain
from ninefold.content.feeds.types import Document
from ninefold.content.types import VariantContent

SUBJECT_CHARACTERS_MAX = 90  # what inboxes show of a subject
PREHEADER_CHARACTERS_MAX = 140


def content(document: Document, tag: str) -> VariantContent:
    """What a variant of this tag says."""
    subject, summary = document.title, document.summary
    return VariantContent(
        tag,
        "",
        plain.cut(subject, SUBJECT_CHARACTERS_MAX),
        plain.cut(summary, PREHEADER_CHARACTERS_MAX),
        document.blocks,
    )


def tag_of(document: Document, instead: str) -> str:
    """The language that a document names, if that is one; else `instead`."""
    try:
        return tags.normal(document.tag) if document.tag else instead
    except TagRefused:
        return instead


def kept(content: VariantContent) -> Any:
    """A version as plain values."""
    return msgspec.to_builtins(content)


def content_of(kept: Any) -> VariantContent:
    """The version that plain values stand for."""
    return msgspec.convert(kept, VariantContent)


def marks(document: Document) -> tuple[str, str]:
    """Two marks: of all that a document says, and of what readers see of it."""
    return _mark(document), _mark((document.title, document.summary, document.tag, document.blocks))


def _mark(value: Any) -> str:
    return blake2b(msgspec.json.encode(value), digest_size=16).hexdigest()


def text(document: Document) -> str:
    """All words of a document's blocks."""
    return "\n".join("\n".join((block.text, *block.options)) for block in document.blocks)

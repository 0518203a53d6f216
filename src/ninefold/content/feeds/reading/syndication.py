"""RSS and Atom as documents. feedparser reads all their kinds, the broken ones too, and follows no entity."""

import calendar
from collections.abc import Iterator
from io import BytesIO
from time import struct_time
from typing import Any
from urllib.parse import urljoin

import feedparser

from ninefold.content.feeds.reading import html, plain
from ninefold.content.feeds.reading.folding import as_text
from ninefold.content.feeds.types import Document, Refused

ENTRIES_MAX = 2_000


class Unreadable(ValueError):
    """It is not what it was said to be; the words say what it is instead, and what to do."""


def read(raw: bytes, base: str) -> Iterator[Document | Refused]:
    """The entries, newest first as they stand there. Raise Unreadable for what is no feed at all."""
    found = feedparser.parse(BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    if not found.get("version") and not found.entries:
        raise Unreadable("What stands there is neither RSS nor Atom. Look for the address of the feed itself.")
    tag = plain.words(str(found.feed.get("language", "")))
    for number, entry in enumerate(found.entries[:ENTRIES_MAX], 1):
        yield _entry(entry, base, tag, number)


def _entry(entry: Any, base: str, tag: str, number: int) -> Document | Refused:
    url = plain.address(urljoin(base, entry.get("link") or "")) if entry.get("link") else ""
    key = str(entry.get("id") or url or entry.get("title") or "")[:500]
    if not key:
        return Refused(f"entry {number}", "It has neither an id nor a link nor a title.")
    contents = entry.get("content") or []
    full = next((one.value for one in contents if "html" in one.get("type", "")), contents[0].value if contents else "")
    summary = str(entry.get("summary") or "")
    title = plain.title(_bare(str(entry.get("title") or "")), url)
    blocks, left = html.blocks(full or summary, url or base, title)
    if not blocks:
        return Refused(key, "There is no text in it.")
    return Document(
        key=key,
        title=title,
        blocks=blocks,
        url=url,
        authors=plain.names(one.get("name") for one in entry.get("authors") or [{"name": entry.get("author")}]),
        topics=plain.names(one.get("term") for one in entry.get("tags") or []),
        tag=plain.words(str(contents[0].get("language") or "")) or tag if contents else tag,
        summary=plain.cut(plain.words(_bare(summary)), 300) if full else "",
        published_at=_instant(entry.get("published_parsed")),
        changed_at=_instant(entry.get("updated_parsed")),
        left=left,
    )


def _bare(text: str) -> str:
    """A text without its tags."""
    return " ".join(as_text((one.kind, one.text, "", one.options)) for one in html.blocks(text)[0])


def _instant(parsed: struct_time | None) -> int:
    return max(0, calendar.timegm(parsed)) * 1_000_000 if parsed else 0

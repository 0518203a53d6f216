"""A WordPress export (WXR): its posts and pages as documents, read piece by piece however large it is."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from html import escape
from typing import IO
from xml.etree.ElementTree import Element, ParseError  # types of what defusedxml reads

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

from ninefold.content.feeds.reading import html, plain
from ninefold.content.feeds.reading.syndication import Unreadable
from ninefold.content.feeds.types import Document, Refused
from ninefold.kernel import clock

TYPES = ("post", "page")
LEFT_OUT = ("trash", "auto-draft", "inherit")
_CONTROLS = bytes(one for one in range(32) if one not in b"\t\n\r")
_SPACE = re.compile(r"\{[^}]*\}")
_SHORTCODE = re.compile(r"\[(/?)([a-zA-Z][\w-]{1,40})(\s[^\[\]]*)?/?\]")
_SHORTCODES = {"gallery", "caption", "wp_caption", "audio", "video", "playlist", "embed"}
_EMBEDDED = re.compile(r"\[embed[^\]]*\](.*?)\[/embed\]", re.DOTALL)
_BLOCKY = re.compile(r"<(?:p|h[1-6]|ul|ol|blockquote|pre|table|div|figure|hr)\b", re.IGNORECASE)


class _Sound:
    """A file without the characters that XML may not hold, which WordPress writes as they were pasted."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._is_utf16: bool | None = None

    def read(self, size: int = -1) -> bytes:
        while piece := self._file.read(size):
            if self._is_utf16 is None:
                self._is_utf16 = b"\0" in piece[:4] or piece.startswith((b"\xff\xfe", b"\xfe\xff"))
            if sound := piece if self._is_utf16 else piece.translate(None, _CONTROLS):
                return sound
        return b""


def read(file: IO[bytes]) -> Iterator[Document | Refused]:
    """Posts and pages, drafts among them. Raise Unreadable for what is no such export."""
    authors: dict[str, str] = {}
    tag, is_export = "", False
    try:
        root: Element | None = None
        for event, element in iterparse(_Sound(file), events=("start", "end"), forbid_dtd=True):
            root = element if root is None else root
            name = _local(element)
            if event == "start":
                continue
            is_export = is_export or name == "wxr_version"
            if name == "language":
                tag = element.text or ""
            elif name == "author" and "wordpress.org" in element.tag:
                said = _said(element)
                authors[said.get("author_login", "")] = said.get("author_display_name") or said.get("author_login", "")
            elif name == "item":
                if is_export and (found := _item(element, authors, tag)):
                    yield found
                element.clear()
                root.clear()
    except (ParseError, DefusedXmlException) as error:
        raise Unreadable(f"The export ends or breaks where it should not ({error}). Export it again.") from error
    if not is_export:
        raise Unreadable("This is no WordPress export. In WordPress: Tools → Export → All content.")


def _local(element: Element) -> str:
    return _SPACE.sub("", element.tag)


def _said(element: Element) -> dict[str, str]:
    """The texts of an element's children by their local names; `content:encoded` and `excerpt:encoded` by both."""
    found: dict[str, str] = {}
    for child in element:
        name = _local(child)
        if name == "encoded":
            name = "excerpt" if "excerpt" in child.tag else "content"
        found.setdefault(name, child.text or "")
    return found


def _item(element: Element, authors: dict[str, str], tag: str) -> Document | Refused | None:
    said = _said(element)
    if said.get("post_type") not in TYPES or said.get("status") in LEFT_OUT:
        return None
    key = f"{said.get('post_type')} {said.get('post_id') or said.get('guid', '')}"
    if said.get("post_password"):
        return Refused(key, f"“{plain.title(said.get('title', ''))}” is kept behind a password there.")
    title = plain.title(said.get("title", ""), said.get("post_name", ""))
    blocks, left = html.blocks(paragraphs(said.get("content", "")), plain.address(said.get("link")), title)
    if not blocks:
        return Refused(key, f"“{title}” has no text.")
    topics = [
        one.text for one in element if _local(one) == "category" and one.get("domain") in ("category", "post_tag")
    ]
    creator = said.get("creator", "")
    return Document(
        key=key,
        title=title,
        blocks=blocks,
        url=plain.address(said.get("link")),
        authors=plain.names([authors.get(creator, creator)]),
        topics=plain.names(one for one in topics if one != "Uncategorized"),
        tag=tag,
        summary=plain.cut(plain.words(re.sub(r"<[^>]*>", " ", said.get("excerpt", ""))), 300),
        published_at=_instant(said.get("post_date_gmt", "")),
        changed_at=_instant(said.get("post_modified_gmt", "")),
        is_draft=said.get("status") != "publish",
        left=left,
    )


def _instant(text: str) -> int:
    try:
        return clock.to_us(datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=UTC))
    except ValueError:  # 0000-00-00 of a draft
        return 0


def paragraphs(content: str) -> str:
    """The content as WordPress shows it: an empty line ends a paragraph where no block does; shortcodes go."""
    content = _EMBEDDED.sub(
        lambda found: f'<a href="{escape(found[1].strip())}">{escape(found[1].strip())}</a>', content
    )
    ending = {found[2] for found in _SHORTCODE.finditer(content) if found[1]}
    content = _SHORTCODE.sub(lambda found: "" if _is_shortcode(found, ending) else found[0], content)
    if "<!-- wp:" in content:
        return content
    parts = re.split(r"\n[ \t\r]*\n", content.replace("\r\n", "\n"))
    return "\n".join(
        part if _BLOCKY.search(part) else f"<p>{part.strip().replace(chr(10), '<br>')}</p>" for part in parts
    )


def _is_shortcode(found: re.Match[str], ending: set[str]) -> bool:
    """Whether brackets call a program there: by a name of WordPress's own, by what is given to it, or by their end."""
    return found[2] in _SHORTCODES or found[2] in ending or "=" in (found[3] or "")

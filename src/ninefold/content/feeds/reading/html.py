"""HTML as blocks: headings, texts, lists, quotes, and a link that stands alone as a call to action.

nh3 parses as browsers do and leaves a small, sound tree; what is walked here is only that.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

import nh3
from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from ninefold.content.feeds.reading import plain
from ninefold.content.feeds.reading.folding import Said, as_text, fold
from ninefold.content.limits import LINE_CHARACTERS_MAX, OPTIONS_MAX
from ninefold.content.types import Block, BlockKind, Priority

HTML_CHARACTERS_MAX = 2_000_000
DEPTH_MAX = 150
LEFT_MAX = 40
_HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
_BREAKING = {
    *("p", "div", "section", "article", "main", "header", "footer", "table", "tr", "figure", "figcaption", "dl", "dt"),
    *("dd", "hr", "details", "summary", "address", "aside", "body", "thead", "tbody", "caption", "li", *_HEADINGS),
}
_KEPT = {*_BREAKING, "ul", "ol", "blockquote", "pre", "a", "img", "br", "td", "th", "code"}
_SILENT = {"script", "style", "template", "noscript", "svg", "math", "head", "title", "form", "button", "select"}
_FRAMES = ("iframe", "video", "audio", "object", "embed")


def blocks(html: str, base: str = "", title: str = "") -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of a piece of HTML, and in words what of it stands in none. Links are joined to `base`, if any.

    A first heading that says the title again is left out.
    """
    text = html[:HTML_CHARACTERS_MAX]
    tree = BeautifulSoup(_clean(text), "html.parser")
    walk = _Walk(base)
    walk.into(tree, 0)
    walk.flush()
    said = walk.said
    if said and said[0][0] is BlockKind.HEADING and said[0][1].casefold() == title.casefold():
        said = said[1:]
    left = [*walk.left, *_unread(text, html)]
    folded, more = fold(said)
    return tuple(_block(number, one) for number, one in enumerate(folded)), tuple(dict.fromkeys([*left, *more]))[
        :LEFT_MAX
    ]


def _clean(text: str) -> str:
    return nh3.clean(
        text, tags=_KEPT, clean_content_tags=_SILENT, attributes={"a": {"href"}, "img": {"src", "alt"}},
        url_schemes={"http", "https", "mailto"}, link_rel=None, strip_comments=True,
    )  # fmt: skip


def _unread(text: str, html: str) -> Iterator[str]:
    lowered = text.lower()
    frames = sum(lowered.count(f"<{name}") for name in _FRAMES)
    if frames:
        yield f"{frames} frame{'' if frames == 1 else 's'} or video{'' if frames == 1 else 's'}"
    if plain.has_marks(text):
        yield plain.MARKS
    if len(html) > len(text):
        yield f"what comes after {HTML_CHARACTERS_MAX:,} characters"


@dataclass
class _Walk:
    """Goes through a tree once and says what stands there."""

    base: str
    said: list[Said] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _alone: list[tuple[str, str]] = field(default_factory=list)  # links of the paragraph under way

    def into(self, tag: Tag, depth: int) -> None:
        if depth > DEPTH_MAX:
            self._text.append(tag.get_text(" "))
            return
        for child in tag.children:
            if isinstance(child, Tag):
                self._one(child, depth + 1)
            elif type(child) is NavigableString:
                self._text.append(str(child).replace("\n", " "))

    def _one(self, tag: Tag, depth: int) -> None:
        name = tag.name
        if name == "br":
            self._text.append("\n")
        elif name == "img":
            self._picture(tag)
        elif name == "a":
            self._link(tag, depth)
        elif name in ("ul", "ol", "blockquote", "pre", "table", *_HEADINGS):
            self.flush()
            self._whole(tag, depth)
        elif name in _BREAKING:
            self.flush()
            self.into(tag, depth)
            self.flush()
        elif name in ("td", "th"):
            self.into(tag, depth)
            self._text.append(" | " if tag.find_next_sibling(["td", "th"]) else "")
        else:
            self.into(tag, depth)

    def _whole(self, tag: Tag, depth: int) -> None:
        """What becomes a block of its own."""
        if tag.name in ("ul", "ol"):
            self._list(tag, depth)
        elif tag.name == "pre":
            self._say(BlockKind.TEXT, plain.lines(tag.get_text()).strip("\n"))
        elif tag.name in ("blockquote", "table"):
            self._say(BlockKind.QUOTE if tag.name == "blockquote" else BlockKind.TEXT, self._inner(tag, depth))
        else:
            self._say(BlockKind.HEADING, plain.words(self._inner(tag, depth)))

    def _inner(self, tag: Tag, depth: int) -> str:
        """All that stands in a tag, as text with its lines."""
        inner = _Walk(self.base)
        inner.into(tag, depth)
        inner.flush()
        self.left += inner.left
        return "\n".join(as_text(one) for one in inner.said)

    def _list(self, tag: Tag, depth: int) -> None:
        lines = [line for item in tag.find_all("li", recursive=False) if (line := self._inner(item, depth + 1))]
        if any(len(line) > LINE_CHARACTERS_MAX or "\n" in line for line in lines):
            self._say(BlockKind.TEXT, "\n".join(f"• {line}" for line in lines))
            return
        for start in range(0, len(lines), OPTIONS_MAX):
            self.said.append((BlockKind.LIST, "", "", tuple(lines[start : start + OPTIONS_MAX])))

    def _picture(self, tag: Tag) -> None:
        source, shows = (
            plain.address(urljoin(self.base, str(tag.get("src") or ""))),
            plain.words(str(tag.get("alt") or "")),
        )
        if source:
            self.left.append(f"picture {source[:200]}{f' ({plain.cut(shows, 80)})' if shows else ''}")

    def _link(self, tag: Tag, depth: int) -> None:
        before = len(self._text)
        self.into(tag, depth)
        label = plain.words("".join(self._text[before:]))
        href = str(tag.get("href") or "")
        url = "" if not href or href.startswith("#") else plain.address(urljoin(self.base, href))
        if url and label:
            self._alone.append((label, url))
            if url not in label:
                self._text.append(f" ({url})")

    def flush(self) -> None:
        """End the paragraph under way."""
        text, links = "".join(self._text), self._alone
        self._text, self._alone = [], []
        said = "\n".join(line for one in plain.lines(text).split("\n") if (line := " ".join(one.split())))
        if len(links) == 1 and said in (links[0][0], f"{links[0][0]} ({links[0][1]})"):
            self.said.append((BlockKind.CALL_TO_ACTION, plain.cut(links[0][0], LINE_CHARACTERS_MAX), links[0][1], ()))
        else:
            self._say(BlockKind.TEXT, said)

    def _say(self, kind: BlockKind, text: str) -> None:
        if text.strip(" |\n"):
            self.said.append((kind, text, "", ()))


def _block(number: int, said: Said) -> Block:
    kind, text, url, options = said
    priority = {BlockKind.HEADING: Priority.ESSENTIAL, BlockKind.CALL_TO_ACTION: Priority.ESSENTIAL,
                BlockKind.QUOTE: Priority.DETAIL}.get(kind, Priority.SUPPORTING)  # fmt: skip
    return Block(f"b{number}", kind, priority, text, url=url, options=options)

"""The HTML of a letter as blocks: headings, texts, lists, and a link that stands alone as a call to action. Pure."""

import re
from html.parser import HTMLParser

from ninefold.content.limits import BLOCKS_MAX, LINE_CHARACTERS_MAX, OPTIONS_MAX, TEXT_CHARACTERS_MAX
from ninefold.content.types import Block, BlockKind, Priority

_HEADINGS = {"h1", "h2", "h3", "h4"}
_BREAKS = {"p", "div", "td", "tr", "table", "section", "article", "body", "blockquote", "center", *_HEADINGS}
_SILENT = {"style", "script", "head", "title"}
_URL = re.compile(r"https?://\S+")


class _Reader(HTMLParser):
    """Collects blocks as (kind, text, url, lines), and what is left over."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[BlockKind, str, str, list[str]]] = []
        self.left: list[str] = []
        self._text: list[str] = []
        self._links: list[tuple[str, str]] = []
        self._lines: list[str] | None = None
        self._href, self._label = "", ""
        self._silent = 0
        self._kind = BlockKind.TEXT

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag in _SILENT:
            self._silent += 1
        elif tag in _BREAKS:
            self._flush()
            self._kind = BlockKind.HEADING if tag in _HEADINGS else BlockKind.TEXT
        elif tag in ("ul", "ol"):
            self._flush()
            self._lines = []
        elif tag in {"li", "br"}:
            self._text.append("\n")
        elif tag == "a":
            self._href, self._label = said.get("href", ""), ""
        elif tag == "img" and said.get("src", "").startswith("http") and said.get("width") != "1":
            self.left.append(f"picture {said['src'][:200]}{': ' + said['alt'][:80] if said.get('alt') else ''}")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "a":
            if self._href and self._label.strip():
                self._links.append((" ".join(self._label.split()), self._href))
            self._href = ""
        elif tag == "li" and self._lines is not None:
            self._lines.append(self._take())
        elif tag in ("ul", "ol") and self._lines is not None:
            lines, self._lines = [line[:LINE_CHARACTERS_MAX] for line in self._lines if line][:OPTIONS_MAX], None
            if lines:
                self.found.append((BlockKind.LIST, "", "", lines))
            self._note_links()
        elif tag in _BREAKS:
            self._flush()
            self._kind = BlockKind.TEXT

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        self._text.append(data)
        if self._href:
            self._label += data

    def close(self) -> None:
        super().close()
        self._flush()

    def _take(self) -> str:
        lines = (" ".join(line.split()) for line in "".join(self._text).split("\n"))
        self._text = []
        return "\n".join(line for line in lines if line)

    def _flush(self) -> None:
        if self._lines is not None:
            return
        text = self._take()
        links, self._links = self._links, []
        if text and len(links) == 1 and links[0][0] == text and _URL.match(links[0][1]):
            self.found.append((BlockKind.CALL_TO_ACTION, text[:LINE_CHARACTERS_MAX], links[0][1], []))
            return
        self._links = links
        self._note_links()
        if text:
            self.found.append((self._kind, text, "", []))

    def _note_links(self) -> None:
        self.left += [f"link of “{label[:60]}” to {href[:200]}" for label, href in self._links if href]
        self._links = []


def blocks(html: str) -> tuple[list[Block], list[str]]:
    """The blocks of a page whose merge tags are Liquid already, and in words what of it is in none of them."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = [_block(number, *one) for number, one in enumerate(reader.found[: BLOCKS_MAX - 1])]
    left = reader.left
    if len(reader.found) > len(found):
        left.append(f"{len(reader.found) - len(found)} more blocks than a letter may have")
    return found, left


def _block(number: int, kind: BlockKind, text: str, url: str, lines: list[str]) -> Block:
    most = TEXT_CHARACTERS_MAX if kind is BlockKind.TEXT else LINE_CHARACTERS_MAX
    priority = Priority.ESSENTIAL if kind is BlockKind.CALL_TO_ACTION else Priority.SUPPORTING
    said = " ".join(text.split()) if kind is BlockKind.HEADING else text
    return Block(f"b{number}", kind, priority, said[:most], url=url, options=tuple(lines))

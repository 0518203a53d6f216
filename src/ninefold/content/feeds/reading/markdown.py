"""An article in Markdown (CommonMark with tables) with what stands before it, as a document."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt

from ninefold.content.feeds.reading import frontmatter, html, plain
from ninefold.content.feeds.types import Document, Refused

SUFFIXES = (".md", ".markdown", ".mdx")
FILE_BYTES_MAX = 1_000_000
_AUTHORS = ("authors", "author", "by", "contributors")
_DATES = ("date", "published", "pubdate", "published_at", "created", "publishdate")
_CHANGES = ("updated", "lastmod", "modified", "last_modified", "updated_at", "moddate")
_TOPICS = ("tags", "categories", "topics", "keywords", "category")
_SUMMARIES = ("description", "summary", "excerpt", "subtitle")
# MDX mixes programs in: lines that import or export, and tags with a capital.
_PROGRAM = re.compile(r"^(?:import\s.+|export\s.+)$", re.MULTILINE)
_REMARK = re.compile(r"\{/\*.*?\*/\}", re.DOTALL)
_COMPONENT = re.compile(r"</?[A-Z][^<>]*>")


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": True, "maxNesting": 40}).enable(["table", "strikethrough"])


def read(path: str, raw: bytes, base: str = "") -> Document | Refused:
    """One file by its path below its folder. `base` is where the folder stands on the web, "" for nowhere."""
    if len(raw) > FILE_BYTES_MAX:
        return Refused(path, f"It is larger than {FILE_BYTES_MAX // 1_000_000} MB.")
    try:
        front, text = frontmatter.split(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return Refused(path, "It is not written in UTF-8.")
    except frontmatter.FrontRefused as error:
        return Refused(path, f"{error}.".capitalize() if str(error)[0].islower() else f"{error}.")
    text = _REMARK.sub("", text)
    if path.endswith(".mdx"):
        text = _COMPONENT.sub("", _PROGRAM.sub("", text))
    title = plain.title(_first(front, "title"), _heading(text) or _named(path))
    blocks, left = html.blocks(page(text), base, title)
    if not blocks:
        return Refused(path, "There is no text in it.")
    return Document(
        key=path,
        title=title,
        blocks=blocks,
        url=_url(front),
        authors=plain.names(_authors(front)),
        topics=plain.names(one for name in _TOPICS for one in frontmatter.listed(front.get(name))),
        tag=plain.words(_first(front, "lang", "language", "locale")),
        summary=plain.cut(plain.words(_first(front, *_SUMMARIES)), 300),
        published_at=_instant(front, _DATES),
        changed_at=_instant(front, _CHANGES),
        is_draft=_is_draft(front),
        left=left,
    )


def page(text: str) -> str:
    """Markdown as HTML."""
    return str(_parser().render(text))


def _first(front: Mapping[str, Any], *names: str) -> str:
    return next((str(front[name]) for name in names if isinstance(front.get(name), str | int | float)), "")


def _instant(front: Mapping[str, Any], names: tuple[str, ...]) -> int:
    return next((found for name in names if (found := plain.instant(front.get(name)))), 0)


def _authors(front: Mapping[str, Any]) -> list[Any]:
    """Names, also of authors that are given with more than a name."""
    found = next((front[name] for name in _AUTHORS if front.get(name)), None)
    several = [found] if isinstance(found, dict) else frontmatter.listed(found)
    return [one.get("name") or one.get("title") if isinstance(one, dict) else one for one in several]


def _url(front: Mapping[str, Any]) -> str:
    return next(
        (url for name in ("canonical", "canonical_url", "url", "link") if (url := plain.address(front.get(name)))), ""
    )


def _is_draft(front: Mapping[str, Any]) -> bool:
    return front.get("draft") is True or front.get("published") is False


def _heading(text: str) -> str:
    found = re.search(r"^#\s+(.+?)\s*#*$", text, re.MULTILINE)
    return re.sub(r"[*_`]|\[([^\]]*)\]\([^)]*\)", r"\1", found[1]) if found else ""


def _named(path: str) -> str:
    """A title out of a file's name, or of its folder's where the file is only its index."""
    place = PurePosixPath(path)
    stem = (
        place.parent.name if place.stem.lower() in ("index", "_index", "readme") and place.parent.name else place.stem
    )
    return re.sub(r"^\d{4}-\d{2}-\d{2}-", "", stem).replace("-", " ").replace("_", " ").capitalize()

"""One page of the web as a document: its article, without what stands around it."""

import json
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, Tag

from ninefold.content.feeds.reading import html, plain
from ninefold.content.feeds.reading.syndication import Unreadable
from ninefold.content.feeds.types import Document, Refused

_AROUND = ("nav", "header", "footer", "aside", "form", "script", "style", "template", "noscript")
_MAINS = ("article", "main", "[role=main]", "#content", "body")
WORDS_MIN = 20
JSON_CHARACTERS_MAX = 200_000


def read(raw: bytes, url: str) -> Iterator[Document | Refused]:
    """The one document of a page. Raise Unreadable where no article can be found."""
    tree = BeautifulSoup(raw[: html.HTML_CHARACTERS_MAX], "html.parser")
    said = _linked_data(tree)
    title = plain.title(_meta(tree, "og:title"), _text(tree.find("h1")) or _text(tree.find("title")))
    main = _main(tree)
    blocks, left = html.blocks(str(main), url, title) if main else ((), ())
    if not blocks:
        raise Unreadable("There is no article on this page that can be read without running its programs.")
    root = tree.find("html")
    canonical = tree.find("link", rel="canonical")
    yield Document(
        key=url,
        title=title,
        blocks=blocks,
        url=plain.address(canonical.get("href") if isinstance(canonical, Tag) else "") or url,
        authors=plain.names(_authors(said) or [_meta(tree, "author"), _meta(tree, "article:author")]),
        topics=plain.names((_meta(tree, "keywords") or _meta(tree, "article:section")).split(",")),
        tag=plain.words(str(root.get("lang") or "")) if isinstance(root, Tag) else "",
        summary=plain.cut(plain.words(_meta(tree, "description") or _meta(tree, "og:description")), 300),
        published_at=plain.instant(_meta(tree, "article:published_time") or said.get("datePublished")),
        changed_at=plain.instant(_meta(tree, "article:modified_time") or said.get("dateModified")),
        left=left,
    )


def _main(tree: BeautifulSoup) -> Tag | None:
    """The part that holds the article: the first named as one that says enough, else all that is not around it."""
    found = [one for place in _MAINS for one in tree.select(place)]
    for tag in found:
        for around in tag.find_all(_AROUND):
            around.decompose()
    return next((tag for tag in found if len(tag.get_text(" ").split()) >= WORDS_MIN), found[-1] if found else tree)


def _text(tag: Any) -> str:
    return tag.get_text(" ") if isinstance(tag, Tag) else ""


def _meta(tree: BeautifulSoup, name: str) -> str:
    found = tree.find("meta", attrs={"property": name}) or tree.find("meta", attrs={"name": name})
    return str(found.get("content") or "") if isinstance(found, Tag) else ""


def _linked_data(tree: BeautifulSoup) -> dict[str, Any]:
    """What the page says of its article in JSON-LD, {} for nothing."""
    for script in tree.find_all("script", type="application/ld+json"):
        text = script.get_text()
        try:
            found = json.loads(text) if len(text) <= JSON_CHARACTERS_MAX else {}
        except (ValueError, RecursionError):
            continue
        listed = found if isinstance(found, list) else found.get("@graph", [found]) if isinstance(found, dict) else []
        for one in listed if isinstance(listed, list) else []:
            if isinstance(one, dict) and "datePublished" in one:
                return one
    return {}


def _authors(said: dict[str, Any]) -> list[Any]:
    given = said.get("author")
    several = given if isinstance(given, list) else [given]
    return [one.get("name") if isinstance(one, dict) else one for one in several if one]

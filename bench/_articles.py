"""Real articles to fit: what the packages of this environment tell of themselves, and the topics of Python's manual.

Only their prose: paragraphs of whole sentences, without markup, code and links. Each is a variant as an author would
rank it: the first paragraph essential, the next two supporting, the rest detail.
"""

import re
from collections.abc import Iterator
from importlib.metadata import distributions
from itertools import chain
from pydoc_data.topics import topics

from ninefold.adapt import sentences
from ninefold.content.types import Block, BlockKind, Priority, VariantContent

PARAGRAPHS_MIN, PARAGRAPHS_MAX, SENTENCES_MAX = 3, 6, 12
RANKS = (Priority.ESSENTIAL, Priority.SUPPORTING, Priority.SUPPORTING)
_LINKED = re.compile(r"\[([^\]]+)\]\([^)]*\)|`([^`<]+?)\s*<[^>]*>`_+")
_MARKUP = re.compile(r"[*`_]{1,3}(?=\S)|(?<=\S)[*`_]{1,3}")
_NO_PROSE = re.compile(r"^[^A-Z“\"]|https?://|[{}<>|=\\$#]|::|>>>|\.\. |\s{3}", re.MULTILINE)
_WORDS_MIN = 8


def articles() -> list[VariantContent]:
    """Each article once, in the order of its name."""
    told = {one.metadata["Name"]: str(one.metadata.get_payload()) for one in distributions()}
    every = chain(sorted(told.items()), sorted(topics.items()))
    found = [made for _, text in every for made in _of(text)]
    return list({one.blocks[0].text: one for one in found}.values())


def _of(text: str) -> Iterator[VariantContent]:
    """The articles in a text: a long one makes several."""
    paragraphs = [made for raw in re.split(r"\n\s*\n", text) if (made := _prose(raw))]
    for start in range(0, len(paragraphs), PARAGRAPHS_MAX):
        chunk = paragraphs[start : start + PARAGRAPHS_MAX]
        if len(chunk) >= PARAGRAPHS_MIN:
            yield _variant(chunk)


def _variant(paragraphs: list[str]) -> VariantContent:
    ranks = (*RANKS, *([Priority.DETAIL] * len(paragraphs)))
    blocks = [
        Block(str(number), BlockKind.TEXT, rank, paragraph)
        for number, (paragraph, rank) in enumerate(zip(paragraphs, ranks, strict=False))
    ]
    return VariantContent("en", "", "An article", "", tuple(blocks))


def _prose(raw: str) -> str:
    """One paragraph as plain text; "" where it is no prose."""
    text = _LINKED.sub(lambda found: found[1] or found[2], raw.strip("\n"))
    if _NO_PROSE.search(text):
        return ""
    text = " ".join(_MARKUP.sub("", text).split())
    is_whole = text.endswith((".", "!", "?")) and len(text.split()) >= _WORDS_MIN
    return text if is_whole and len(sentences.split(text)) <= SENTENCES_MAX else ""

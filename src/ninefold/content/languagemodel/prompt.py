"""What a model is told: the house's voice, the community's terms, the facts to keep, the brief. Pure.

No person is in it: briefs that name addresses are refused, those in texts are left out, examples of terms (which quote
what people wrote) are not sent.
"""

import re

from ninefold.content import comparing
from ninefold.content.languagemodel.types import House, Wish
from ninefold.content.types import BlockKind, VariantContent

TERMS_MAX = 200
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w/])(?:\+|00)\d[\d ()/-]{6,}\d|(?<!\d)0\d{2,4}[ /-]\d{5,}")
_KINDS = (BlockKind.HEADING, BlockKind.TEXT, BlockKind.LIST, BlockKind.QUOTE, BlockKind.CALL_TO_ACTION, BlockKind.LEGAL)
_SHAPE = (
    'Answer with JSON alone, no words around it: {"subject": "…", "preheader": "…", "blocks": [{"kind": "heading",'
    ' "text": "…"}, …]}. Kinds of blocks: '
    + ", ".join(kind.value for kind in _KINDS)
    + '. A list has "options" (its lines) and may have a "text" before them. A call_to_action has "url". Plain text, no'
    " HTML, no Markdown. Keep what stands in {{ }} exactly as it stands."
)


def names_somebody(text: str) -> bool:
    """Whether a text holds a mail address or a telephone number."""
    return bool(_ADDRESS.search(text) or _PHONE.search(text))


def messages(wish: Wish, house: House) -> list[dict[str, str]]:
    """The two messages of a chat: how to write, and what."""
    return [
        {"role": "system", "content": _without_people("\n".join(_how(wish, house)))},
        {"role": "user", "content": _without_people("\n".join(_what(wish)))},
    ]


def known_facts(wish: Wish) -> tuple[str, ...]:
    """The facts that whoever asked gave: of the item, of what it says now, and of the brief."""
    given = VariantContent(wish.tag, "", wish.title, wish.brief, ())
    of_source = comparing.facts_of(wish.source) if wish.source else ()
    return tuple(dict.fromkeys((*wish.facts, *of_source, *comparing.facts_of(given))))


def _how(wish: Wish, house: House) -> list[str]:
    said = [
        f"You write drafts for {house.company}. A person reads and corrects each before it is published.",
        f"Write in the language of the tag {wish.tag}, for {wish.readers}.",
        f"Voice: {house.voice}" if house.voice else "",
        f"Values: {'; '.join(house.values)}" if house.values else "",
        f"Never use these words: {'; '.join(house.avoided)}" if house.avoided else "",
        "Do not press the reader: no false urgency, no guilt, no hidden cost.",
        "State no figure, price, date, name or link that is not given to you, and leave out none that is.",
        f"Form: {wish.form}" if wish.form else "",
    ]
    terms = [f"{one.plain} -> {one.term}" for one in house.terms[:TERMS_MAX] if one.plain]
    said += ["These readers' own words, in place of plain ones:", *terms] if terms else []
    return [*filter(None, said), _SHAPE]


def _what(wish: Wish) -> list[str]:
    said = [f"Title: {wish.title}"]
    said += ["Facts to keep, word for word:", *(f"- {fact}" for fact in wish.facts)] if wish.facts else []
    said += [f"Brief: {wish.brief}"] if wish.brief else []
    if wish.source is not None:
        said += ["What it says now:", *_text(wish.source)]
    return said


def _text(content: VariantContent) -> list[str]:
    said = [f"Subject: {content.subject}", f"Preheader: {content.preheader}"]
    for block in content.blocks:
        link = f" (leads to {block.url})" if block.url else ""
        said += [f"[{block.kind.value}] {block.text}{link}", *(f"- {option}" for option in block.options)]
    return said


def _without_people(text: str) -> str:
    return _ADDRESS.sub("[address]", text)

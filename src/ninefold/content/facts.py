"""Must-keep facts: the numbers, prices, dates, links and names that no rendition may lose.

Found in the text of essential and supporting blocks and joined with those marked by hand. In a block of
detail only hand-marked facts must stay: detail is what its author lets go, figures and all.
"""

import regex

from ninefold.content import names
from ninefold.content.types import Block, BlockKind, Priority

_LIQUID = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}", regex.DOTALL)
_MONTH = (
    r"(?:Jan(?:uar(?:y)?|vier)?|Feb(?:ruar(?:y)?)?|F[ée]vrier|M(?:ar(?:ch|s)?|ärz|ai)|Apr(?:il)?|Avril|May|Mai|Jun(?:e|i)?|Juin"
    r"|Jul(?:y|i)?|Juillet|Aug(?:ust)?|Ao[uû]t|Sep(?:t(?:ember)?|tembre)?|O[ck]t(?:ober|obre)?|Nov(?:ember|embre)?"
    r"|De[cz](?:ember)?|D[ée]cembre)"
)
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
_NOT_IN_WORD = r"(?<![\p{L}\p{N}]|\d[.,'’])"
_CURRENCY = r"(?:[$€£¥₹₩₽฿₺]|\b(?:USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN)\b)"
_GAP = r"[^\S\n]"  # a fact stands on one line
_TIME = rf"""(?<!\d[.,'’])(?:
        \b\d{{4}}-\d{{2}}-\d{{2}}\b | \b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}\b     # 2026-11-30, 30.11.2026
        | \b\d{{1,2}}(?:st|nd|rd|th)?\.?{_GAP}{_MONTH}\b(?:\.?{_GAP}\d{{4}}\b)?           # 30 November 2026
        | \b{_MONTH}{_GAP}\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?{_GAP}\d{{4}}\b)?               # November 30, 2026
        | \b\d{{1,2}}:\d{{2}}\b(?:{_GAP}?[ap]m\b)?                                     # 19:30
      )(?![.,'’]\d)"""
_DATED = regex.compile(_TIME, regex.VERBOSE | regex.IGNORECASE)
_FACT = regex.compile(
    rf"""https?://[^\s<>"“”‘’]*[^\s<>"“”‘’.,;:!?)\]]                     # a link
    | {_TIME}
    | {_CURRENCY}{_GAP}?{_NUMBER} | {_NOT_IN_WORD}{_NUMBER}{_GAP}?{_CURRENCY}                        # a price
    | {_NOT_IN_WORD}{_NUMBER}{_GAP}?[%‰] | {_NOT_IN_WORD}{_NUMBER}""",
    regex.VERBOSE | regex.IGNORECASE,
)
_LINK = regex.compile(r"https?://\S*", regex.IGNORECASE)


def find(text: str) -> tuple[str, ...]:
    """The facts of a text as they stand in it, each once, in order; placeholders are no facts."""
    without_liquid = _LIQUID.sub("\n", text)
    return tuple(dict.fromkeys(match.group() for match in _FACT.finditer(without_liquid)))


def names_a_day(text: str) -> bool:
    """Whether a text says a date or an hour."""
    return bool(_DATED.search(_LIQUID.sub("\n", text)))


def of_block(block: Block) -> tuple[str, ...]:
    """All must-keep facts of a block: marked by hand first, then found (in detail and legal lines: only marked).

    A legal line is one fact itself: it stays whole or in its own short form, whose figures may differ.
    """
    if block.priority is Priority.DETAIL or block.kind is BlockKind.LEGAL:
        return block.must_keep
    text = "\n".join((block.text, *block.options))
    marked = (*block.must_keep, *block.when, *([block.place] if block.place else []))
    found = [fact for fact in (*find(text), *names.find(text)) if not any(keeps(one, fact) for one in marked)]
    return tuple(dict.fromkeys((*marked, *found)))


def spellings(line: str) -> tuple[str, ...]:
    """The ways in which one fact of an item may be spelt: `until 30 Nov | bis 30. Nov`."""
    return tuple(spelling for part in line.split("|") if (spelling := part.strip()))


def source(block: Block) -> str:
    """All that a block says at full length, for its facts to stand in."""
    return "\n".join((block.text, block.url, *block.options, *block.when, block.place))


def is_link(fact: str) -> bool:
    return bool(_LINK.match(fact))


def stands_in(source: str, fact: str) -> bool:
    """Whether a fact stands in an author's source: not in a placeholder, nor (but for links) inside a link."""
    said = _LIQUID.sub("\n", source)
    return keeps(said if is_link(fact) else _LINK.sub("\n", said), fact)


def keeps(text: str, fact: str) -> bool:
    """Whether `fact` stands whole in `text`: 9 is kept by neither 19.90 nor n9, 19 not by 19.90."""
    start = text.find(fact)
    while start >= 0:
        if _stands_whole(text, start, start + len(fact)):
            return True
        start = text.find(fact, start + 1)
    return False


def _stands_whole(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 2) : start][::-1], text[end : end + 2]
    begins_in_word = text[start].isdigit() and before[:1].isalpha()
    return not (begins_in_word or _runs_on(before, text[start]) or _runs_on(after, text[end - 1]))


def _runs_on(beyond: str, edge: str) -> bool:
    """Whether the number at an edge goes on beyond it (`beyond` read away from the edge)."""
    if not edge.isdigit() or not beyond:
        return False
    return beyond[0].isdigit() or (beyond[0] in ".,'’" and beyond[1:2].isdigit())

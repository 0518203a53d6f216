"""Must-keep facts: the numbers, prices, dates, links and names that no rendition may lose.

Found in the text of essential and supporting blocks and joined with those marked by hand. In a block of
detail only hand-marked facts must stay: detail is what its author lets go, figures and all.
"""

import regex

from ninefold.content import names
from ninefold.content.types import Block, BlockKind, Priority

_LIQUID = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}", regex.DOTALL)
_MONTHS = """
    Jan January Januar Janvier Enero Gennaio Feb February Februar Février Fevrier Febrero Febbraio Mar March März Mars
    Marzo Apr April Avril Abril Aprile May Mai Mayo Maggio Jun June Juni Juin Junio Giugno Jul July Juli Juillet Julio
    Luglio Aug August Août Aout Agosto Sep Sept September Septembre Septiembre Settembre Oct Okt October Oktober Octobre
    Octubre Ottobre Nov November Novembre Noviembre Dec Dez December Dezember Décembre Decembre Diciembre Dicembre"""
_MONTH = f"(?:{'|'.join(_MONTHS.split())})"
_NUMBER = r"\d+(?:[.,'’\u00a0\u202f]\d+)*"
# In scripts with capitals a number beside letters is part of a word (n9); others set no space between the two.
_LETTER = r"[\p{Lu}\p{Ll}\p{Lt}]"
_NOT_IN_WORD = rf"(?<!{_LETTER}|\p{{N}}|\d[.,'’])"
_END = rf"(?!{_LETTER}|\p{{N}})"
_CODES = "USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|HUF|INR|CNY|BRL|NZD|SGD|HKD|THB|KRW|TWD|ZAR"
_CURRENCY = rf"(?:\p{{Sc}}|(?<!{_LETTER}|\p{{N}})(?:{_CODES}){_END})"
_COUNTED = rf"(?:\p{{Sc}}|(?:{_CODES}|kr|Kč|zł){_END}|円|元|원|บาท)"  # after the sum
_GAP = r"[^\S\n]"  # a fact stands on one line
_TIMES = rf"""(?:{_GAP}?(?:
        (?:Mio|Mrd|Tsd)\.? | thousand | million(?:e[ns]?|s)? | milliards? | Milliarden? | billions? | millón | millones
      ){_END})"""
_SUM = rf"(?:\d{{1,3}}(?:[ ]\d{{3}})+(?:[.,]\d+)?|{_NUMBER})"  # 1 000 is one number in a price; elsewhere two
_ORDINAL = r"(?:st|nd|rd|th|er|re|e|º)?\.?"
_OF = rf"(?:de{_GAP})?"
_HALF = r"(?:[ap]m|[ap]\.m\.)"
_TIME = rf"""{_NOT_IN_WORD}(?:
        \d{{4}}-\d{{2}}-\d{{2}}{_END} | \d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}{_END}             # 2026-11-30, 30.11.2026
        | (?:\d{{4}}[年년]{_GAP}?)?\d{{1,2}}[月월]{_GAP}?\d{{1,2}}[日일]                        # 2026年11月30日
        | \d{{1,2}}{_ORDINAL}{_GAP}{_OF}{_MONTH}{_END}(?:\.?{_GAP}{_OF}\d{{4}}{_END})?          # 30 November 2026
        | {_MONTH}{_GAP}\d{{1,2}}(?:st|nd|rd|th)?{_END}(?:,?{_GAP}\d{{4}}{_END})?               # November 30, 2026
        | \d{{1,2}}:\d{{2}}{_END}(?:{_GAP}?{_HALF}{_END})?                                      # 19:30
        | \d{{1,2}}{_GAP}?(?:{_HALF}|h{_GAP}?\d{{2}}){_END}                                     # 7 pm, 19 h 30
      )(?![.,'’]\d)"""
_DATED = regex.compile(_TIME, regex.VERBOSE | regex.IGNORECASE)
_WEB = r"""https?://[^\s<>"“”‘’]*[^\s<>"“”‘’.,;:!?)\]]"""
_FACT = regex.compile(
    rf"""{_WEB} | {_TIME}
    | {_CURRENCY}{_GAP}?{_NUMBER}(?:{_TIMES}|(?:[km]|bn){_END})?                               # a price
    | {_NOT_IN_WORD}{_SUM}{_TIMES}?{_GAP}?{_COUNTED}
    | {_NOT_IN_WORD}{_NUMBER}{_GAP}?[%‰] | {_NOT_IN_WORD}{_NUMBER}{_TIMES}?""",
    regex.VERBOSE | regex.IGNORECASE,
)
MONEY = regex.compile(rf"{_CURRENCY}|\d{_TIMES}?{_GAP}?{_COUNTED}", regex.VERBOSE | regex.IGNORECASE)
_LINK = regex.compile(r"https?://\S*", regex.IGNORECASE)
_WHOLE_LINK = regex.compile(_WEB, regex.IGNORECASE)
_IN_WORD = regex.compile(_LETTER)


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
    """Whether `fact` stands whole in `text`: 9 is kept by neither 19.90 nor n9, a link by none that goes on."""
    start = text.find(fact)
    while start >= 0:
        if _stands_whole(text, start, start + len(fact)):
            return True
        start = text.find(fact, start + 1)
    return False


def _stands_whole(text: str, start: int, end: int) -> bool:
    if (link := _WHOLE_LINK.match(text, start)) and link.end() > end:  # it leads elsewhere
        return False
    before, after = text[max(0, start - 2) : start][::-1], text[end : end + 2]
    begins_in_word = text[start].isdigit() and bool(_IN_WORD.match(before))
    return not (begins_in_word or _runs_on(before, text[start]) or _runs_on(after, text[end - 1]))


def _runs_on(beyond: str, edge: str) -> bool:
    """Whether the number at an edge goes on beyond it (`beyond` read away from the edge)."""
    if not edge.isdigit() or not beyond:
        return False
    return beyond[0].isdigit() or (beyond[0] in ".,'’" and beyond[1:2].isdigit())

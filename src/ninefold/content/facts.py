"""Must-keep facts: the numbers, prices, dates, links and names that no rendition may lose.

Found in the text of essential and supporting blocks and joined with those marked by hand. In a block of
detail only hand-marked facts must stay: detail is what its author lets go, figures and all.
"""

import regex

from ninefold.content import dates, names
from ninefold.content.edges import CASED, in_longer_word
from ninefold.content.types import Block, BlockKind, Priority

_LIQUID = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}", regex.DOTALL)
_FRACTIONS = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_NUMBER = rf"\d+(?:[.,'’\u00a0\u202f]\d+)*[{_FRACTIONS}]?"
# In scripts with capitals a number beside letters is part of a word (n9); others set no space between the two.
_LETTER = CASED
_NOT_IN_WORD = rf"(?<!{_LETTER}|\p{{N}}|\d[.,'’])"
_END = rf"(?!{_LETTER}|\p{{N}}|\p{{M}})"
_CODES = "USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN|CZK|HUF|INR|CNY|BRL|NZD|SGD|HKD|THB|KRW|TWD|ZAR"
_CURRENCY = rf"(?:\p{{Sc}}|(?<!{_LETTER}\p{{M}}{{0,3}}|\p{{N}})(?:{_CODES}){_END})"
_COUNTED = rf"(?:\p{{Sc}}|(?:{_CODES}|kr|Kč|zł){_END}|(?:円|元|원|บาท)(?!\p{{M}}))"  # after the sum
_GAP = r"[^\S\n]"  # a fact stands on one line
_TIMES = rf"""(?:{_GAP}?(?:
        (?:Mio|Mrd|Tsd)\.? | thousand | million(?:e[ns]?|s)? | milliards? | Milliarden? | billions? | millón | millones
      ){_END})"""
_SUM = rf"(?:\d{{1,3}}(?:[ ]\d{{3}})+(?:[.,]\d+)?|{_NUMBER})"  # 1 000 is one number in a price; elsewhere two
_HALF = r"(?:[ap]m|[ap]\.m\.)"
_TIME = rf"""{_NOT_IN_WORD}(?:
        \d{{4}}-\d{{2}}-\d{{2}}{_END} | \d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}{_END}             # 2026-11-30, 30.11.2026
        | (?:\d{{4}}[年년]{_GAP}?)?\d{{1,2}}[月월]{_GAP}?\d{{1,2}}[日일]                        # 2026年11月30日
        | \d{{1,2}}:\d{{2}}{_END}(?:{_GAP}?{_HALF}{_END})?                                      # 19:30
        | \d{{1,2}}{_GAP}?(?:{_HALF}|h{_GAP}?\d{{2}}){_END}                                     # 7 pm, 19 h 30
      )(?![.,'’]\d|\p{{M}})"""
_DATED = regex.compile(_TIME, regex.VERBOSE | regex.IGNORECASE)
# An address, with its scheme or by its www alone.
_WEB_BEGINS = r"(?:https?://|(?<![\p{L}\p{N}@/.\-])www\.(?=[\p{L}\p{N}\-]+\.))"
_NOT_IN_WEB = r"""\s<>"“”‘’。、！？，；：「」『』（）؟،؛।॥"""  # nor may it end in a point
_WEB_GOES_ON = rf"[^{_NOT_IN_WEB}]*[^{_NOT_IN_WEB}.,;:!?)\]]"
_WEB = f"{_WEB_BEGINS}{_WEB_GOES_ON}"
ADDRESS = rf"https?://{_WEB_GOES_ON}"
_HYPHEN = r"[\-\u2010\u2011]"
_APART = r"[ \u00a0\u202f.\-\u2010\u2011]"
_ZERO = "[0٠۰०๐]"
_SEVEN = r"(?=(?:[^\d\n]{0,3}\d){7})"
# What is written in groups is one: the number of a telephone, of a book (ISBN), or of several groups with hyphens.
_IN_GROUPS = rf"""(?:
        \+{_SEVEN}\d{{1,3}}(?:[ ]?[/.\-][ ]?|{_APART}|[ ]?\(\d{{1,5}}\)[ ]?|\d){{1,22}}(?<=\d)       # +49 (30) 1234-567
        | \({_ZERO}\d{{1,5}}\)[ \-]?\d{{2,8}}(?:{_APART}\d{{2,8}}){{0,4}}                           # (030) 123 45 67
        | {_NOT_IN_WORD}{_SEVEN}{_ZERO}\d{{1,5}}(?:[ ]?/[ ]?|{_APART})\d{{2,8}}                      # 01 23 45 67 89
          (?:(?P<mark>{_APART})\d{{2,8}}(?:(?P=mark)\d{{2,8}}){{0,4}})?
        | (?:{_NOT_IN_WORD}1{_APART})?(?:\(\d{{3}}\)[ ]?|{_NOT_IN_WORD}\d{{3}}{_APART})\d{{3}}{_APART}\d{{4}}
        | {_NOT_IN_WORD}97[89](?P<of>[ \-])\d{{1,5}}(?P=of)\d{{1,7}}(?P=of)\d{{1,7}}(?P=of)\d
        | {_NOT_IN_WORD}\d+(?:{_HYPHEN}\d+){{2,}}(?:{_HYPHEN}X)?
      ){_END}(?![.,'’:/]\d|{_HYPHEN}\d)"""
_FACT = regex.compile(
    rf"""{_WEB} | {_TIME} | {_IN_GROUPS}
    | {_CURRENCY}{_GAP}?{_NUMBER}(?:{_TIMES}|(?:[km]|bn){_END})?                               # a price
    | {_NOT_IN_WORD}{_SUM}{_TIMES}?{_GAP}?{_COUNTED}
    | {_NOT_IN_WORD}{_NUMBER}{_GAP}?[%‰] | {_NOT_IN_WORD}{_NUMBER}{_TIMES}?""",
    regex.VERBOSE | regex.IGNORECASE,
)
MONEY = regex.compile(rf"{_CURRENCY}|\d{_TIMES}?{_GAP}?{_COUNTED}", regex.VERBOSE | regex.IGNORECASE)
_LINK = regex.compile(rf"{_WEB_BEGINS}\S*", regex.IGNORECASE)
_ADDRESS = regex.compile(r"https?://", regex.IGNORECASE)
_WHOLE_LINK = regex.compile(_WEB, regex.IGNORECASE)
_LINK_BEGINS = "hHwW"
_IN_WORD = regex.compile(_LETTER)
_MAY_HOLD_ONE = regex.compile(r"\d|https?:|www\.", regex.IGNORECASE)


def find(text: str) -> tuple[str, ...]:
    """The facts of a text as they stand in it, each once, in order; placeholders are no facts."""
    if not _MAY_HOLD_ONE.search(text):
        return ()
    bare = _LIQUID.sub("\n", text)
    dated = dates.spans(_LINK.sub(lambda link: "\n" * len(link.group()), bare))
    found = [(start, bare[start:end]) for start, end in dated]
    for start, end in dated:
        bare = bare[:start] + "\n" * (end - start) + bare[end:]
    found += [(match.start(), match.group()) for match in _FACT.finditer(bare)]
    return tuple(dict.fromkeys(fact for _, fact in sorted(found)))


def names_a_day(text: str) -> bool:
    """Whether a text says a date or an hour."""
    bare = _LIQUID.sub("\n", text)
    return bool(_DATED.search(bare) or dates.spans(bare))


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
    """Whether a fact is an address of the web, be it by its www alone."""
    return bool(_LINK.match(fact))


def opens(url: str) -> bool:
    """Whether an address can be opened as it stands: it names how, https:// or http://."""
    return bool(_ADDRESS.match(url))


def stands_in(source: str, fact: str) -> bool:
    """Whether a fact stands in an author's source: not in a placeholder, nor (but for links) inside a link."""
    if fact not in source:
        return False
    said = _LIQUID.sub("\n", source) if "{" in source else source
    return keeps(said if is_link(fact) else _without_links(said), fact)


def _without_links(text: str) -> str:
    """Links are looked for only where one may be: a fact is asked after in many texts."""
    small = text.lower()
    return _LINK.sub("\n", text) if "://" in small or "www." in small else text


def keeps(text: str, fact: str) -> bool:
    """Whether `fact` stands whole in `text`: 9 is kept by neither 19.90 nor n9, Ann not by Joann, a link by none that
    goes on.
    """
    start = text.find(fact)
    while start >= 0:
        if _stands_whole(text, start, start + len(fact)):
            return True
        start = text.find(fact, start + 1)
    return False


def _stands_whole(text: str, start: int, end: int) -> bool:
    if text[start] in _LINK_BEGINS and (link := _WHOLE_LINK.match(text, start)) and link.end() >= end:
        return link.end() == end  # else it leads elsewhere
    before, after = text[max(0, start - 2) : start][::-1], text[end : end + 2]
    begins_in_word = text[start].isdigit() and bool(_IN_WORD.match(before))
    runs_on = begins_in_word or _runs_on(before, text[start]) or _runs_on(after, text[end - 1])
    return not (runs_on or in_longer_word(text, start, end))


def _runs_on(beyond: str, edge: str) -> bool:
    """Whether the number at an edge goes on beyond it (`beyond` read away from the edge)."""
    if not edge.isdigit() or not beyond:
        return False
    return beyond[0].isdigit() or beyond[0] in _FRACTIONS or (beyond[0] in ".,'’" and beyond[1:2].isdigit())

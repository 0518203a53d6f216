"""Proper names in a text, found conservatively: where capitals tell them for sure, and never an ordinary first word.

Two capitalised words or more in a row, inside a sentence: New York, Kind of Blue, University of Oslo. One alone tells
nothing: it may begin a sentence, and in German it may be any noun. Scripts without capitals tell nothing either.
"""

import regex

from ninefold.content.edges import CASED

_TAG = regex.compile(r"\{%.*?%\}", regex.DOTALL)
_PLACEHOLDER = regex.compile(r"\{\{.*?\}\}", regex.DOTALL)
_SAID = "0"  # stands for what a placeholder says: a word that is no name
_WITHOUT_CAPITALS = regex.compile(r"\p{Lo}")
_LINK = regex.compile(r"https?://\S*", regex.IGNORECASE)
_ENDS = rf"(?!{CASED}|[\p{{M}}\p{{N}}])"
_CAPITALISED = r"\p{Lu}[\p{Lu}\p{Ll}\p{M}]*(?:['’\-]\p{Lu}?[\p{Ll}\p{M}]+)*[\p{Ll}\p{M}]"
_WORD = rf"(?:{_CAPITALISED}|\p{{Lu}}{{2,5}}{_ENDS})"
_INITIAL = r"(?:\p{Lu}\.)"
_JOINT = r"(?:of|the|de|da|di|do|du|del|der|den|des|la|le|van|von|af|av|y|e|bin|ibn)"
_SPACE = r"[ \u00a0\u202f]"
_NAME = regex.compile(
    rf"(?<!{CASED}\p{{M}}{{0,3}}|[\p{{N}}'’\-@#.]){_WORD}(?:{_SPACE}(?:{_INITIAL}{_SPACE})*(?:{_JOINT}{_SPACE}){{0,2}}{_WORD})+{_ENDS}"
)
_FIRST = regex.compile(rf"{_WORD}{_SPACE}(?:{_JOINT}{_SPACE}){{0,2}}")
_SPOKEN = regex.compile(r"[\p{L}\p{M}'’\-]+")
_INSIDE = regex.compile(r"[\p{Ll}\p{Lo}\p{N},;][\p{M}'’”»)]*\s+[\"“„«('’]?$|[,;]\s*$|\p{Lo}\p{M}*[\"“„«('’「『]?$")
_CAPITALS_SHARE_MAX = 0.6  # above it a sentence of some length is set in capitals, and they tell nothing
_LONG_WORDS_MIN = 5
_CALENDAR = regex.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August|September|October|"
    r"November|December|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember|Montag|Dienstag|Mittwoch|Donnerstag|Freitag|"
    r"Samstag|Sonntag"
)
_SENTENCES = regex.compile(r"(?<=[.!?…:])(?<!\b\p{Lu}\.)[\"'”’»)\]]*\s+(?=\P{Ll})|\n+|\s[-–—•]\s")


def find(text: str) -> tuple[str, ...]:
    """The names of a text as they stand in it, each once, in order."""
    plain = _LINK.sub("\n", _PLACEHOLDER.sub(_SAID, _TAG.sub("\n", text)))
    return tuple(dict.fromkeys(name for sentence in _SENTENCES.split(plain) for name in _of_sentence(sentence)))


def is_one(text: str) -> bool:
    """Whether a text is nothing but a name."""
    found = _NAME.fullmatch(text)
    return bool(found) and not _tells_nothing(text)


def _of_sentence(sentence: str) -> list[str]:
    words = _SPOKEN.findall(sentence)
    is_foreign = bool(_WITHOUT_CAPITALS.search(sentence))  # among words without capitals they tell a name for sure
    if not is_foreign and _is_set_in_capitals(words):
        return []
    tells_first = is_foreign and not any(word[0].islower() for word in words)
    found = []
    for match in _NAME.finditer(sentence):
        name = match.group()
        if not tells_first and not _INSIDE.search(sentence[: match.start()]):
            name = name[len(first.group()) :] if (first := _FIRST.match(name)) else ""
        if is_one(name):
            found.append(name)
    return found


def _is_set_in_capitals(spoken: list[str]) -> bool:
    words = [word for word in spoken[1:] if len(word) > 1]
    capitals = sum(word[0].isupper() for word in words)
    share_max = _CAPITALS_SHARE_MAX if len(words) >= _LONG_WORDS_MIN else 1.0
    return bool(capitals == len(words) or capitals > share_max * len(words))


def _tells_nothing(name: str) -> bool:
    """Days and months, or words that are shouted."""
    words = name.split()
    return name.isupper() or all(_CALENDAR.fullmatch(word) for word in words)

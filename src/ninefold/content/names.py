"""Proper names in a text, found conservatively: where capitals tell them for sure, and never an ordinary first word.

Two capitalised words or more in a row, inside a sentence: New York, Kind of Blue, University of Oslo. One alone tells
nothing: it may begin a sentence, and in German it may be any noun. Scripts without capitals tell nothing either.
"""

import regex

_LIQUID = regex.compile(r"\{%.*?%\}|\{\{.*?\}\}", regex.DOTALL)
_LINK = regex.compile(r"https?://\S*", regex.IGNORECASE)
_WORD = r"(?:\p{Lu}[\p{Lu}\p{Ll}\p{M}]*(?:['’\-]\p{Lu}?[\p{Ll}\p{M}]+)*[\p{Ll}\p{M}]|\p{Lu}{2,5}(?![\p{L}\p{N}]))"
_INITIAL = r"(?:\p{Lu}\.)"
_JOINT = r"(?:of|the|de|da|di|do|du|del|der|den|des|la|le|van|von|af|av|y|e|bin|ibn)"
_SPACE = r"[ \u00a0\u202f]"
_NAME = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}'’\-@#.]){_WORD}(?:{_SPACE}(?:{_INITIAL}{_SPACE})*(?:{_JOINT}{_SPACE}){{0,2}}{_WORD})+(?![\p{{L}}\p{{N}}])"
)
_FIRST = regex.compile(rf"{_WORD}{_SPACE}(?:{_JOINT}{_SPACE}){{0,2}}")
_SPOKEN = regex.compile(r"[\p{L}\p{M}'’\-]+")
_INSIDE = regex.compile(r"[\p{Ll}\p{Lo}\p{N},;][\p{M}'’”»)]*\s+[\"“„«('’]?$|[,;]\s*$")
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
    plain = _LINK.sub("\n", _LIQUID.sub("\n", text))
    return tuple(dict.fromkeys(name for sentence in _SENTENCES.split(plain) for name in _of_sentence(sentence)))


def is_one(text: str) -> bool:
    """Whether a text is nothing but a name."""
    found = _NAME.fullmatch(text)
    return bool(found) and not _tells_nothing(text)


def _of_sentence(sentence: str) -> list[str]:
    if _is_set_in_capitals(sentence):
        return []
    found = []
    for match in _NAME.finditer(sentence):
        name = match.group()
        if not _INSIDE.search(sentence[: match.start()]):
            name = name[len(first.group()) :] if (first := _FIRST.match(name)) else ""
        if is_one(name):
            found.append(name)
    return found


def _is_set_in_capitals(sentence: str) -> bool:
    words = [word for word in _SPOKEN.findall(sentence)[1:] if len(word) > 1]
    capitals = sum(word[0].isupper() for word in words)
    share_max = _CAPITALS_SHARE_MAX if len(words) >= _LONG_WORDS_MIN else 1.0
    return bool(capitals == len(words) or capitals > share_max * len(words))


def _tells_nothing(name: str) -> bool:
    """Days and months, or words that are shouted."""
    words = name.split()
    return name.isupper() or all(_CALENDAR.fullmatch(word) for word in words)

"""Language tags of variants: in one spelling, with the register (`fr-CA-x-techie`), the locale and the direction.

Whether a subtag is registered is not asked.
"""

from functools import lru_cache
from itertools import takewhile
from unicodedata import bidirectional

import regex
from babel.core import Locale, UnknownLocaleError, get_global

from ninefold.content import lookup
from ninefold.content.errors import TagRefused
from ninefold.culture.tags import canonical

TAG_CHARACTERS_MAX = 60
_PLAIN = {"plain", "simple", "easy", "newcomer", "newcomers", "newbie"}


@lru_cache(maxsize=1024)
def is_plain(tag: str) -> bool:
    """Whether its readers want plain words: a private-use register such as `x-newcomer`, or the variant `simple`."""
    spoken, _, register = tag.lower().partition("x-")
    return not _PLAIN.isdisjoint(register.split("-")) or "simple" in spoken.split("-")


@lru_cache(maxsize=256)
def locale(tag: str) -> Locale:
    """The locale of a language tag, its register left out; English where there is none."""
    for known in lookup.chain(tag.lower().partition("-x-")[0]):
        try:
            return Locale.parse(known, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return Locale("en")


@lru_cache(maxsize=1024)
def normal(tag: str) -> str:
    """The tag as RFC 5646 would have it (`FR-ca-X-Techie` -> `fr-CA-x-techie`); TagRefused if it is not well formed."""
    found = canonical(tag) if len(tag.strip()) <= TAG_CHARACTERS_MAX else ""
    if not found:
        raise TagRefused(
            "tag_refused",
            f"“{tag}” is no language tag. Write a language, then region or register: en, fr-CA, en-x-vinyl.",
        )
    return found


@lru_cache(maxsize=1024)
def is_right_to_left(tag: str) -> bool:
    """Whether a text in this language runs from right to left: by its script, else by the one that CLDR holds likely
    for its language and region.
    """
    found = (_runs_right_to_left(script) for script in _scripts(tag))
    return next((answer for answer in found if answer is not None), False)


def _scripts(tag: str) -> list[str]:
    """The script that a tag names, and the one that is likely (Unicode Technical Standard 35, likely subtags)."""
    subtags = list(takewhile(lambda one: len(one) > 1, tag.lower().split("-")))
    if not subtags:
        return []
    language = str(get_global("language_aliases").get(subtags[0], subtags[0])).partition("_")[0]
    region = next((one.upper() for one in subtags[1:] if len(one) == 2 or (len(one) == 3 and one.isdigit())), "")
    likely = get_global("likely_subtags")
    named = [one.title() for one in subtags[1:] if len(one) == 4 and one.isalpha()]
    whole = likely.get(f"{language}_{region}") or likely.get(language) or ""
    return [*named, *whole.split("_")[1:2]]


@lru_cache(maxsize=256)
def _runs_right_to_left(script: str) -> bool | None:
    """Whether the letters of a script (`Arab`) do, by Unicode; None for one that Unicode has no letters of (`Aran`)."""
    try:
        return bool(regex.search(rf"\p{{Script={script}}}", _letters_from_right()))
    except regex.error:
        return None


@lru_cache(maxsize=1)
def _letters_from_right() -> str:
    """All letters that run from right to left, which stand between Hebrew and the symbols of the second plane."""
    between = map(chr, range(0x590, 0x1F000))
    return "".join(one for one in between if bidirectional(one) in ("R", "AL") and one.isalpha())


def html_language(tag: str) -> str:
    """The tag for HTML's `lang`, without the register, which no reader of pages knows."""
    return tag.split("-x-", maxsplit=1)[0] if not tag.startswith("x-") else ""

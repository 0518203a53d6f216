"""Language tags: well-formed BCP 47 with private-use registers (`fr-CA-x-techie`), in one spelling.

Syntax and letter case follow RFC 5646, sections 2.1 and 2.1.1. Whether a subtag is registered is not asked.
"""

import re
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError

from ninefold.content import lookup
from ninefold.content.errors import TagRefused

TAG_CHARACTERS_MAX = 60
_WELL_FORMED = re.compile(
    r"""(?:
      (?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})   # language, extended language
      (?:-[a-z]{4})?                                # script
      (?:-(?:[a-z]{2}|[0-9]{3}))?                   # region
      (?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3}))*      # variants
      (?:-[a-wy-z0-9](?:-[a-z0-9]{2,8})+)*          # extensions
      (?:-x(?:-[a-z0-9]{1,8})+)?                    # private use
    | x(?:-[a-z0-9]{1,8})+)""",
    re.VERBOSE | re.ASCII,
)
_RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
_RIGHT_TO_LEFT_SCRIPTS = {"adlm", "arab", "hebr", "mand", "nkoo", "rohg", "syrc", "thaa"}


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
    """The tag in its usual letter case (`FR-ca-X-Techie` -> `fr-CA-x-techie`); TagRefused if it is not well formed."""
    lowered = tag.strip().replace("_", "-").lower()
    if len(lowered) > TAG_CHARACTERS_MAX or not _WELL_FORMED.fullmatch(lowered):
        raise TagRefused(
            "tag_refused",
            f"“{tag}” is no language tag. Write a language, then region or register: en, fr-CA, en-x-vinyl.",
        )
    return "-".join(_cased(lowered.split("-")))


def _cased(subtags: list[str]) -> list[str]:
    """Regions upper, scripts title, all else lower; after a single letter everything is lower."""
    cased = [subtags[0]]
    after_single = len(subtags[0]) == 1
    for subtag in subtags[1:]:
        after_single = after_single or len(subtag) == 1
        if after_single:
            cased.append(subtag)
        elif len(subtag) == 2:
            cased.append(subtag.upper())
        elif len(subtag) == 4 and subtag.isalpha():
            cased.append(subtag.title())
        else:
            cased.append(subtag)
    return cased


def is_right_to_left(tag: str) -> bool:
    """Whether a text in this language runs from right to left, by its script or else its language."""
    language, *rest = tag.lower().split("-")
    script = rest[0] if rest and len(rest[0]) == 4 and rest[0].isalpha() else ""
    return script in _RIGHT_TO_LEFT_SCRIPTS if script else language in _RIGHT_TO_LEFT


def html_language(tag: str) -> str:
    """The tag for HTML's `lang`, without the register, which no reader of pages knows."""
    return tag.split("-x-", maxsplit=1)[0] if not tag.startswith("x-") else ""

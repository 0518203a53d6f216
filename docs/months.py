"""Writes the names of months that facts are found by, from CLDR as Babel has it: `python -m docs.months`.

Of every language that is official somewhere; of abbreviations in scripts with capitals those that end in a point or are
English or German: others (out, set, ago) are words elsewhere, and count beside a year alone.
"""

import pickle
from collections.abc import Iterator
from pathlib import Path

import regex
from babel import localedata
from babel.core import get_global

PLACE = Path(__file__).parents[1] / "src/ninefold/content/months.txt"
_OFFICIAL = ("official", "de_facto_official", "official_regional")
_SHORT_IN = ("en", "de")
_LETTERS_MIN = 3
_NAME = regex.compile(r"\p{L}[\p{L}\p{M}\p{N}.'’׳\u200c -]*")
_CASED = regex.compile(r"[\p{Lu}\p{Ll}\p{Lt}]")
HEAD = """\
# Names of months as they stand in dates, from Unicode's Common Locale Data Repository (Unicode License v3), in the
# languages that are official somewhere. Written by `python -m docs.months`. After = what counts beside a year alone.
"""


def written() -> str:
    """The file as it is to be."""
    whole, dated = set[str](), set[str]()
    for language in languages():
        for name, is_short in names(language):
            is_cased = bool(_CASED.match(name))
            if not _NAME.fullmatch(name) or len(name.rstrip(".")) < (_LETTERS_MIN if is_cased else 2):
                continue
            is_plain = not is_short or not is_cased or language.partition("_")[0] in _SHORT_IN or name.endswith(".")
            (whole if is_plain else dated).add(name.lower())
    return HEAD + "\n".join([*sorted(whole), "=", *sorted(dated - whole)]) + "\n"


def languages() -> list[str]:
    """The languages that are official somewhere, and their own ways by country."""
    spoken = {
        language.partition("_")[0]
        for known in get_global("territory_languages").values()
        for language, told in known.items()
        if told.get("official_status") in _OFFICIAL
    }
    return sorted(one for one in localedata.locale_identifiers() if one.partition("_")[0] in spoken)


def names(language: str) -> Iterator[tuple[str, bool]]:
    """The names of months that a language has of its own, and whether each is short."""
    own_data = pickle.loads(Path(localedata.resolve_locale_filename(language)).read_bytes())  # noqa: S301  # Babel's own
    months = own_data.get("months", {})
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            own = months.get(context, {}).get(width, {})
            if isinstance(own, dict):
                yield from ((name.strip(), width == "abbreviated") for name in own.values())


if __name__ == "__main__":
    PLACE.write_text(written(), encoding="utf-8")

"""Words of others made safe to stand in our blocks: plain text of bounded length that no placeholder can hide in."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, date, datetime

from ninefold.kernel import clock

TITLE_CHARACTERS_MAX = 200
NAMES_MAX = 20
NAME_CHARACTERS_MAX = 100
MARKS = "its double brackets stand apart here, where they would be placeholders"
# `{{`, `{%` and their ends are placeholders here, `[[` is a gap to fill: what others wrote means neither.
_MARKS = re.compile(r"\{(?=[{%])|\}(?=\})|%(?=\})|\[(?=\[)|\](?=\])")
_UNSEEN = {"Cc", "Cs", "Co"}
_TURNING = {chr(one) for one in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}  # would show a text in another order


def words(text: str) -> str:
    """A text on one line, without marks of ours and without what nobody sees."""
    return " ".join(lines(text).split())


def lines(text: str) -> str:
    """The same with its lines; `{{` becomes `{ {`."""
    seen = "".join(one for one in text if one in "\n\t" or not _is_unseen(one))
    return _MARKS.sub(lambda found: f"{found[0]} ", seen)


def _is_unseen(one: str) -> bool:
    return (not one.isascii() and one in _TURNING) or unicodedata.category(one) in _UNSEEN


def has_marks(text: str) -> bool:
    """Whether `lines` would part brackets in it."""
    return bool(_MARKS.search(text))


def cut(text: str, most: int) -> str:
    """A text of at most `most` characters, cut at a word."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:.–-") + "…"


def title(text: str, instead: str = "") -> str:
    """A title on one line; `instead`, or its own word, where there is none."""
    return cut(words(text), TITLE_CHARACTERS_MAX) or cut(words(instead), TITLE_CHARACTERS_MAX) or "Without a title"


def names(given: Iterable[object]) -> tuple[str, ...]:
    """Names, each once; bounded."""
    found = (cut(words(str(one)), NAME_CHARACTERS_MAX) for one in given if one)
    return tuple(dict.fromkeys(one for one in found if one))[:NAMES_MAX]


def instant(given: object) -> int:
    """Microseconds of an instant, a day, or either as ISO 8601 writes it; UTC where no zone stands; 0 for none."""
    try:
        found = datetime.fromisoformat(given.strip()) if isinstance(given, str) else given
        if isinstance(found, datetime):
            return max(0, clock.to_us(found if found.tzinfo else found.replace(tzinfo=UTC)))
        if isinstance(found, date):
            return max(0, clock.to_us(datetime(found.year, found.month, found.day, tzinfo=UTC)))
    except (ValueError, OverflowError):
        return 0
    return 0


def address(given: object) -> str:
    """A web address as it may stand on a page; "" for anything else."""
    text = str(given or "").strip()
    is_plain = text.isprintable() and " " not in text and len(text) <= 1_000
    return text if is_plain and text.lower().startswith(("https://", "http://")) else ""

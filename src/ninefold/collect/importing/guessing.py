"""What the columns of a file of people or events seem to mean, by their names and cells. It is asked."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

from ninefold.collect.importing import cells as written
from ninefold.collect.importing.mapping import NO, YES
from ninefold.collect.types import Answers

_WORD = re.compile(r"[A-ZÀ-Þ]?[^\W_A-ZÀ-Þ]+|[A-ZÀ-Þ]+|\d+")
_KNOWN = tomllib.loads(Path(__file__).with_name("headings.toml").read_text(encoding="utf-8"))
_PHONE = re.compile(r"(\+|00?)[\d\s()/.\-\u00a0]{6,24}")
_NUMBER = re.compile(r"[^\s@]*\d[^\s@]*")
_CONSENT = re.compile(
    r"\b(newsletters?|opt ?in|opted in|subscribed?|subscriber|subscription|marketing|consent(ed)?|permission|agreed?|"
    r"mailings?|may (write|mail|contact)|einwilligung|zustimmung|abonnent|abonne|consentement)\b"
)


def guesses(columns: Sequence[str], rows: Sequence[Sequence[str]], today: date) -> dict[str, str]:
    """The meaning of each column: one of `[people]` in headings.toml, "consent", or "trait". Each but the last once."""
    meant: dict[str, str] = {}
    for column, cells in _columns(columns, rows):
        words = _words(column)
        guess = _named(_KNOWN["people"], words, cells, today, meant.values()) or _consent(words, cells, today)
        meant[column] = "trait" if guess in meant.values() else guess
    for column, cells in _columns(columns, rows):
        if meant[column] == "trait" and (who := _who(cells, today)) and who not in meant.values():
            meant[column] = who
    return meant


def of_events(columns: Sequence[str], rows: Sequence[Sequence[str]], today: date) -> dict[str, str]:
    """The meaning of each column of a file of events: one of `[events]`, each once, or the type of a property."""
    meant: dict[str, str] = {}
    for column, cells in _columns(columns, rows):
        meant[column] = _named(_KNOWN["events"], _words(column), cells, today, meant.values())
    for column, cells in _columns(columns, rows):
        if not meant[column]:
            is_at = "at" not in meant.values() and _fits("at", cells, today) and bool(cells)
            who = "" if {"user", "email", "phone"}.intersection(meant.values()) else _who(cells, today)
            meant[column] = "at" if is_at else who or _type(cells)
    return meant


def _columns(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[tuple[str, list[str]]]:
    """Each column with what stands in it."""
    return [
        (column, [row[number].strip() for row in rows if len(row) > number and row[number].strip()])
        for number, column in enumerate(columns)
    ]


def _named(
    known: Mapping[str, Sequence[str]], words: str, cells: Sequence[str], today: date, taken: Collection[str]
) -> str:
    """The first meaning that a column of this name may have, by what stands in it; "" for none."""
    meanings = [meaning for meaning, names in known.items() if words in names and meaning not in taken]
    return next((meaning for meaning in meanings if not cells or _fits(meaning, cells, today)), "")


def _fits(meaning: str, cells: Sequence[str], today: date) -> bool:
    """Whether most cells may mean this."""
    tests: dict[str, Callable[[str], bool]] = {
        "email": lambda cell: "@" in cell,
        "phone": lambda cell: sum(c.isdigit() for c in cell) >= 5 and not any(c.isalpha() for c in cell),
        "id": _is_id,
        "user": _is_id,
        "name": lambda cell: any(c.isalpha() for c in cell) and "@" not in cell,
        "at": lambda cell: written.looks_like_time(cell, today),
        "agreed_at": lambda cell: written.looks_like_time(cell, today),
        "event": lambda cell: any(c.isalpha() for c in cell),
        "revenue": lambda cell: any(c.isdigit() for c in cell),
    }
    return meaning not in tests or _most(cells, tests[meaning])


def _is_id(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell)) or (cell.isalnum() and cell.isascii() and cell.islower())


def _who(cells: Sequence[str], today: date) -> str:
    """Whose identifiers these cells are, where that can be seen of them: mail addresses or telephone numbers."""
    if cells and all("@" in cell for cell in cells):
        return "email"
    is_phone = [bool(_PHONE.fullmatch(cell)) and not written.looks_like_time(cell, today) for cell in cells]
    return "phone" if cells and all(is_phone) else ""


def _type(cells: Sequence[str]) -> str:
    """The type that all of the cells have. Digits after a nought are no number: `007` is a name."""
    if cells and all(re.fullmatch(r"-?(0|[1-9]\d{0,14})", cell) for cell in cells):
        return "integer"
    if cells and all(re.fullmatch(r"-?(0|[1-9]\d{0,11})([.,]\d+)?", cell) for cell in cells):
        return "decimal"
    return "boolean" if cells and {cell.lower() for cell in cells} <= {"true", "false", "yes", "no"} else "text"


def answers(cells: Sequence[str]) -> Answers:
    """How many cells of a column say yes, no, nothing, or what is neither."""
    said = [cell.strip().lower() for cell in cells]
    yes, no, empty = (sum(one in kind for one in said) for kind in (YES, NO, {""}))
    return Answers(yes, no, empty, len(said) - yes - no - empty)


def _words(column: str) -> str:
    """A column's name in small words: `E-Mail`, `emailOptIn` and `opt_in` as people say them, without accents."""
    plain = re.sub(r"(?<![^\W_])e[\W_]*mail", "email", column, flags=re.IGNORECASE)
    spoken = " ".join(_WORD.findall(plain)).casefold()
    return "".join(c for c in unicodedata.normalize("NFKD", spoken) if not unicodedata.combining(c))


def _consent(words: str, cells: Sequence[str], today: date) -> str:
    if _CONSENT.search(words) and cells:
        if _most(cells, lambda cell: cell.lower() in YES | NO):
            return "consent"
        if _most(cells, lambda cell: written.looks_like_time(cell, today)):
            return "agreed_at"
    return "trait"


def _most(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return 2 * sum(holds(cell) for cell in cells) >= len(cells)

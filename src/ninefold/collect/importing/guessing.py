"""What the columns of a file of people seem to mean, by their names and what stands under them. It is asked."""

import re
from collections.abc import Callable, Sequence

from ninefold.collect.importing.mapping import NO, YES, written
from ninefold.collect.types import Answers

_WORD = re.compile(r"[A-ZÀ-Þ]?[^\W_A-ZÀ-Þ]+|[A-ZÀ-Þ]+|\d+")
_NAMES = {
    "email": {"email", "mail", "email address", "mail address", "courriel", "emailadresse", "email adresse", "correo"},
    "name": {"name", "full name", "fullname", "contact", "nom complet"},
    "first_name": {"first name", "firstname", "given name", "forename", "vorname", "prénom", "prenom", "nombre"},
    "last_name": {"last name", "lastname", "surname", "family name", "nachname", "nom", "apellido"},
    "language": {"language", "lang", "locale", "sprache", "langue"},
    "timezone": {"timezone", "time zone", "zone", "zeitzone"},
    "id": {"id", "customer id", "customerid", "customer number", "customer no", "user id", "userid", "kundennummer"},
    "agreed_at": {"confirmed at", "signup date"},
}  # fmt: skip
_CONSENT = re.compile(
    r"\b(newsletters?|opt ?in|opted in|subscribed?|subscriber|subscription|marketing|consent(ed)?|permission|agreed?|"
    r"mailings?|may (write|mail|contact)|einwilligung|zustimmung|abonnent|abonné|consentement)\b"
)


def guesses(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The meaning of each column: one of `_NAMES`, "consent", or "trait". Each meaning but the last is given once."""
    meant: dict[str, str] = {}
    for number, column in enumerate(columns):
        cells = [row[number].strip() for row in rows if len(row) > number and row[number].strip()]
        guess = _guess(_words(column), cells)
        meant[column] = "trait" if guess in meant.values() else guess
    return meant


def answers(cells: Sequence[str]) -> Answers:
    """How many cells of a column say yes, no, nothing, or what is neither."""
    said = [cell.strip().lower() for cell in cells]
    yes, no, empty = (sum(one in kind for one in said) for kind in (YES, NO, {""}))
    return Answers(yes, no, empty, len(said) - yes - no - empty)


def _words(column: str) -> str:
    """A column's name in small words: `E-Mail`, `emailOptIn` and `opt_in` as people say them."""
    plain = re.sub(r"(?<![^\W_])e[\W_]*mail", "email", column, flags=re.IGNORECASE)
    return " ".join(_WORD.findall(plain)).lower()


def _guess(words: str, cells: Sequence[str]) -> str:
    named = next((meaning for meaning, names in _NAMES.items() if words in names), "")
    if named:
        return named
    if _CONSENT.search(words) and cells:
        if _most(cells, lambda cell: cell.lower() in YES | NO):
            return "consent"
        if _most(cells, _is_day):
            return "agreed_at"
    return "email" if cells and all("@" in cell for cell in cells) else "trait"


def _most(cells: Sequence[str], holds: Callable[[str], bool]) -> bool:
    return 2 * sum(holds(cell) for cell in cells) >= len(cells)


def _is_day(cell: str) -> bool:
    try:
        return bool(written(cell))
    except ValueError:
        return False

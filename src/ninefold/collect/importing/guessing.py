"""What the columns of a file of people or events seem to mean, by their names and cells. It is asked."""

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
_OF_EVENTS = {
    "user": {
        "customer", "customer id", "customerid", "customer number", "customer no", "user", "user id", "userid",
        "client id", "account", "account id", "member id", "kundennummer",
    },
    "email": _NAMES["email"],
    "anonymous": {"anonymous id", "anonymousid", "device id", "visitor id", "cookie id"},
    "at": {
        "timestamp", "time", "date", "datetime", "created", "created at", "occurred at", "ordered at", "order date",
        "purchase date", "purchased at", "event time", "original timestamp", "datum", "day",
    },
    "event": {"event", "event name", "action", "activity", "ereignis"},
    "revenue": {"revenue", "amount", "total", "order total", "order value", "dollar value", "umsatz", "betrag"},
    "currency": {"currency", "währung", "devise"},
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


def of_events(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """The meaning of each column of a file of events: one of `_OF_EVENTS`, each once, or the type of a property."""
    meant: dict[str, str] = {}
    for number, column in enumerate(columns):
        cells = [row[number].strip() for row in rows if len(row) > number and row[number].strip()]
        named = next((meaning for meaning, names in _OF_EVENTS.items() if _words(column) in names), "")
        if not named and "at" not in meant.values() and _words(column).endswith((" at", " date")) and cells:
            named = "at" if _most(cells, _is_day) else ""
        meant[column] = named if named and named not in meant.values() else _type(cells)
    return meant


def _type(cells: Sequence[str]) -> str:
    """The type that all of the cells have. Digits after a nought are no number: `007` is a name."""
    if cells and all(re.fullmatch(r"-?(0|[1-9]\d{0,14})", cell) for cell in cells):
        return "integer"
    if cells and all(re.fullmatch(r"-?(0|[1-9]\d{0,11})(\.\d+)?", cell) for cell in cells):
        return "decimal"
    return "boolean" if cells and {cell.lower() for cell in cells} <= {"true", "false", "yes", "no"} else "text"


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

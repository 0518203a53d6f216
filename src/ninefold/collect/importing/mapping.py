"""What the columns of a file mean, as a small TOML or JSON file; those that ship are in `collect/mappings`."""

import hmac
import json
import re
import tomllib
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.importing import cells
from ninefold.collect.importing.cells import Mark, Order
from ninefold.collect.schema import instants, text
from ninefold.collect.schema.bodies import EVENT_BYTES_MAX
from ninefold.collect.schema.messages import ID_CHARACTERS_MAX
from ninefold.collect.types import OF_ADDRESS, EventKind, EventName, Trust
from ninefold.kernel import clock, phones, settings

SHIPPED = Path(__file__).parent.parent / "mappings"
_COLUMNS = re.compile(r"\{([^}]*)\}")
LIST_SAYS_NO = "refusal, as the list says"
MONEY_DIGITS_MAX = 15  # so many survive the way through a JSON number unchanged
NO = frozenset({"0", "false", "no", "n", "f", "off", "nein", "non", "unsubscribed", "opted out", "opt-out", "✗"})
YES = frozenset(
    {"1", "true", "yes", "y", "t", "on", "ok", "x", "ja", "oui", "si", "sí", "subscribed", "opted in", "opt-in", "✓"}
)
_TO_WRITE = {
    "integer": "is no whole number. Write digits alone, such as 12",
    "decimal": "is no number. Write it with a point or a comma, such as 12.5",
    "money": "is no amount. Write it with at most {places} digits after its point or comma, such as 12.50",
    "phone": "is no telephone number. Write it with its country, such as +49 171 2345678",
    "boolean": "is neither yes nor no. Write yes or no, or leave it empty",
}


class Field(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """One property or trait: a column read as a type, or a fixed value. `money` is decimal with `places` at most.

    `mark` is what stands before decimals ("" where each cell tells), `country` (ISO 3166) that of telephone numbers
    that name none.
    """

    column: str = ""
    type: Literal["text", "integer", "decimal", "money", "boolean", "phone"] = "text"
    value: str | int | float | bool | None = None
    places: int = 2
    mark: Mark = ""
    country: str = ""


class Timestamp(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """When it happened: a column, its strptime format ("" for all that `cells.instant` reads) and the zone of times
    without one. `order` is which comes first in 03/04/2026: "day", "month", or "" where each cell must tell.

    Without a column it happened when the line is read.
    """

    column: str = ""
    format: str = ""
    zone: str = "UTC"
    order: Order = ""


class Consent(msgspec.Struct, forbid_unknown_fields=True):
    """A word that comes with a line: a yes of every line, or what its `column` says; an empty cell says nothing.

    `at` is when a yes was given (ISO 8601), for all; `at_column` where each line says so; else the line's own time. A
    yes without a day is refused: nobody could tell whether a no came after it. A no holds from when it is read.
    `evidence` is kept with it, and what each line itself has in `evidence_columns` (name: column), such as the wording.
    """

    basis: str
    column: str = ""
    at: str = ""
    at_column: str = ""
    purpose: str = "news"
    channel: str = "mail"
    evidence: dict[str, str] = {}  # msgspec copies defaults
    evidence_columns: dict[str, str] = {}
    order: Order = ""  # as of the timestamp


class Mapping(msgspec.Struct, forbid_unknown_fields=True):
    """A file's meaning. `user_id`, `anonymous_id` and `event` are templates such as "shop-{customer}".

    A line is of whom any of these says, or the address or number that it has alone. The lines of `segment` mean what
    they say by themselves.
    """

    format: Literal["csv", "jsonl", "parquet", "segment"]
    timestamp: Timestamp = Timestamp()
    type: EventKind = EventKind.TRACK
    event: str = ""
    user_id: str = ""
    anonymous_id: str = ""
    delimiter: str = ","  # or "whitespace"
    header: bool = True
    columns: list[str] = []  # names where there is no header; msgspec copies defaults
    properties: dict[str, Field] = {}
    traits: dict[str, Field] = {}
    email: str = ""  # the column of mail addresses, which is made one way of writing before anything reads it
    consent: Consent | None = None
    empty_clears: bool = False  # whether an empty cell takes a trait away that was known before
    phone: Field = Field(type="phone")  # the column of telephone numbers, which are made one way of writing, too

    def drafts(self, row: dict[str, Any], *, message_id: str, received_at: int) -> list[Draft]:
        """The events of one row: its own, and the yes that comes with it. Raises Faulty with the reason."""
        if self.email:
            row = row | {self.email: _address(_cell(row, self.email), self.email)}
        if self.phone.column:
            row = row | {self.phone.column: _value(self.phone, row) or ""}
        draft = self.draft(row, message_id=message_id, received_at=received_at)
        said = _consent(self.consent, row, draft, self) if self.consent else None
        return [draft, said] if said else [draft]

    def _whose(self, row: dict[str, Any]) -> tuple[str, str]:
        """The user id and the anonymous id of a row. Raises Faulty for one of nobody."""
        columns = {kind: one for kind, one in (("email", self.email), ("phone", self.phone.column)) if one}
        if not columns:
            return _filled(self.user_id, row), _filled(self.anonymous_id, row)
        user_id, anonymous_id = ("" if _lacks(one, row) else _filled(one, row) for one in self._ids)
        held = [(kind, str(row[column])) for kind, column in columns.items() if row[column]]
        if not (user_id or anonymous_id or held):
            asked = [*_COLUMNS.findall("".join(self._ids)), *columns.values()]
            names = ", ".join(f"“{one}”" for one in dict.fromkeys(asked))
            raise Faulty("nobody_named", f"The row says of nobody who it is. Fill one of these columns: {names}.")
        return user_id, anonymous_id or ("" if user_id else _of_address(*held[0]))

    @property
    def _ids(self) -> tuple[str, str]:
        return self.user_id, self.anonymous_id

    def _says(self, field: Field, row: dict[str, Any]) -> bool:
        """Whether a row says anything of a trait: an empty cell does not, null in JSON lines says there is none."""
        if self.empty_clears or not field.column:
            return True
        cell = _cell(row, field.column)
        return cell != "" and (cell is not None or self.format == "jsonl")

    def draft(self, row: dict[str, Any], *, message_id: str, received_at: int) -> Draft:
        """The event of one row. Raises Faulty with the reason."""
        user_id, anonymous_id = self._whose(row)
        draft = Draft(
            message_id,
            self.type,
            _filled(self.event, row),
            user_id,
            anonymous_id,
            "",
            {name: _value(field, row) for name, field in self.properties.items()},
            {name: _value(field, row) for name, field in self.traits.items() if self._says(field, row)},
            {},
            _instant(self.timestamp, row, received_at),
            received_at,
            0,
            Trust.IMPORT,
            0,
        )
        _check(draft)
        return draft


def load(name_or_path: str | Path) -> Mapping:
    """A mapping by the name of one that ships, or by its path (TOML or JSON). Raises ImportRefused."""
    path = Path(name_or_path)
    if not path.suffix:
        path = _shipped(path.name)
    try:
        source = path.read_text(encoding="utf-8")
        raw = json.loads(source) if path.suffix == ".json" else tomllib.loads(source)
        mapping = msgspec.convert(raw, Mapping)
        ZoneInfo(mapping.timestamp.zone)
    except OSError as error:
        raise ImportRefused("mapping_missing", f"The mapping {path} cannot be read: {error.strerror}.") from error
    except (ValueError, msgspec.ValidationError, ZoneInfoNotFoundError) as error:
        raise ImportRefused("mapping_broken", f"The mapping {path.name} is not right: {error}.") from error
    if mapping.format == "segment":
        return mapping
    if not (mapping.user_id or mapping.anonymous_id or mapping.email or mapping.phone.column):
        words = "names none of user_id, anonymous_id, email and phone"
        raise ImportRefused("mapping_broken", f"The mapping {path.name} {words}.")
    if mapping.type is EventKind.TRACK and not mapping.event:
        raise ImportRefused("mapping_broken", f"The mapping {path.name} names no event.")
    if mapping.consent and not (mapping.consent.at or mapping.consent.at_column or mapping.timestamp.column):
        words = "says who agreed, but not when: add consent.at (a day) or consent.at_column"
        raise ImportRefused("mapping_broken", f"The mapping {path.name} {words}.")
    if mapping.format == "csv" and not mapping.header and not mapping.columns:
        raise ImportRefused("mapping_broken", f"The mapping {path.name} names no columns, and there is no header.")
    return mapping


def _shipped(name: str) -> Path:
    found = SHIPPED / f"{name}.toml"
    if not found.exists():
        ship = ", ".join(sorted(path.stem for path in SHIPPED.glob("*.toml")))
        raise ImportRefused(
            "mapping_missing", f"There is no mapping {name!r}. Name one that ships ({ship}), or a TOML or JSON file."
        )
    return found


def _cell(row: dict[str, Any], column: str) -> Any:
    """A column's value; a dotted name leads into objects of JSON lines."""
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, dict) or part not in value:
            raise Faulty("column_missing", f"There is no column {column}.")
        value = value[part]
    return value


def _of_address(kind: str, address: str) -> str:
    """The identity of an address or a number itself, which nobody can name who merely knows it. It is no account, so it
    joins whoever is known to have it."""
    key = settings.current().secret_key.encode()
    return f"{OF_ADDRESS}{hmac.digest(key, f'import {kind} {address}'.encode(), 'sha256').hex()[:32]}"


def _lacks(template: str, row: dict[str, Any]) -> bool:
    """Whether a column is empty that a template asks for."""
    return any(_cell(row, column) in (None, "") for column in _COLUMNS.findall(template))


def _filled(template: str, row: dict[str, Any]) -> str:
    pieces, rest = [], template
    while "{" in rest:
        before, _, rest = rest.partition("{")
        column, _, rest = rest.partition("}")
        cell = _cell(row, column)
        if cell is None or cell == "":
            raise Faulty("column_empty", f"The column {column} is empty.")
        pieces += [before, str(cell)]
    return "".join([*pieces, rest])


def _value(field: Field, row: dict[str, Any]) -> Any:
    if not field.column:
        return field.value
    cell = _cell(row, field.column)
    if cell is None or cell == "":
        return None
    try:
        return _typed(field, str(cell).strip())
    except cells.TwoWays:
        said = (
            f"{field.column}: “{str(cell)[:40]}” could be two numbers. Say what stands before decimals in this column."
        )
        raise Faulty("value_type", said) from None
    except ValueError:
        wrong = _TO_WRITE[field.type].format(places=field.places)
        raise Faulty("value_type", f"{field.column}: “{str(cell)[:40]}” {wrong}.") from None


def _typed(field: Field, cell: str) -> Any:
    if field.type == "integer":
        return int(cell)
    if field.type == "boolean":
        if cell.lower() not in YES | NO:
            raise ValueError
        return cell.lower() in YES
    if field.type == "phone":
        if not (phone := phones.international(cell, field.country)):
            raise ValueError
        return phone
    if field.type in ("decimal", "money"):
        number = cells.number(cell, field.mark)
        if not number.is_finite() or (field.type == "money" and not _is_money(number, field.places)):
            raise ValueError
        return float(number)
    return cell


def _is_money(number: Decimal, places: int) -> bool:
    """Whether an amount is whole in its smallest unit and small enough to stay exact in JSON."""
    minor = number.scaleb(places)
    return minor == minor.to_integral_value() and len(str(abs(int(minor)))) <= MONEY_DIGITS_MAX


def _address(cell: object, column: str) -> str:
    """A mail address in small letters, "" for none: lists write one person's in several ways."""
    text = str(cell or "").strip().lower()
    local, mark, domain = text.rpartition("@")
    if not text:
        return ""
    if not mark or not local or "." not in domain.strip(".") or any(c.isspace() or c in "<>,;" for c in text):
        raise Faulty("address_invalid", f"{column}: “{text[:60]}” is no mail address. One looks like ana@example.org.")
    return text


def _consent(consent: Consent, row: dict[str, Any], draft: Draft, mapping: Mapping) -> Draft | None:
    """The word of a row, None where it says nothing."""
    says = _value(Field(consent.column, "boolean"), row) if consent.column else True
    is_unreachable = consent.channel == "mail" and bool(mapping.email) and not row[mapping.email]
    if says is None or (says and is_unreachable):
        return None
    at = _agreed_at(consent, row, draft, mapping) if says else draft.received_at
    found = {name: str(_cell(row, column) or "").strip() for name, column in consent.evidence_columns.items()}
    evidence = consent.evidence | {name: said for name, said in found.items() if said}
    evidence |= {"address": str(row[mapping.email])} if mapping.email and row[mapping.email] else {}
    said = {"purpose": consent.purpose, "channel": consent.channel, "status": "granted" if says else "withdrawn",
            "basis": consent.basis if says else LIST_SAYS_NO, "evidence": evidence, "source": "import"}  # fmt: skip
    made = msgspec.structs.replace(
        draft, message_id=f"{draft.message_id}:consent", kind=EventKind.TRACK, name=EventName.CONSENT_CHANGED.value,
        properties=said, traits={}, occurred_at=at,
    )  # fmt: skip
    _check(made)
    return made


def _agreed_at(consent: Consent, row: dict[str, Any], draft: Draft, mapping: Mapping) -> int:
    if consent.at_column and _cell(row, consent.at_column):
        return _instant(Timestamp(consent.at_column, order=consent.order), row, draft.received_at)
    if consent.at:
        return _instant(Timestamp("at"), {"at": consent.at}, draft.received_at)
    if not mapping.timestamp.column:
        where = f"The column {consent.at_column} is empty: write" if consent.at_column else "Write"
        raise Faulty("consent_undated", f"{where} the day of this yes. Without it nobody can tell whether it holds.")
    return draft.occurred_at


def _instant(timestamp: Timestamp, row: dict[str, Any], received_at: int) -> int:
    if not timestamp.column:
        return received_at
    cell = _cell(row, timestamp.column)
    said = f"{timestamp.column}: “{str(cell)[:40]}”"
    try:
        instant = _written(str(cell), timestamp)
    except cells.TwoWays:
        words = f"{said} could be two days. Say whether the day or the month comes first, or write it as 2025-03-31."
        raise Faulty("timestamp_unreadable", words) from None
    except (ValueError, OverflowError, OSError):
        found = instants.read(cell) if not timestamp.format else None
        if found is None:
            wanted = f"as {timestamp.format}" if timestamp.format else "as 2025-03-31, or 2025-03-31T09:30:00Z"
            raise Faulty("timestamp_unreadable", f"{said} is no time that can be read. Write it {wanted}.") from None
        return found
    return clock.to_us(instant if instant.tzinfo else instant.replace(tzinfo=ZoneInfo(timestamp.zone)))


def _written(text: str, timestamp: Timestamp) -> datetime:
    if timestamp.format:
        return datetime.strptime(text, timestamp.format)  # noqa: DTZ007  # who asks puts the zone
    return cells.instant(text, timestamp.order)


def _check(draft: Draft) -> None:
    if draft.occurred_at <= 0 or draft.occurred_at > draft.received_at:
        raise Faulty("timestamp_absurd", "Its day lies before 1970 or has not come yet. Write when it happened.")
    if any(len(part) > ID_CHARACTERS_MAX for part in (draft.name, draft.user_id, draft.anonymous_id)):
        raise Faulty("field_too_long", f"An id or name has more than {ID_CHARACTERS_MAX} characters.")
    try:
        raw = msgspec.json.encode(draft)
    except UnicodeEncodeError:
        raise Faulty("not_utf8", "The line is not UTF-8.") from None
    if len(raw) > EVENT_BYTES_MAX:
        raise Faulty("event_too_large", f"An event may have {EVENT_BYTES_MAX // 1024} KB.")
    if text.is_suspect(raw):
        text.check_storable(msgspec.to_builtins(draft))

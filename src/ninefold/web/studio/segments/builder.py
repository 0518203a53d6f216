"""The visual builder's rows and the condition they stand for, translated both ways.

A condition that is one flat "all" or "any" of simple parts has rows; any other is edited as JSON.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ninefold.kernel.errors import BadInput

Condition = dict[str, Any]
ROWS_MAX = 20
CONDITION_CHARACTERS_MAX = 20_000

KINDS: tuple[tuple[str, str], ...] = (
    ("event", "Has done"),
    ("trait", "Is described by"),
    ("consent", "Has consented"),
    ("community", "Belongs to"),
)
OPERATORS: dict[str, tuple[tuple[str, str], ...]] = {
    "event": (
        ("at_least", "at least"),
        ("never", "never"),
        ("not_within", "not in the last"),
    ),
    "trait": (
        ("is", "is"),
        ("is_not", "is not"),
        ("in", "is one of"),
        ("gte", "is at least"),
        ("lte", "is at most"),
        ("exists", "is known"),
        ("missing", "is not known"),
    ),
    "consent": (("granted", "granted"), ("withdrawn", "withdrawn"), ("none", "never asked")),
    "community": (("in", "the community"), ("not_in", "any but")),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the builder, all as typed. `name` is the event, trait or community; `value` what it is compared with.

    `days` and `value` (times) belong to events; `purpose` and `channel` to consents.
    """

    kind: str = "event"
    name: str = ""
    operator: str = "at_least"
    value: str = ""
    days: str = ""
    purpose: str = "news"
    channel: str = "mail"

    @property
    def operators(self) -> tuple[tuple[str, str], ...]:
        return OPERATORS[self.kind]

    @property
    def wants_value(self) -> bool:
        return (self.kind, self.operator) == ("event", "at_least") or (
            self.kind == "trait" and self.operator not in ("exists", "missing")
        )

    @property
    def wants_days(self) -> bool:
        return self.kind == "event" and self.operator != "never"


EMPTY = Row(value="1")


def rows_of_form(data: Mapping[str, str]) -> list[Row]:
    """The rows that a form posted as `row-<number>-<field>`, in order, at most ROWS_MAX; unknown words fall back."""
    numbers = sorted({int(part) for key in data if key.startswith("row-") and (part := key.split("-")[1]).isdigit()})
    return [_row_of_form(data, number) for number in numbers[:ROWS_MAX]]


def _row_of_form(data: Mapping[str, str], number: int) -> Row:
    """The row as typed. One whose kind was changed since it was shown (`was`) starts anew: a number of times is no
    value of a trait, and an event no community."""
    given = {field: data.get(f"row-{number}-{field}", "").strip() for field in Row.__dataclass_fields__}
    kind = given["kind"] if given["kind"] in OPERATORS else "event"
    operators = [key for key, _ in OPERATORS[kind]]
    if data.get(f"row-{number}-was", kind) != kind:
        return EMPTY if kind == EMPTY.kind else Row(kind=kind, operator=operators[0])
    operator = given["operator"] if given["operator"] in operators else operators[0]
    return Row(
        kind=kind,
        name=given["name"],
        operator=operator,
        value=given["value"],
        days=given["days"],
        purpose=given["purpose"] or "news",
        channel=given["channel"] or "mail",
    )


def condition_of(rows: list[Row], match: str) -> Condition:
    """The condition of the rows, joined by `match` ("all" or "any"). Raises BadInput naming the row."""
    if not rows:
        raise BadInput("segment_empty", "Add at least one row: a segment without a condition would be everybody.")
    return {"any" if match == "any" else "all": [_part(row, number) for number, row in enumerate(rows, 1)]}


def _part(row: Row, number: int) -> Condition:
    if row.kind == "event":
        return _event_part(row, number)
    if row.kind == "trait":
        return _trait_part(row, number)
    if row.kind == "consent":
        return {"consent": {"purpose": row.purpose, "channel": row.channel, "is": row.operator}}
    part = {"community": _named(row, number, "Choose a community")}
    return {"not": part} if row.operator == "not_in" else part


def _event_part(row: Row, number: int) -> Condition:
    part: Condition = {"event": _named(row, number, "Name the event, such as Order Completed")}
    if row.operator == "never":
        return part | {"never": True}
    if row.operator == "not_within":
        return part | {"not_within_days": _whole(row.days, number, "days")}
    part["count"] = {"gte": _whole(row.value or "1", number, "times")}
    return part | ({"within_days": _whole(row.days, number, "days")} if row.days else {})


def _trait_part(row: Row, number: int) -> Condition:
    name = _named(row, number, "Name the trait, such as plan")
    if row.operator in ("exists", "missing"):
        known: Condition = {"trait": name, "exists": True}
        return known if row.operator == "exists" else {"not": known}
    if not row.value:
        raise BadInput("segment_row", f"Row {number}: say what {name} is compared with.")
    if row.operator == "in":
        return {"trait": name, "in": [value_of(part.strip()) for part in row.value.split(",") if part.strip()]}
    if row.operator == "is_not":
        return {"not": {"trait": name, "is": value_of(row.value)}}
    return {"trait": name, row.operator: value_of(row.value)}


def _named(row: Row, number: int, advice: str) -> str:
    if not row.name:
        raise BadInput("segment_row", f"Row {number}: {advice[0].lower()}{advice[1:]}.")
    return row.name


def _whole(text: str, number: int, unit: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 100_000:
        raise BadInput("segment_row", f"Row {number}: give the number of {unit} as a whole number from 1.")
    return int(text)


def value_of(text: str) -> str | int | float | bool:
    """What is typed, as a value: true, false and plain numbers are themselves, anything in quotes or else is text."""
    try:
        value = json.loads(text, parse_constant=str)
    except ValueError:
        return text
    return value if isinstance(value, str | int | float | bool) else text


def text_of(value: object) -> str:
    """The value as it is typed, so that `value_of` reads it back unchanged."""
    if isinstance(value, str):
        return value if value_of(value) == value else json.dumps(value)
    return json.dumps(value)


def rows_of(condition: Condition) -> tuple[list[Row], str] | None:
    """The rows of a condition and how they are joined, or None where it has no flat form."""
    match = next((key for key in ("all", "any") if key in condition), "")
    parts = condition[match] if match else [condition]
    if not isinstance(parts, list) or not 1 <= len(parts) <= ROWS_MAX:
        return None
    rows = [_row_of(part) for part in parts]
    found = [row for row in rows if row is not None]
    if len(found) < len(rows) or condition_of_or_none(found, match or "all") not in (condition, {"all": [condition]}):
        return None
    return found, match or "all"


def condition_of_or_none(rows: list[Row], match: str) -> Condition | None:
    """As `condition_of`, None where the rows make none."""
    try:
        return condition_of(rows, match)
    except BadInput:
        return None


def _row_of(part: object) -> Row | None:
    """The row that reads like `part`; the caller proves it by translating it back."""
    if not isinstance(part, dict):
        return None
    reader = next((reader for word, reader in _READERS.items() if word in part), None)
    return reader(part) if reader else None


def _turned_row(part: Condition) -> Row | None:
    """The row of a "not": only what has an operator of its own."""
    row = _row_of(part["not"])
    turned = {("trait", "is"): "is_not", ("trait", "exists"): "missing", ("community", "in"): "not_in"}
    operator = turned.get((row.kind, row.operator)) if row else None
    return Row(kind=row.kind, name=row.name, operator=operator, value=row.value) if row and operator else None


def _consent_row(part: Condition) -> Row | None:
    consent = part["consent"]
    if not isinstance(consent, dict):
        return None
    asked = {field: str(consent.get(field, "")) for field in ("purpose", "channel", "is")}
    return Row(kind="consent", operator=asked["is"], purpose=asked["purpose"], channel=asked["channel"])


def _community_row(part: Condition) -> Row | None:
    return Row(kind="community", name=str(part["community"]), operator="in")


def _event_row(part: Condition) -> Row | None:
    name = str(part["event"])
    if "never" in part:
        return Row(name=name, operator="never")
    if "not_within_days" in part:
        return Row(name=name, operator="not_within", days=str(part["not_within_days"]))
    count = part.get("count")
    times = count.get("gte", "") if isinstance(count, dict) else ""
    return Row(name=name, value=str(times), days=str(part.get("within_days", "")))


def _trait_row(part: Condition) -> Row | None:
    name = str(part["trait"])
    if "exists" in part:
        return Row(kind="trait", name=name, operator="exists")
    if isinstance(values := part.get("in"), list):
        return Row(kind="trait", name=name, operator="in", value=", ".join(text_of(value) for value in values))
    operator = next((key for key in ("is", "gte", "lte") if key in part), None)
    return Row(kind="trait", name=name, operator=operator, value=text_of(part[operator])) if operator else None


_READERS: dict[str, Callable[[Condition], Row | None]] = {
    "not": _turned_row,
    "event": _event_row,
    "trait": _trait_row,
    "consent": _consent_row,
    "community": _community_row,
}


def condition_of_json(text: str) -> Condition:
    """The condition written as JSON. Raises BadInput that says where the JSON breaks."""
    if len(text) > CONDITION_CHARACTERS_MAX:
        raise BadInput("segment_json", f"The condition is longer than {CONDITION_CHARACTERS_MAX:,} characters.")
    try:
        condition = json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput("segment_json", f"Line {error.lineno}, column {error.colno}: {error.msg}.") from error
    except RecursionError as error:
        raise BadInput("segment_json", "The condition is nested too deeply.") from error
    if not isinstance(condition, dict):
        raise BadInput("segment_json", 'A condition is a JSON object, such as {"all": [...]}.')
    return condition

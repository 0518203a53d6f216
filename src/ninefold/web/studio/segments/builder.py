"""The visual builder's rows as typed, and the condition that they stand for; `rereading` goes the other way."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ninefold.context.belonging import CONFIDENCE_LEAST
from ninefold.kernel.errors import BadInput

Condition = dict[str, Any]
ROWS_MAX = 20
CONDITION_CHARACTERS_MAX = 20_000

KINDS: tuple[tuple[str, str], ...] = (
    ("event", "Has done"),
    ("sequence", "Has done in turn"),
    ("trait", "Is described by"),
    ("consent", "Has consented"),
    ("community", "Of a community"),
    ("group", "Is in a group"),
    ("segment", "Is among"),
    ("sample", "Is drawn by lot"),
)
_COMPARED = (
    ("in", "is one of"),
    ("gte", "is at least"),
    ("gt", "is more than"),
    ("lte", "is at most"),
    ("lt", "is less than"),
    ("exists", "is known"),
    ("missing", "is not known"),
)
_MEMBER = ("member", "no_member")
OPERATORS: dict[str, tuple[tuple[str, str], ...]] = {
    "event": (
        ("at_least", "at least"),
        ("at_most", "at most"),
        ("never", "never"),
        ("not_within", "not in the last"),
        ("first", "for the first time in the last"),
        ("last", "last time, days ago"),
        ("sum", "adding up to at least"),
    ),
    "sequence": (("then", "then"), ("then_not", "and then not")),
    "trait": (("is", "is"), ("is_not", "is not"), *_COMPARED),
    "consent": (("granted", "granted"), ("withdrawn", "withdrawn"), ("none", "never asked")),
    "community": (
        ("seems", "belong to, as they said, joined or seem to"),
        ("seems_not", "do not belong to"),
        ("in", "say that they belong to"),
        ("not_in", "do not say that they belong to"),
    ),
    "group": (("member", "any of them"), ("no_member", "none of them"), ("is", "is"), *_COMPARED),
    "segment": (("in", "the segment"), ("not_in", "any but")),
    "sample": (("in", "percent"),),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the builder, all as typed. `name` is the event, trait, community or segment, or the seed of a sample;
    `value` what it is compared with.

    Of events `value` is the times, the sum or the days since, `of` the property that is summed; `then` is what comes
    next in turn; `days` the window. `purpose` and `channel` belong to consents. Of groups `of` is the kind.
    """

    kind: str = "event"
    name: str = ""
    operator: str = "at_least"
    value: str = ""
    days: str = ""
    purpose: str = "news"
    channel: str = "mail"
    of: str = ""
    then: str = ""

    @property
    def operators(self) -> tuple[tuple[str, str], ...]:
        return OPERATORS[self.kind]

    @property
    def wants_value(self) -> bool:
        return (self.kind == "event" and self.operator in ("at_least", "at_most", "last", "sum")) or (
            self.kind in ("trait", "group") and self.operator not in (*_MEMBER, "exists", "missing")
        )

    @property
    def wants_trait(self) -> bool:
        """Whether something that is told of a group is asked."""
        return self.kind == "group" and self.operator not in _MEMBER

    @property
    def wants_days(self) -> bool:
        return self.kind == "event" and self.operator != "never"

    @property
    def before_days(self) -> str:
        """The word between what is asked and its days."""
        return {"at_least": "within", "at_most": "within", "sum": "within", "last": "to"}.get(self.operator, "")


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
        of=given["of"],
        then=given["then"],
    )


def condition_of(rows: list[Row], match: str) -> Condition:
    """The condition of the rows, joined by `match` ("all" or "any"). Raises BadInput naming the row."""
    if not rows:
        raise BadInput("segment_empty", "Add at least one row: a segment without a condition would be everybody.")
    return {"any" if match == "any" else "all": [_part(row, number) for number, row in enumerate(rows, 1)]}


def _part(row: Row, number: int) -> Condition:
    if row.kind in _PARTS:
        return _PARTS[row.kind](row, number)
    part: Condition = {row.kind: _named(row, number, f"Choose a {row.kind}")}
    if row.operator.startswith("seems"):
        part |= {"sure": CONFIDENCE_LEAST}
    return {"not": part} if row.operator in ("not_in", "seems_not") else part


def _consent_part(row: Row, number: int) -> Condition:
    return {"consent": {"purpose": row.purpose, "channel": row.channel, "is": row.operator}}


def _sample_part(row: Row, number: int) -> Condition:
    return {"sample": {"percent": _number(row.value, number, "percent"), "seed": row.name or "sample"}}


def _event_part(row: Row, number: int) -> Condition:
    part: Condition = {"event": _named(row, number, "Name the event, such as Order Completed")}
    match row.operator:
        case "never":
            return part | {"never": True}
        case "not_within":
            return part | {"not_within_days": _whole(row.days, number, "days")}
        case "first":
            return part | {"first_within_days": _whole(row.days, number, "days")}
        case "last":
            bounds = {word: text for word, text in (("gte", row.value), ("lte", row.days)) if text}
            return part | {"last_days_ago": {word: _whole(text, number, "days") for word, text in bounds.items()}}
        case "sum":
            of = row.of or "revenue"
            return part | {"sum": {"of": of, "gte": _number(row.value, number, "sum")}} | _lately(row, number)
    bound = "gte" if row.operator == "at_least" else "lte"
    return part | {"count": {bound: _whole(row.value or "1", number, "times")}} | _lately(row, number)


def _lately(row: Row, number: int) -> Condition:
    return {"within_days": _whole(row.days, number, "days")} if row.days else {}


def _sequence_part(row: Row, number: int) -> Condition:
    first: Condition = {"event": _named(row, number, "Name what comes first, such as Cart Filled")}
    if not row.then:
        raise BadInput("segment_row", f"Row {number}: name what comes next, such as Order Completed.")
    following = {"event": row.then} | _lately(row, number)
    if row.operator == "then_not":
        return {"sequence": [first], "then_not": following}
    return {"sequence": [first, following]}


def _number(text: str, number: int, unit: str) -> int | float:
    value = value_of(text)
    if isinstance(value, str | bool):
        raise BadInput("segment_row", f"Row {number}: give the {unit} as a number.")
    return value


def _trait_part(row: Row, number: int) -> Condition:
    name = _named(row, number, "Name the trait, such as plan")
    if row.operator == "missing":
        return {"not": {"trait": name, "exists": True}}
    if row.operator == "is_not":
        return {"not": {"trait": name, "is": _compared(row, number)}}
    return {"trait": name, row.operator: _compared(row, number)}


def _group_part(row: Row, number: int) -> Condition:
    """A group that lacks a trait is asked for by itself: to be in none that has it is something else."""
    kind: Condition = {"kind": row.of} if row.of else {}
    if not row.wants_trait:
        part: Condition = {"group": kind}
        return {"not": part} if row.operator == "no_member" else part
    kind["trait"] = _named(row, number, "Name what is told of the group, such as plan")
    if row.operator == "missing":
        return {"group": kind | {"exists": False}}
    return {"group": kind | {row.operator: _compared(row, number)}}


def _compared(row: Row, number: int) -> Any:
    """What a trait is compared with."""
    if row.operator == "exists":
        return True
    if not row.value:
        raise BadInput("segment_row", f"Row {number}: say what {row.name} is compared with.")
    if row.operator == "in":
        return [value_of(part.strip()) for part in row.value.split(",") if part.strip()]
    return value_of(row.value)


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


def condition_of_or_none(rows: list[Row], match: str) -> Condition | None:
    """As `condition_of`, None where the rows make none."""
    try:
        return condition_of(rows, match)
    except BadInput:
        return None


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


_PARTS: dict[str, Callable[[Row, int], Condition]] = {
    "event": _event_part,
    "sequence": _sequence_part,
    "trait": _trait_part,
    "group": _group_part,
    "consent": _consent_part,
    "sample": _sample_part,
}

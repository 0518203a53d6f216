"""The visual builder's rows of a condition.

A condition that is one flat "all" or "any" of simple parts has rows; any other is edited as JSON.
"""

from collections.abc import Callable
from dataclasses import replace

from ninefold.web.studio.segments.builder import ROWS_MAX, Condition, Row, condition_of_or_none, text_of


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


def _row_of(part: object) -> Row | None:
    """The row that reads like `part`; the caller proves it by translating it back."""
    if not isinstance(part, dict):
        return None
    reader = next((reader for word, reader in _READERS.items() if word in part), None)
    return reader(part) if reader else None


def _turned_row(part: Condition) -> Row | None:
    """The row of a "not": only what has an operator of its own."""
    row = _row_of(part["not"])
    turned = {("trait", "is"): "is_not", ("trait", "exists"): "missing", ("community", "in"): "not_in",
              ("community", "seems"): "seems_not",
              ("segment", "in"): "not_in", ("group", "member"): "no_member"}  # fmt: skip
    operator = turned.get((row.kind, row.operator)) if row else None
    return replace(row, operator=operator) if row and operator else None


def _consent_row(part: Condition) -> Row | None:
    consent = part["consent"]
    if not isinstance(consent, dict):
        return None
    asked = {field: str(consent.get(field, "")) for field in ("purpose", "channel", "is")}
    return Row(kind="consent", operator=asked["is"], purpose=asked["purpose"], channel=asked["channel"])


def _community_row(part: Condition) -> Row | None:
    return Row(kind="community", name=str(part["community"]), operator="seems" if "sure" in part else "in")


def _group_row(part: Condition) -> Row | None:
    asked = part["group"]
    if not isinstance(asked, dict):
        return None
    kind = str(asked.get("kind", ""))
    if "trait" not in asked:
        return Row(kind="group", operator="member", of=kind)
    if asked.get("exists") is False:
        return Row(kind="group", name=str(asked["trait"]), operator="missing", of=kind)
    row = _trait_row(asked)
    return replace(row, kind="group", of=kind) if row else None


def _segment_row(part: Condition) -> Row | None:
    return Row(kind="segment", name=str(part["segment"]), operator="in")


def _sample_row(part: Condition) -> Row | None:
    drawn = part["sample"]
    if not isinstance(drawn, dict):
        return None
    return Row(kind="sample", name=str(drawn.get("seed", "")), operator="in", value=text_of(drawn.get("percent")))


def _sequence_row(part: Condition) -> Row | None:
    steps = [*part["sequence"], part["then_not"]] if "then_not" in part else part["sequence"]
    if not isinstance(steps, list) or len(steps) != 2 or not all(isinstance(step, dict) for step in steps):
        return None
    first, following = steps
    operator = "then_not" if "then_not" in part else "then"
    days = str(following.get("within_days", ""))
    name, then = str(first.get("event", "")), str(following.get("event", ""))
    return Row(kind="sequence", name=name, operator=operator, then=then, days=days)


def _event_row(part: Condition) -> Row | None:
    name, days = str(part["event"]), str(part.get("within_days", ""))
    if "never" in part:
        return Row(name=name, operator="never")
    for word, operator in (("not_within_days", "not_within"), ("first_within_days", "first")):
        if word in part:
            return Row(name=name, operator=operator, days=str(part[word]))
    if isinstance(ago := part.get("last_days_ago"), dict):
        return Row(name=name, operator="last", value=str(ago.get("gte", "")), days=str(ago.get("lte", "")))
    if isinstance(summed := part.get("sum"), dict):
        return Row(name=name, operator="sum", value=text_of(summed.get("gte")), of=str(summed.get("of", "")), days=days)
    count = part.get("count")
    if isinstance(count, dict) and "lte" in count:
        return Row(name=name, operator="at_most", value=str(count["lte"]), days=days)
    return Row(name=name, value=str(count.get("gte", "")) if isinstance(count, dict) else "", days=days)


def _trait_row(part: Condition) -> Row | None:
    name = str(part["trait"])
    if "exists" in part:
        return Row(kind="trait", name=name, operator="exists")
    if isinstance(values := part.get("in"), list):
        return Row(kind="trait", name=name, operator="in", value=", ".join(text_of(value) for value in values))
    operator = next((key for key in ("is", "gte", "gt", "lte", "lt") if key in part), None)
    return Row(kind="trait", name=name, operator=operator, value=text_of(part[operator])) if operator else None


_READERS: dict[str, Callable[[Condition], Row | None]] = {
    "not": _turned_row,
    "sequence": _sequence_row,
    "event": _event_row,
    "segment": _segment_row,
    "sample": _sample_row,
    "trait": _trait_row,
    "consent": _consent_row,
    "community": _community_row,
    "group": _group_row,
}

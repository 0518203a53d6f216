"""A segment as it stands in the form: typed rows or JSON, and the condition they make."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from ninefold.context.types import Segment
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.segments import builder, rereading
from ninefold.web.studio.segments.builder import Condition, Row


@dataclass(frozen=True, slots=True)
class Draft:
    """What the form holds. `is_json` says which of `rows` and `text` counts."""

    name: str
    match: str
    rows: tuple[Row, ...]
    text: str
    is_json: bool

    def condition(self) -> Condition:
        """The condition. Raises BadInput naming the row or the place in the JSON."""
        return (
            builder.condition_of_json(self.text) if self.is_json else builder.condition_of(list(self.rows), self.match)
        )


NEW = Draft(name="", match="all", rows=(builder.EMPTY,), text="", is_json=False)


def of_segment(segment: Segment) -> Draft:
    """The draft that a stored segment opens as."""
    found = rereading.rows_of(segment.condition)
    rows, match = found or ([], "all")
    text = json.dumps(segment.condition, indent=2, ensure_ascii=False)
    return Draft(segment.name, match, tuple(rows), text, is_json=found is None)


def of_form(data: Mapping[str, str]) -> Draft:
    """The draft that a form posted, after the row it asked to add, remove or show as JSON."""
    draft = Draft(
        name=data.get("name", "").strip(),
        match="any" if data.get("match") == "any" else "all",
        rows=tuple(builder.rows_of_form(data)),
        text=data.get("text", ""),
        is_json=data.get("view") == "json",
    )
    return _turned(draft, data.get("do", ""))


def _turned(draft: Draft, wish: str) -> Draft:
    """The draft after a press of one of the builder's own buttons: add, remove-<n>, json, rows."""
    if wish == "add" and len(draft.rows) < builder.ROWS_MAX:
        return replace(draft, rows=(*draft.rows, builder.EMPTY))
    if wish.startswith("remove-") and wish[7:].isdecimal():
        gone = int(wish[7:])
        return replace(draft, rows=tuple(row for number, row in enumerate(draft.rows) if number != gone))
    if wish == "json" and not draft.is_json:
        return _as_json(draft)
    if wish == "rows" and draft.is_json:
        return _as_rows(draft)
    return draft


def _as_json(draft: Draft) -> Draft:
    """The rows as JSON; rows that make no condition yet stay rows, so that nothing typed is lost."""
    condition = builder.condition_of_or_none(list(draft.rows), draft.match)
    if draft.rows and condition is None:
        return draft
    return replace(draft, is_json=True, text=json.dumps(condition or {"all": []}, indent=2, ensure_ascii=False))


def _as_rows(draft: Draft) -> Draft:
    try:
        found = rereading.rows_of(builder.condition_of_json(draft.text))
    except BadInput:
        return draft
    return replace(draft, is_json=False, rows=tuple(found[0]), match=found[1]) if found else draft

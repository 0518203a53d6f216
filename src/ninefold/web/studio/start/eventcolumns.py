"""What the columns of a file of events mean, as a form and as a mapping for collect."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.text import slugify

from ninefold.collect.importing import mending
from ninefold.collect.types import Sheet
from ninefold.web.studio.start import written

MEANINGS = (
    ("user", "customer number: who"), ("email", "mail address: who"), ("phone", "phone number: who"),
    ("anonymous", "device or visitor: who"), ("at", "when it happened"), ("event", "what happened"),
    ("revenue", "what it was worth"), ("currency", "currency"), ("text", "something else: text"),
    ("integer", "something else: whole number"), ("decimal", "something else: number"),
    ("boolean", "something else: yes or no"), ("", "leave it out"),
)  # fmt: skip
_ONCE = ("user", "email", "phone", "anonymous", "at", "event", "revenue", "currency")
_TYPES = ("text", "integer", "decimal", "boolean")
OURS = (mending.ID, mending.REASON)


class EventsForm(forms.Form):
    """One choice for each column (`column-<number>`), then what holds for all rows. Messages ask for nothing."""

    event = forms.CharField(
        max_length=200,
        required=False,
        label="What happened",
        initial="Order Completed",
        help_text="The event of every row, where no column says it: Order Completed for orders.",
    )
    zone = forms.CharField(
        max_length=60, initial="UTC", required=False, label="Time zone", help_text="Of times that name none."
    )
    currency = forms.CharField(
        max_length=3, required=False, label="Currency", help_text="Such as EUR, where no column says it."
    )

    def __init__(self, data: Any, *, sheet: Sheet, home: str = "", said: Mapping[str, str] | None = None) -> None:
        super().__init__(data)
        self.sheet, self.said = sheet, said or {}
        self.asked = [] if sheet.are_messages else [one for one in sheet.columns if one not in OURS]
        for column in self.asked:
            self.fields[self._name(column)] = forms.ChoiceField(
                choices=MEANINGS, required=False, label=column, initial=sheet.guesses[column]
            )

        if not sheet.are_messages:
            if dates := written.dates_of(sheet, home):
                self.fields["order"] = written.order_field(dates)
            self.fields["mark"] = written.mark_field(sheet)
            self.fields["country"] = written.country_field(home)
        for name, choice in self._by_number().items():
            if name in self.fields and not written.is_settled(sheet, name):
                self.fields[name].initial = choice

    def _by_number(self) -> dict[str, str]:
        """What was said of the last file with these columns, by this one's fields: a mended one has columns of ours."""
        return {self._name(name) if name in self.asked else name: choice for name, choice in self.said.items()}

    def how_read(self) -> list[Any]:
        """The fields of how the cells are read."""
        return [self[name] for name in ("order", "mark", "country") if name in self.fields]

    def _name(self, column: str) -> str:
        return f"column-{self.sheet.columns.index(column)}"

    def columns(self) -> list[tuple[Any, list[str]]]:
        """Of each column, in their order: the choice of its meaning, and what stands in its first rows."""
        at = {column: self.sheet.columns.index(column) for column in self.asked}
        return [
            (self[self._name(column)], [row[at[column]] for row in self.sheet.rows if row[at[column]].strip()])
            for column in self.asked
        ]

    def meant(self) -> dict[str, str]:
        """What each column means, as chosen."""
        return {column: self.cleaned_data[self._name(column)] for column in self.asked}

    def to_remember(self) -> dict[str, str]:
        """What was said, by the names of columns."""
        column_of = {self._name(column): column for column in self.asked}
        return {column_of.get(name, name): str(self.cleaned_data[name] or "") for name in self.fields}

    def clean(self) -> dict[str, Any]:
        """Refuse what says nothing of who, when or what, and columns that mean the same."""
        found: dict[str, Any] = super().clean() or {}
        if self.sheet.are_messages:
            return found
        chosen = [found.get(self._name(column), "") for column in self.asked]
        for meaning in _ONCE:
            if chosen.count(meaning) > 1:
                self.add_error(None, f"Two columns are “{dict(MEANINGS)[meaning]}”. Choose one of them.")
        if not {"user", "email", "phone", "anonymous"}.intersection(chosen):
            words = "choose the customer number, the mail address, the phone number or the device."
            self.add_error(None, f"No column says who: {words}")
        if "phone" in chosen and not found.get("country"):
            self.add_error("country", "Choose the country of numbers that name none.")
        if "at" not in chosen:
            self.add_error(None, "No column says when it happened. Choose it.")
        if "event" not in chosen and not found.get("event", "").strip():
            self.add_error("event", "Write what happened, or choose the column that says it.")
        if found.get("zone") and found["zone"] not in available_timezones():
            self.add_error("zone", "There is no such time zone. One looks like Europe/Berlin.")
        return found


def mapping_of_events(form: EventsForm) -> dict[str, object]:
    """The mapping that a valid form stands for: each row is one event."""
    if form.sheet.are_messages:
        return {"format": "segment"}
    meant, data = form.meant(), form.cleaned_data
    column_of = {meaning: column for column, meaning in meant.items() if meaning in _ONCE}
    properties: dict[str, object] = {
        slugify(column.replace(".", " ")).replace("-", "_")[:60] or "column": _property(column, meaning, data["mark"])
        for column, meaning in meant.items()
        if meaning in _TYPES
    }
    if "revenue" in column_of:
        properties["revenue"] = {"column": column_of["revenue"], "type": "money", "mark": data["mark"]}
    if "currency" in column_of:
        properties["currency"] = {"column": column_of["currency"]}
    elif data["currency"]:
        properties["currency"] = {"value": data["currency"].upper()}
    traits = {one: {"column": column_of[one]} for one in ("email", "phone") if one in column_of}
    return {
        "format": "csv",
        "event": f"{{{column_of['event']}}}" if "event" in column_of else data["event"].strip(),
        "user_id": f"{{{column_of['user']}}}" if "user" in column_of else "",
        "anonymous_id": f"{{{column_of['anonymous']}}}" if "anonymous" in column_of else "",
        "email": column_of.get("email", ""),
        "phone": {"type": "phone", "column": column_of.get("phone", ""), "country": data["country"]},
        "traits": traits,
        "timestamp": {"column": column_of["at"], "order": data.get("order", ""), "zone": data["zone"] or "UTC"},
        "properties": properties,
    }


def _property(column: str, meaning: str, mark: str) -> dict[str, object]:
    told: dict[str, object] = {"column": column, "type": meaning}
    return told | ({"mark": mark} if meaning == "decimal" else {})

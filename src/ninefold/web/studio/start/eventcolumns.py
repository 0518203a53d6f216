"""What the columns of a file of events mean, as a form and as a mapping for collect."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.text import slugify

from ninefold.collect.importing import mending
from ninefold.collect.types import Sheet

MEANINGS = (
    ("user", "customer number: who"), ("email", "mail address: who"), ("anonymous", "device or visitor: who"),
    ("at", "when it happened"), ("event", "what happened"), ("revenue", "what it was worth"), ("currency", "currency"),
    ("text", "something else: text"), ("integer", "something else: whole number"),
    ("decimal", "something else: number"), ("boolean", "something else: yes or no"), ("", "leave it out"),
)  # fmt: skip
WRITTEN = (
    ("", "2025-03-31, 2025-03-31T09:30:00Z or 31.03.2025"), ("%d/%m/%Y", "31/03/2025"), ("%m/%d/%Y", "03/31/2025"),
    ("%Y%m%d", "20250331"), ("%d/%m/%Y %H:%M", "31/03/2025 09:30"), ("%m/%d/%Y %H:%M", "03/31/2025 09:30"),
)  # fmt: skip
_ONCE = ("user", "email", "anonymous", "at", "event", "revenue", "currency")
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
    written = forms.ChoiceField(choices=WRITTEN, required=False, label="How the times are written")
    zone = forms.CharField(
        max_length=60, initial="UTC", required=False, label="Time zone", help_text="Of times that name none."
    )
    currency = forms.CharField(
        max_length=3, required=False, label="Currency", help_text="Such as EUR, where no column says it."
    )

    def __init__(self, data: Any, *, sheet: Sheet) -> None:
        super().__init__(data)
        self.sheet = sheet
        self.asked = [] if sheet.are_messages else [one for one in sheet.columns if one not in OURS]
        for column in self.asked:
            self.fields[self._name(column)] = forms.ChoiceField(
                choices=MEANINGS, required=False, label=column, initial=sheet.guesses[column]
            )

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

    def clean(self) -> dict[str, Any]:
        """Refuse what says nothing of who, when or what, and columns that mean the same."""
        found: dict[str, Any] = super().clean() or {}
        if self.sheet.are_messages:
            return found
        chosen = [found.get(self._name(column), "") for column in self.asked]
        for meaning in _ONCE:
            if chosen.count(meaning) > 1:
                self.add_error(None, f"Two columns are “{dict(MEANINGS)[meaning]}”. Choose one of them.")
        if not {"user", "email", "anonymous"}.intersection(chosen):
            self.add_error(None, "No column says who: choose the customer number, the mail address or the device.")
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
        slugify(column.replace(".", " ")).replace("-", "_")[:60] or "column": {"column": column, "type": meaning}
        for column, meaning in meant.items()
        if meaning in _TYPES
    }
    if "revenue" in column_of:
        properties["revenue"] = {"column": column_of["revenue"], "type": "money"}
    if "currency" in column_of:
        properties["currency"] = {"column": column_of["currency"]}
    elif data["currency"]:
        properties["currency"] = {"value": data["currency"].upper()}
    who = column_of.get("user", column_of.get("email", ""))
    return {
        "format": "csv",
        "event": f"{{{column_of['event']}}}" if "event" in column_of else data["event"].strip(),
        "user_id": f"{{{who}}}" if who else "",
        "anonymous_id": f"{{{column_of['anonymous']}}}" if "anonymous" in column_of else "",
        "email": column_of.get("email", ""),
        "traits": {"email": {"column": column_of["email"]}} if "email" in column_of else {},
        "timestamp": {"column": column_of["at"], "format": data["written"], "zone": data["zone"] or "UTC"},
        "properties": properties,
    }

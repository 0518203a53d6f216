"""What the columns of a file of people mean, and how these people agreed, as a form and as a mapping for collect."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.text import slugify

from ninefold.collect.types import Sheet
from ninefold.web.studio.start import written

MEANINGS = (
    ("email", "mail address"), ("id", "customer number"), ("phone", "phone number"), ("name", "full name"),
    ("first_name", "first name"), ("last_name", "last name"), ("consent", "agreed (yes, no)"),
    ("agreed_at", "agreed on"), ("language", "language"), ("timezone", "time zone"), ("trait", "something else"),
    ("", "leave it out"),
)  # fmt: skip
_TRAITS = ("name", "first_name", "last_name", "language", "timezone")
_ONCE = ("email", "id", "phone", "consent", "agreed_at")
_WHO = frozenset({"email", "id", "phone"})
EVIDENCE = ("evidence", "agreed_on", "how")


class DateInput(forms.DateInput):
    """A day, in the browser's own picker."""

    input_type = "date"


class ColumnsForm(forms.Form):
    """One choice for each column (`column-<number>`), then the evidence."""

    evidence = forms.ChoiceField(
        label="How do you know that they agreed?",
        choices=[
            ("column", "A column says who agreed. Who says no there is not written to; an empty cell says nothing"),
            ("all", "I confirm that all of these people agreed to get news by mail"),
        ],
        widget=forms.RadioSelect,
    )
    agreed_on = forms.DateField(
        required=False,
        label="They agreed on",
        widget=DateInput,
        help_text="Needed where no column is “agreed on”; it also stands for the empty cells of that column.",
    )
    how = forms.CharField(
        max_length=500,
        label="How, and where that is kept",
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="Such as: newsletter form on our site, double opt-in, kept in the shop's database. What counts is a"
        " yes to hear from you, given by themselves: a form, a tick box that was empty, a signed paper. To have bought"
        " something, or to be in a list that was bought, is no yes.",
    )

    def __init__(
        self, data: Any, *, sheet: Sheet, today: date, home: str = "", said: Mapping[str, str] | None = None
    ) -> None:
        """`said` is what was said of the last file with these columns; how people agreed is said anew but for a file
        that was mended."""
        super().__init__(data)
        self.sheet, self.today, self.said = sheet, today, said or {}
        for number, column in enumerate(sheet.columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                choices=MEANINGS, required=False, label=column, initial=sheet.guesses[column]
            )
        if dates := written.dates_of(sheet, home):
            self.fields["order"] = written.order_field(dates)
        self.fields["country"] = written.country_field(home)
        for name, choice in self.said.items():
            is_wanted = (sheet.is_mended or name not in EVIDENCE) and not written.is_settled(sheet, name)
            if name in self.fields and is_wanted:
                self.fields[name].initial = choice
        self.fields["evidence"].required = self.fields["how"].required = False

    def how_read(self) -> list[Any]:
        """The fields of how the cells are read."""
        return [self[name] for name in ("order", "country") if name in self.fields]

    def columns(self) -> list[tuple[Any, list[str]]]:
        """Of each column, in their order: the choice of its meaning, and what stands in its first rows."""
        return [
            (self[f"column-{number}"], [row[number] for row in self.sheet.rows if row[number].strip()])
            for number in range(len(self.sheet.columns))
        ]

    def meant(self) -> dict[str, str]:
        """What each column means, as chosen."""
        return {column: self.cleaned_data[f"column-{n}"] for n, column in enumerate(self.sheet.columns)}

    def clean(self) -> dict[str, Any]:
        """Refuse what could not be evidence, and columns that mean the same."""
        found: dict[str, Any] = super().clean() or {}
        chosen = [found.get(f"column-{number}", "") for number in range(len(self.sheet.columns))]
        for meaning in _ONCE + _TRAITS:
            if chosen.count(meaning) > 1:
                self.add_error(None, f"Two columns are “{dict(MEANINGS)[meaning]}”. Choose one of them.")
        if not _WHO.intersection(chosen):
            self.add_error(
                None, "No column says who: choose the mail address, the customer number or the phone number."
            )
        if "phone" in chosen and not found.get("country"):
            self.add_error("country", "Choose the country of numbers that name none.")
        if "email" not in chosen and "consent" not in chosen:  # nobody in it can be written to, so nobody need agree
            found["evidence"] = ""
            return found
        if not found.get("evidence"):
            self.add_error("evidence", "Say how you know that they agreed.")
        if not found.get("how"):
            self.add_error("how", "Write how they agreed. It is the evidence, kept with each person.")
        if found.get("evidence") == "column" and "consent" not in chosen:
            self.add_error("evidence", "Choose above which column says who agreed, or confirm it for all.")
        if found.get("evidence") == "all" and "consent" in chosen:
            self.add_error(
                "evidence", "A column above says who agreed, so not all did. Choose that, or what else it is."
            )
        if found.get("agreed_on") and found["agreed_on"] > self.today:
            self.add_error("agreed_on", "This day has not come yet.")
        if found.get("evidence") and not found.get("agreed_on") and "agreed_at" not in chosen:
            self.add_error(
                "agreed_on",
                "Write the day on which they agreed; the last one, if there were several. A no that came later holds.",
            )
        return found


def mapping_of(form: ColumnsForm, *, company: str, confirmed_by: str, now: datetime) -> dict[str, object]:
    """The mapping that a valid form stands for: each line introduces a person, and brings their yes along."""
    meant, data = form.meant(), form.cleaned_data
    column_of = {meaning: column for column, meaning in meant.items() if meaning in _ONCE}
    traits: dict[str, object] = {one: {"column": column_of[one]} for one in ("email", "phone") if one in column_of}
    for column, meaning in meant.items():
        if meaning in _TRAITS:
            traits[meaning] = {"column": column}
        elif meaning == "trait":
            traits[slugify(column.replace(".", " ")).replace("-", "_")[:60] or "column"] = {"column": column}
    if "name" not in traits and "first_name" in traits and "last_name" not in traits:
        traits["name"] = traits["first_name"]
    found: dict[str, object] = {
        "format": "csv",
        "type": "identify",
        "user_id": f"{{{column_of['id']}}}" if "id" in column_of else "",
        "email": column_of.get("email", ""),
        "phone": {"type": "phone", "column": column_of.get("phone", ""), "country": data["country"]},
        "traits": traits,
    }
    said = _consent(column_of, data, company, confirmed_by, now) if data["evidence"] else None
    return found | ({"consent": said} if said else {})


def _consent(
    column_of: dict[str, str], data: dict[str, Any], company: str, confirmed_by: str, now: datetime
) -> dict[str, object]:
    is_all = data["evidence"] == "all"
    agreed_on = data["agreed_on"].isoformat() if data["agreed_on"] else ""
    evidence = {
        "how": data["how"].strip(), "to": company, "confirmed_by": confirmed_by, "confirmed_at": now.isoformat(),
    }  # fmt: skip
    return {
        "basis": "consent, as the company confirmed" if is_all else "consent, as the list says",
        "column": "" if is_all else column_of["consent"],
        "at": agreed_on,
        "at_column": column_of.get("agreed_at", ""),
        "evidence": evidence,
        "order": data.get("order", ""),
    }

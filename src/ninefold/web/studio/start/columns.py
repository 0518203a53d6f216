"""What the columns of a file of people mean, and how these people agreed, as a form and as a mapping for collect."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.text import slugify

from ninefold.collect.types import Sheet

MEANINGS = (
    ("email", "mail address"), ("name", "full name"), ("first_name", "first name"), ("last_name", "last name"),
    ("id", "customer number"), ("consent", "agreed (yes, no)"), ("agreed_at", "agreed on"), ("language", "language"),
    ("timezone", "time zone"), ("trait", "something else"), ("", "leave it out"),
)  # fmt: skip
_TRAITS = ("name", "first_name", "last_name", "language", "timezone")
_ONCE = ("email", "id", "consent", "agreed_at")


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
        error_messages={"required": "Write how they agreed. It is the evidence, kept with each person."},
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="Such as: newsletter form on our site, double opt-in, kept in the shop's database. What counts is a"
        " yes to hear from you, given by themselves: a form, a tick box that was empty, a signed paper. To have bought"
        " something, or to be in a list that was bought, is no yes.",
    )

    def __init__(self, data: Any, *, sheet: Sheet, today: date) -> None:
        super().__init__(data)
        self.sheet, self.today = sheet, today
        for number, column in enumerate(sheet.columns):
            self.fields[f"column-{number}"] = forms.ChoiceField(
                choices=MEANINGS, required=False, label=column, initial=sheet.guesses[column]
            )

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
        if "email" not in chosen:
            self.add_error(None, "No column is the mail address. Choose it: without one nobody can be written to.")
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
    email = column_of["email"]
    traits: dict[str, object] = {"email": {"column": email}}
    for column, meaning in meant.items():
        if meaning in _TRAITS:
            traits[meaning] = {"column": column}
        elif meaning == "trait":
            traits[slugify(column.replace(".", " ")).replace("-", "_")[:60] or "column"] = {"column": column}
    if "name" not in traits and "first_name" in traits and "last_name" not in traits:
        traits["name"] = traits["first_name"]
    return {
        "format": "csv",
        "type": "identify",
        "user_id": f"{{{column_of.get('id', email)}}}",
        "email": email,
        "traits": traits,
        "consent": _consent(column_of, data, company, confirmed_by, now),
    }


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
    }

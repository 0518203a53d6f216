"""What a move is asked for: the files, what a yes there holds for here, how those without proof agreed."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from ninefold.collect.moving.types import Tool
from ninefold.culture.types import Purpose
from ninefold.kernel import clock
from ninefold.pipeline.moving.beginning import Wanted

PURPOSES = [
    (Purpose.NEWS.value, "News"), (Purpose.OFFERS.value, "Offers"), (Purpose.COMMUNITY.value, "Community"),
]  # fmt: skip


class Files(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files, as a list."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        """Each of them, as Django cleans one."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(one, initial) for one in given]


class DateInput(forms.DateInput):
    """A day, in the browser's own picker."""

    input_type = "date"


class MoveForm(forms.Form):
    """The form of a move."""

    exports = FilesField(
        label="The exports",
        help_text="One or several: an archive, tables, JSON. Those that say who is not to be written to must be there.",
        error_messages={"required": "Choose the files that you exported."},
    )
    purposes = forms.MultipleChoiceField(
        label="What they agreed to there is",
        choices=PURPOSES,
        initial=[Purpose.NEWS.value],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Tick at least one."},
        help_text="Whoever left is left alone for all of them, whatever you tick.",
    )
    agreed = forms.CharField(
        required=False,
        max_length=500,
        label="Those of whom the tool has no proof agreed by",
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="Such as: newsletter form on our site, double opt-in, kept in the shop's database. Leave it empty"
        " where you cannot say: they come without a yes, and nothing goes to them.",
    )
    agreed_on = forms.DateField(required=False, label="At the latest on", widget=DateInput)

    def clean(self) -> dict[str, Any]:
        """A way to agree has its day, and that has come."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("agreed") and not found.get("agreed_on"):
            self.add_error("agreed_on", "Write the day on which they agreed; the last one, if there were several.")
        if found.get("agreed_on") and found["agreed_on"] > clock.now().date():
            self.add_error("agreed_on", "This day has not come yet.")
        return found

    def wanted(self, tool: Tool) -> Wanted:
        """What a valid form asks for."""
        data = self.cleaned_data
        end = 0
        if data["agreed_on"]:
            whole = datetime.combine(data["agreed_on"] + timedelta(days=1), datetime.min.time(), UTC)
            end = min(clock.to_us(whole) - 1, clock.now_us())
        return Wanted(tool, tuple(Purpose(one) for one in data["purposes"]), data["agreed"].strip(), end)


class PassForm(forms.Form):
    """Why sending may go on though the suppressions do not match."""

    reason = forms.CharField(
        max_length=500,
        label="Why sending may go on all the same",
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="It is kept with your name and the day, and shown with this move for good.",
    )

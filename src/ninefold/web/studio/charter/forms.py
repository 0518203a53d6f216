"""The charter as a form: lists are written one a line."""

from typing import Any

from django import forms
from django.utils.text import slugify

from ninefold.culture.actions import ADDRESS_CHARACTERS_MAX
from ninefold.culture.types import Charter, Promise

LINES_MAX = 40


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())[:LINES_MAX]


class CharterForm(forms.Form):
    """Every part of the charter. Bounds are culture's to check; this only reads what was typed."""

    values = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text="What we hold to, one a line."
    )
    voice = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), required=False, help_text="How we speak. Editors see it beside texts."
    )
    avoided = forms.CharField(
        label="Words we never use", widget=forms.Textarea(attrs={"rows": 3}), required=False,
        help_text="One a line. The editor points to them beside a text.",
    )  # fmt: skip
    promises = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
        help_text="What people may count on, in their words, one a line.",
    )
    attention_per_week = forms.FloatField(
        label="Attention a week", help_text="What a person's stock refills by in a week. One mail costs 1."
    )
    attention_max = forms.FloatField(label="Most that is held", help_text="What an unspent stock grows to at most.")
    quiet_from = forms.TimeField(label="Quiet from", widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label="Quiet until",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="In each person's own zone; over midnight when from is later than until.",
    )
    postal_address = forms.CharField(
        error_messages={"required": "Write it: it stands at the foot of every letter, and no campaign starts without."},
        max_length=ADDRESS_CHARACTERS_MAX,
        label="Postal address",
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="Street, place, country. It stands with the company's name at the foot of every letter; "
        "no campaign by mail starts without it.",
    )

    @staticmethod
    def values_of(charter: Charter) -> dict[str, Any]:
        """What the form shows for a charter."""
        return {
            "values": "\n".join(charter.values),
            "voice": charter.voice,
            "avoided": "\n".join(charter.avoided),
            "promises": "\n".join(promise.text for promise in charter.promises),
            "attention_per_week": charter.attention_per_week,
            "attention_max": charter.attention_max,
            "quiet_from": charter.quiet_from,
            "quiet_until": charter.quiet_until,
            "postal_address": charter.postal_address,
        }

    def charter(self, before: Charter) -> Charter:
        """The charter as typed. A promise whose words stay keeps its key."""
        data = self.cleaned_data
        keys = {promise.text: promise.key for promise in before.promises}
        promises = [
            Promise(keys.get(text) or slugify(text)[:60] or "promise", text) for text in _lines(data["promises"])
        ]
        return Charter(
            values=_lines(data["values"]),
            voice=data["voice"].strip(),
            promises=tuple(promises),
            attention_per_week=data["attention_per_week"],
            attention_max=data["attention_max"],
            quiet_from=data["quiet_from"],
            quiet_until=data["quiet_until"],
            postal_address=" ".join(data["postal_address"].split()),
            avoided=_lines(data["avoided"]),
        )

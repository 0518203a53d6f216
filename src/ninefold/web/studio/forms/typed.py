"""A sign-up form as typed in the studio, and back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict

from ninefold.context import queries as context
from ninefold.context.types import Ask, Asked, Form, FormText
from ninefold.culture import tags
from ninefold.culture.types import Channel, Purpose
from ninefold.web.numbers import whole

ASKS_MAX, TRAITS_MAX = 8, 6
PURPOSES = [(one.value, one.value.capitalize()) for one in Purpose if one is not Purpose.SERVICE]
CHANNELS = [(one.value, one.value.capitalize()) for one in Channel if one is not Channel.SMS]


class AskForm(forms.Form):
    """One yes; a row without words asks for nothing."""

    purpose = forms.ChoiceField(choices=PURPOSES, label="For")
    channel = forms.ChoiceField(choices=CHANNELS, label="By")
    wording = forms.CharField(
        max_length=2_000, required=False, label="The words they agree to", widget=forms.Textarea(attrs={"rows": 2})
    )


class TraitForm(forms.Form):
    """One question; a row without a name asks nothing."""

    trait = forms.CharField(max_length=60, required=False, label="Kept under the name, such as city")
    label = forms.CharField(max_length=120, required=False, label="The question, such as: Where do you live?")

    def clean_trait(self) -> str:
        """A name under which answers can be kept, or none."""
        name = str(self.cleaned_data["trait"])
        if name and (fault := context.form_trait_fault(name)):
            raise forms.ValidationError(fault)
        return name

    def clean(self) -> dict[str, Any]:
        """A question and its name go together."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("trait") and not said.get("label"):
            self.add_error("label", "Write the question, or empty its name too.")
        if said.get("label") and not said.get("trait") and "trait" not in self.errors:
            self.add_error("trait", "Write the name that the answer is kept under, such as city.")
        return said


class TextForm(forms.Form):
    """What a form says besides."""

    title = forms.CharField(max_length=120, label="Title", help_text="Read above the form, and in the mail to confirm.")
    words = forms.CharField(
        max_length=2_000, required=False, label="What they get", widget=forms.Textarea(attrs={"rows": 3})
    )
    languages = forms.CharField(
        max_length=200,
        required=False,
        label="Languages to choose from",
        help_text="By their short names, such as en, de, pt-BR. Empty: nobody is asked.",
    )
    asks_community = forms.BooleanField(
        required=False, label="Ask which community they belong to, so that letters speak its words"
    )
    is_open = forms.BooleanField(required=False, initial=True, label="Open: takes sign-ups")

    def clean_languages(self) -> tuple[str, ...]:
        typed = str(self.cleaned_data["languages"]).replace(",", " ").split()
        if problem := tags.unknown(typed):
            raise forms.ValidationError(problem)
        return tuple(dict.fromkeys(map(tags.canonical, typed)))


AskForms = forms.formset_factory(AskForm, extra=1, max_num=ASKS_MAX, validate_max=True)
TraitForms = forms.formset_factory(TraitForm, extra=1, max_num=TRAITS_MAX, validate_max=True)


class Typed:
    """The three parts of a form's page, as posted or as the form stands."""

    def __init__(self, data: QueryDict | None, form: Form | None) -> None:
        text = form.text if form else None
        self.text = TextForm(data, initial=_initial(form) if form else None)
        asks = [_ask(one) for one in text.asks] if text else []
        traits = [{"trait": one.trait, "label": one.label} for one in text.traits] if text else []
        self.asks: BaseFormSet[AskForm] = AskForms(data, initial=asks, prefix="ask")
        self.traits: BaseFormSet[TraitForm] = TraitForms(data, initial=traits, prefix="trait")

    def is_valid(self) -> bool:
        """Whether all parts can be read; a form asks for one yes at least."""
        is_right = all([self.text.is_valid(), self.asks.is_valid(), self.traits.is_valid()])
        if self.asks.is_valid() and not any(one.cleaned_data.get("wording") for one in self.asks.forms):
            self.refuse("form_asks", "Write what people agree to: a form asks for one yes at least.")
            return False
        return is_right

    def refuse(self, code: str, message: str) -> None:
        """Say what the room refused, at the field that it is about."""
        asks, traits = self.asks.forms, self.traits.forms
        about: dict[str, tuple[forms.Form, str]] = {
            "form_words": (self.text, "title"), "form_languages": (self.text, "languages"),
            "form_asks": (_last(asks, "wording"), "wording"), "form_traits": (_last(traits, "trait"), "trait"),
        }  # fmt: skip
        part, field = about.get(code, (self.text, None))
        part.add_error(field, message)

    def form_text(self) -> FormText:
        """What valid parts say."""
        said = self.text.cleaned_data
        asks = [one.cleaned_data for one in self.asks.forms if one.cleaned_data.get("wording")]
        traits = [one.cleaned_data for one in self.traits.forms if one.cleaned_data.get("trait")]
        return FormText(
            title=said["title"],
            words=said["words"].replace("\r\n", "\n"),
            asks=tuple(
                Ask(Purpose(one["purpose"]), Channel(one["channel"]), " ".join(one["wording"].split())) for one in asks
            ),
            traits=tuple(Asked(one["trait"], one["label"]) for one in traits),
            languages=said["languages"],
            asks_community=said["asks_community"],
        )


def _last(rows: Sequence[forms.Form], field: str) -> forms.Form:
    """The last row that says something, else the first."""
    return next((row for row in reversed(rows) if row.cleaned_data.get(field)), rows[0])


def _ask(one: Ask) -> dict[str, str]:
    return {"purpose": one.purpose.value, "channel": one.channel.value, "wording": one.wording}


def _initial(form: Form) -> dict[str, object]:
    text = form.text
    return {
        "title": text.title,
        "words": text.words,
        "languages": ", ".join(text.languages),
        "asks_community": text.asks_community,
        "is_open": form.is_open,
    }


def one_more(data: QueryDict) -> QueryDict:
    """What was posted, with one more empty row of what its button says."""
    more, prefix = data.copy(), "trait" if data.get("do") == "add-trait" else "ask"
    most = TRAITS_MAX if prefix == "trait" else ASKS_MAX
    more[f"{prefix}-TOTAL_FORMS"] = str(min(most, whole(data.get(f"{prefix}-TOTAL_FORMS")) + 1))
    return more

"""The forms of a source."""

from typing import Any

from django import forms

from ninefold.collect.types import EventKind, Source, Trust

HOOK = "HOOK"
KINDS = (
    (Trust.SERVER.name, "Server: the key is secret, what it sends is believed"),
    (Trust.BROWSER.name, "Browser or app: the key is public, what it sends changes no known person"),
    (HOOK, "Webhooks: another system posts them, each signed with a secret"),
)
CALLS = (
    (EventKind.TRACK.value, "Events (track)"),
    (EventKind.PAGE.value, "Pages seen"),
    (EventKind.SCREEN.value, "Screens seen"),
    (EventKind.IDENTIFY.value, "Who somebody is (identify)"),
    (EventKind.GROUP.value, "What they belong to (group)"),
    (EventKind.ALIAS.value, "That two ids are one person (alias)"),
)
KEEP = (("86400", "one more day"), ("604800", "one more week"), ("0", "no longer: it is refused at once"))


class LimitsForm(forms.Form):
    """What a source may send, and how fast."""

    calls = forms.MultipleChoiceField(choices=CALLS, widget=forms.CheckboxSelectMultiple, label="May send")
    events_per_second = forms.IntegerField(
        min_value=0, max_value=1_000_000, required=False, label="Events a second, at most",
        help_text="Empty or 0 for no limit. What comes faster is asked to wait (429), and SDKs send it again.",
    )  # fmt: skip

    @classmethod
    def of(cls, source: Source) -> "LimitsForm":
        """The form as the source stands."""
        calls = [kind.value for kind in source.calls or EventKind]
        initial = {"calls": calls, "events_per_second": source.events_per_second or None}
        return cls(initial=initial, auto_id=f"id_{source.id}_%s")

    def limits(self) -> dict[str, Any]:
        """The limits of a valid form."""
        calls = [EventKind(name) for name in self.cleaned_data["calls"]]
        return {"calls": calls, "events_per_second": self.cleaned_data["events_per_second"] or 0}


class PrivacyForm(forms.Form):
    """What of a source's events is kept, for privacy's sake."""

    keeps_ip = forms.BooleanField(
        required=False, label="Keep the address in context.ip", help_text="Else it is dropped before anything is kept."
    )
    consent_categories = forms.CharField(
        max_length=300, required=False, label="Consent categories that measuring needs",
        help_text="As your consent banner names them, separated by commas. Where a visitor refused one of them, the"
        " event is kept out. Empty: analytics, statistics, performance, measurement, C0002.",
    )  # fmt: skip

    @classmethod
    def of(cls, source: Source) -> "PrivacyForm":
        """The form as the source stands."""
        return cls(
            initial={"keeps_ip": source.keeps_ip, "consent_categories": ", ".join(source.consent_categories)},
            auto_id=f"id_{source.id}_%s",
        )


class SourceForm(forms.Form):
    """A source as typed."""

    name = forms.CharField(max_length=100, label="Name", help_text="Where events come from: Web shop, Till.")
    trust = forms.ChoiceField(choices=KINDS, widget=forms.RadioSelect, initial=Trust.SERVER.name, label="Kind")
    secret = forms.CharField(
        max_length=100, required=False, label="Signing secret of the webhooks",
        help_text="As the other system shows it, whsec_…; empty to have one made that you give to it.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    person_field = forms.CharField(
        max_length=200, required=False, label="Where a webhook names the person",
        help_text="The path to their id, such as data.customer.id; empty to try the usual places.",
    )  # fmt: skip

    @property
    def is_hook(self) -> bool:
        """Whether a valid form asks for webhooks."""
        return bool(self.cleaned_data["trust"] == HOOK)

    def chosen_trust(self) -> Trust:
        """The trust of a valid form."""
        return Trust[self.cleaned_data["trust"]]

"""The form of a source."""

from django import forms

from ninefold.collect.types import Trust

TRUSTS = (
    (Trust.BROWSER.name, "Browser or app: the key is public, what it sends changes no known person"),
    (Trust.SERVER.name, "Server: the key is secret, what it sends is believed"),
)


class SourceForm(forms.Form):
    """A source as typed."""

    name = forms.CharField(max_length=120, label="Name", help_text="Where events come from: Web shop, Till.")
    trust = forms.ChoiceField(choices=TRUSTS, widget=forms.RadioSelect, initial=Trust.SERVER.name, label="Kind")

    def chosen_trust(self) -> Trust:
        """The trust of a valid form."""
        return Trust[self.cleaned_data["trust"]]

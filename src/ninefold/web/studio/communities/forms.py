"""The form of a community."""

from django import forms

from ninefold.culture.types import Community
from ninefold.web.studio.slugs import key_of


class CommunityForm(forms.Form):
    """A community as typed."""

    name = forms.CharField(max_length=120, label="Name", help_text="As its people call it: Vinyl collectors.")
    key = forms.SlugField(
        max_length=60,
        required=False,
        label="Key",
        help_text="What the trait “community” holds; made from the name when left empty.",
    )
    tag = forms.CharField(
        max_length=80,
        label="Language tag",
        help_text="BCP 47, with the way of speaking after x: en-x-vinyl, fr-CA-x-techie.",
    )

    def community(self) -> Community:
        """The community of a valid form."""
        data = self.cleaned_data
        return Community(key=data["key"] or key_of(data["name"]), name=data["name"], tag=data["tag"])

"""The editor's forms: an item's facts with its form factors ticked, a variant with its tag offered from communities."""

from typing import Any

from django import forms
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateTimeInput

from ninefold.adapt.formfactors import FORM_FACTORS
from ninefold.culture import queries as culture


class TagInput(forms.TextInput):
    """A text field that offers the communities' tags."""

    template_name = "studio/content/tag_input.html"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The offered tags are asked for when the field is drawn, so that a new community is offered at once."""
        found = super().get_context(name, value, attrs)
        widget_id = found["widget"]["attrs"].get("id", name)
        found["widget"]["attrs"]["list"] = f"{widget_id}-offered"
        found["widget"]["offered"] = [(community.tag, community.name) for community in culture.communities()]
        return found


def _form_factors() -> list[tuple[str, str]]:
    return [(form_factor.key, form_factor.name) for form_factor in FORM_FACTORS.values()]


class ItemForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail ships no types
    """An item. Its form factors are ticked; its life span is picked as days and hours."""

    form_factors = forms.MultipleChoiceField(
        choices=_form_factors,
        widget=forms.CheckboxSelectMultiple,
        label="Form factors it is meant for",
        help_text="A variant must fit all of them before it is published.",
    )
    valid_from = forms.DateTimeField(required=False, widget=AdminDateTimeInput, label="Valid from")
    valid_until = forms.DateTimeField(required=False, widget=AdminDateTimeInput, label="Valid until")


class VariantForm(WagtailAdminModelForm):  # type: ignore[misc]  # as above
    """A variant. Empty form factor: one text serves every form factor that it fits."""

    form_factor = forms.ChoiceField(
        choices=lambda: [("", "all that it fits"), *_form_factors()],
        required=False,
        label="Written for",
        help_text="Choose one only to say something else there than everywhere.",
    )

"""The editor's forms: an item's facts with its form factors ticked, a variant with its tag offered from communities."""

import json
from dataclasses import asdict
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.forms.models import WagtailAdminModelForm

from ninefold.adapt.formfactors import form_factors
from ninefold.content.layouts import queries as layout_queries
from ninefold.content.models import MediaImage, Variant
from ninefold.culture import queries as culture
from ninefold.kernel.actors import Permission
from ninefold.kernel.users.models import User
from ninefold.web.studio.content.landing import edit_address
from ninefold.web.studio.content.planning import HourField, check_ahead, check_order

# What would change for readers at once where something of an item is published.
OF_WHAT_IS_OUT = ("purpose", "form_factors", "default_tag", "facts", "valid_from", "valid_until", "is_public")
PICTURES_OFFERED = 200
ONLY_PUBLISHERS = "Readers would see this at once: somebody who may publish sets it."


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


class SlotsInput(forms.HiddenInput):
    """What stands in the slots of the chosen layout: JSON, filled in by slots.js field by field."""

    template_name = "studio/content/slots_input.html"
    is_hidden = False  # its fields are shown

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The slots of all layouts and the newest pictures are asked for when the field is drawn."""
        found = super().get_context(name, value, attrs)
        layouts = {str(kept.layout.id): [asdict(slot) for slot in kept.slots] for kept in layout_queries.layouts()}
        newest = MediaImage.objects.order_by("-pk").values_list("pk", "title")[:PICTURES_OFFERED]
        found["widget"]["layouts"] = json.dumps(layouts)
        found["widget"]["pictures"] = json.dumps([[pk, title] for pk, title in newest])
        return found


def _form_factors() -> list[tuple[str, str]]:
    return [(form_factor.key, form_factor.name) for form_factor in form_factors().values()]


class ItemForm(WagtailAdminModelForm):  # type: ignore[misc]  # Wagtail ships no types
    """An item. Its form factors are ticked; its life span is picked as days and hours."""

    form_factors = forms.MultipleChoiceField(
        choices=_form_factors,
        widget=forms.CheckboxSelectMultiple,
        label="Form factors it is meant for",
        initial=["mail"],
        help_text="A version must fit all of them before it is published.",
    )
    audience = forms.MultipleChoiceField(
        choices=lambda: [(one.key, one.name) for one in culture.communities()], required=False,
        widget=forms.CheckboxSelectMultiple, label="For",
        help_text="None ticked: for everyone. What is missing for others is no gap. Whom a campaign sends it to, its"
        " segment says.",
    )  # fmt: skip
    valid_from = HourField(label="Valid from")
    valid_until = HourField(label="Valid until")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if not self._may_publish():
            item = self.instance
            is_out = item.pk is not None and Variant.objects.filter(item=item, live=True).exists()
            for name in OF_WHAT_IS_OUT if is_out else ("is_public",):
                if name in self.fields:
                    self.fields[name].disabled = True
                    self.fields[name].help_text = ONLY_PUBLISHERS

    def clean(self) -> dict[str, Any]:
        """Refuse a life span that ends before it begins."""
        super().clean()
        check_order(self, "valid_from", "valid_until")
        return dict(self.cleaned_data)

    def _may_publish(self) -> bool:
        return isinstance(self.for_user, User) and self.for_user.actor().may(Permission.CONTENT_PUBLISH)


class VariantForm(WagtailAdminModelForm):  # type: ignore[misc]  # as above
    """A variant. Empty form factor: one text serves every form factor that it fits."""

    form_factor = forms.ChoiceField(
        choices=lambda: [("", "all that it fits"), *_form_factors()],
        required=False,
        label="Written for",
        help_text="Choose one only to say something else there than everywhere.",
    )

    go_live_at = HourField(in_dialog=True, label="Goes out", help_text="Empty: as soon as it is published.")
    expire_at = HourField(in_dialog=True, label="Ends", help_text="Empty: it stays until somebody takes it down.")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        if "layout" in self.fields:
            self.fields["layout"].empty_label = "Ninefold’s own, in your brand"

    def clean(self) -> dict[str, Any]:
        """Refuse hours that cannot be kept, and a second variant for the same tongue and form, with the way to the one
        that is there."""
        found: dict[str, Any] = super().clean()
        rows = Variant.objects.exclude(pk=self.instance.pk).filter(
            item=found.get("item"), tag__iexact=found.get("tag", "").strip(), form_factor=found.get("form_factor", "")
        )
        if other := rows.first():
            self.add_error("tag", ValidationError(_exists(other)))
        check_order(self, "go_live_at", "expire_at")
        check_ahead(self, "expire_at", "empty it so that it stays. What is to end at once is unpublished.")
        if "go_live_at" in self.changed_data:
            check_ahead(self, "go_live_at", "empty it to publish at once.")
        return found


def _exists(other: Variant) -> SafeString:
    form = form_factors().get(other.form_factor)
    return format_html(
        '“{}” is written for {} in {} already. <a href="{}">Change that one</a>, or choose another language or form.',
        other.item.title, other.tag, form.name if form else "every form", edit_address(other.pk),
    )  # fmt: skip

"""When something goes out and ends: hours are typed, shown and refused in one way, as they are where the company is."""

from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.panels import FieldPanel, PublishingPanel

from ninefold.kernel import clock, settings
from ninefold.web.studio.shell import instants

# What Wagtail's dialog asks of its fields: left without saving, it puts back what stood there.
_IN_DIALOG = {
    "data-controller": "w-action",
    "data-action": "w-dialog:hidden->w-action#reset",
    "data-w-dialog-target": "notify",
}


class HourField(forms.DateTimeField):
    """A day and an hour, picked as the browser lets one pick them."""

    default_error_messages = {
        "invalid": "Pick a day and an hour, such as 24 November 2026, 09:00.",
        "ambiguous_timezone": "The clocks of {zone} are changed at that hour: it is none, or two. Pick another.",
    }

    def __init__(self, *, in_dialog: bool = False, **given: Any) -> None:
        attrs = {"type": "datetime-local"} | (_IN_DIALOG if in_dialog else {})
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs=attrs)
        super().__init__(required=False, widget=widget, **given)

    def to_python(self, value: Any) -> datetime | None:
        """What was typed, as an instant."""
        try:
            return super().to_python(value)
        except ValidationError as error:
            if error.code == "ambiguous_timezone":
                words = self.error_messages["ambiguous_timezone"].format(zone=settings.current().time_zone.key)
                raise ValidationError(words, code=error.code) from error
            raise

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another hour is meant; seconds are not typed."""
        known = initial.replace(second=0, microsecond=0) if isinstance(initial, datetime) else initial
        return bool(super().has_changed(known, data))


def said(moment: datetime) -> str:
    """An hour in words, as the studio's other pages say it."""
    return instants.instant(clock.to_us(moment), zone=settings.current().time_zone)


def check_order(form: forms.BaseForm, begins: str, ends: str) -> None:
    """Refuse, at the end, an end that is not after its beginning."""
    begin, end = form.cleaned_data.get(begins), form.cleaned_data.get(ends)
    if begin and end and end <= begin:
        form.add_error(ends, f"This is not after {said(begin)}, when it begins. Pick a later hour, or leave it empty.")


def check_ahead(form: forms.BaseForm, field: str, way_out: str) -> None:
    """Refuse an hour that is over; `way_out` says what to do instead."""
    moment = form.cleaned_data.get(field)
    if moment and moment < clock.now():
        form.add_error(field, f"This hour is over: it is {said(clock.now())} now. Pick a later one, or {way_out}")


class SchedulePanel(PublishingPanel):  # type: ignore[misc]  # Wagtail ships no types
    """Wagtail's dialog of hours, in our words and with our fields."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{"children": [FieldPanel("go_live_at"), FieldPanel("expire_at")]} | given)

    class BoundPanel(PublishingPanel.BoundPanel):  # type: ignore[misc]  # as above
        """As bound to a form."""

        template_name = "studio/content/schedule_dialog.html"

        def get_context_data(self, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
            """Wagtail's own, and whose hours these are."""
            found: dict[str, Any] = super().get_context_data(parent_context)
            return found | {"zone": settings.current().time_zone.key}

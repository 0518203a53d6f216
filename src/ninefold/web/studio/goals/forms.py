"""The form of a goal, and the rows of properties under it."""

from decimal import Decimal

from django import forms
from django.forms import BaseFormSet
from django.http import QueryDict

from ninefold.culture.types import Goal
from ninefold.web.numbers import whole
from ninefold.web.studio.slugs import key_of

WINDOW_DAYS_MAX = 365
VALUE_MAX = 1_000_000
PROPERTIES_MAX = 8


class PropertyForm(forms.Form):
    """One property that an event must have to reach the goal; a row left empty counts for nothing."""

    name = forms.CharField(max_length=100, required=False, label="Only where this property")
    value = forms.CharField(max_length=200, required=False, label="is")

    def clean(self) -> dict[str, str]:
        """Both or neither."""
        data: dict[str, str] = super().clean() or {}
        if data.get("value") and not data.get("name"):
            self.add_error("name", "Name the property that has this value.")
        return data


PropertyForms = forms.formset_factory(PropertyForm, extra=1, max_num=PROPERTIES_MAX, validate_max=True)


class GoalForm(forms.Form):
    """A goal as typed; the value in whole units with up to two decimals, the rest as in culture.types.Goal."""

    name = forms.CharField(max_length=120, label="What should people do?", help_text="In their words: Buys again.")
    event_name = forms.CharField(
        max_length=200,
        label="The event that says so",
        help_text="By the name it is sent under. “Order Completed” is a purchase; the list says what the others are.",
        widget=forms.TextInput(attrs={"list": "event-names"}),
    )
    value = forms.DecimalField(
        min_value=0,
        max_value=VALUE_MAX,
        decimal_places=2,
        label="What one is worth",
        help_text="Your own figure. Where two campaigns want the same person, what is worth more goes first.",
    )
    window_days = forms.IntegerField(
        min_value=1,
        max_value=WINDOW_DAYS_MAX,
        initial=28,
        label="Days it may take",
        help_text="Counted from the day on which a person's part in a campaign is drawn by lot.",
    )

    def goal(self, properties: BaseFormSet[PropertyForm], *, key: str = "") -> Goal:
        """The goal of valid forms; its key is made from the name where none is given."""
        data = self.cleaned_data
        wanted = [row.cleaned_data for row in properties.forms if row.cleaned_data.get("name")]
        return Goal(
            key=key or key_of(data["name"]),
            name=data["name"],
            event_name=data["event_name"],
            properties={row["name"]: row["value"] for row in wanted},
            value_minor=int(data["value"] * 100),
            window_days=data["window_days"],
        )


def initial_of(goal: Goal) -> dict[str, object]:
    """What the form holds at first for a goal that stands."""
    return {
        "name": goal.name,
        "event_name": goal.event_name,
        "value": Decimal(goal.value_minor) / 100,
        "window_days": goal.window_days,
    }


def property_forms(data: QueryDict | None, goal: Goal | None) -> BaseFormSet[PropertyForm]:
    """The rows of properties as posted, or as a goal holds them, with an empty one behind."""
    held = [{"name": name, "value": value} for name, value in goal.properties.items()] if goal else []
    return PropertyForms(data, initial=held, prefix="property")


def one_more(data: QueryDict) -> QueryDict:
    """What was posted, with one more empty row of properties."""
    more = data.copy()
    more["property-TOTAL_FORMS"] = str(min(PROPERTIES_MAX, whole(data.get("property-TOTAL_FORMS")) + 1))
    return more

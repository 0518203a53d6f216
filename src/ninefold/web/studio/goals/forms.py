"""The form of a goal."""

from decimal import Decimal

from django import forms

from ninefold.culture.types import Goal
from ninefold.web.studio.slugs import key_of

WINDOW_DAYS_MAX = 365
VALUE_MAX = 1_000_000


class GoalForm(forms.Form):
    """A goal as typed; the value in whole units with up to two decimals, the rest as in culture.types.Goal."""

    name = forms.CharField(max_length=120, label="What should people do?", help_text="In their words: Buys again.")
    event_name = forms.CharField(
        max_length=200,
        label="The event that says so",
        help_text="As the shop sends it: Order Completed.",
        widget=forms.TextInput(attrs={"list": "event-names"}),
    )
    property_name = forms.CharField(max_length=100, required=False, label="Only where this property")
    property_value = forms.CharField(max_length=200, required=False, label="is")
    value = forms.DecimalField(
        min_value=0,
        max_value=VALUE_MAX,
        decimal_places=2,
        label="What one is worth",
        help_text="Stated by you, and shown as stated; it ranks rivals for attention.",
    )
    window_days = forms.IntegerField(
        min_value=1,
        max_value=WINDOW_DAYS_MAX,
        initial=28,
        label="Days it may take",
        help_text="Counted from the day a person is put in an arm.",
    )

    def goal(self, *, key: str = "") -> Goal:
        """The goal of a valid form; its key is made from the name where none is given."""
        data = self.cleaned_data
        properties = {data["property_name"]: data["property_value"]} if data["property_name"] else {}
        return Goal(
            key=key or key_of(data["name"]),
            name=data["name"],
            event_name=data["event_name"],
            properties=properties,
            value_minor=int(data["value"] * 100),
            window_days=data["window_days"],
        )


def initial_of(goal: Goal) -> dict[str, object]:
    """What the form holds at first for a goal that stands."""
    name, value = next(iter(goal.properties.items()), ("", ""))
    return {
        "name": goal.name,
        "event_name": goal.event_name,
        "property_name": name,
        "property_value": value,
        "value": Decimal(goal.value_minor) / 100,
        "window_days": goal.window_days,
    }

"""The form of a campaign, and the arms typed under it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from django import forms
from django.utils.text import slugify

from ninefold.catalyst.types import CampaignArm, CampaignDraft
from ninefold.channel.types import CARRIED
from ninefold.content.types import Item
from ninefold.context.types import Segment
from ninefold.culture.types import Channel, Goal, Purpose
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput
from ninefold.web.studio.shell import instants

ARMS_MAX = 6
WEIGHT_MAX = 1_000
EFFECT_POINTS_MAX = 100
INSTANT_FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class ArmRow:
    """One arm as typed: its name, the id of its item ("" not chosen, "0" nothing) and its share."""

    name: str = ""
    item: str = ""
    weight: str = "1"

    @property
    def is_blank(self) -> bool:
        return not self.name and self.item == ""


def first_arms(item: str = "") -> list[ArmRow]:
    """What an empty form begins with: nothing against one item, chosen or not."""
    return [ArmRow("Nothing", "0", "1"), ArmRow("Letter", item, "1")]


class InstantInput(forms.DateTimeInput):
    """A day and an hour, in the browser's own picker."""

    input_type = "datetime-local"


def instant_field(label: str, help_text: str, *, required: bool) -> forms.DateTimeField:
    return forms.DateTimeField(
        required=required,
        label=label,
        help_text=help_text,
        input_formats=[INSTANT_FORMAT],
        widget=InstantInput(format=INSTANT_FORMAT),
    )


class CampaignForm(forms.Form):
    """A campaign as typed; the expected gain in points of a hundred. Choices are what the rooms hold now."""

    name = forms.CharField(max_length=120, label="Name", help_text="What you will call it: Autumn letter.")
    segment = forms.ChoiceField(label="Who", help_text="Frozen at the start: who joins later is not in it.")
    channel = forms.ChoiceField(
        label="How", choices=[(channel.value, channel.value.capitalize()) for channel in CARRIED], initial="mail"
    )
    purpose = forms.ChoiceField(
        label="Under which consent",
        choices=[(purpose.value, purpose.value.capitalize()) for purpose in Purpose if purpose is not Purpose.SERVICE],
        help_text="Only who said yes to this, on this channel, is contacted.",
    )
    goals = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="What people should do"
    )
    effect = forms.DecimalField(
        min_value=0,
        max_value=EFFECT_POINTS_MAX,
        decimal_places=2,
        label="Your guess: so many more of 100 reach the first goal",
        help_text="Than would anyway. Where two campaigns want the same person, what is worth more goes first.",
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )
    starts_at = instant_field("From", "Empty: when you start it.", required=False)
    ends_at = instant_field("Until", "Who has not been reached by then is not.", required=True)

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        segments: Sequence[Segment],
        goals: Sequence[Goal],
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["segment"].choices = [("", "choose…"), *((str(s.id), s.name) for s in segments)]  # type: ignore[attr-defined]  # the field was made above
        self.fields["goals"].choices = [(goal.key, goal.name) for goal in goals]  # type: ignore[attr-defined]  # as above

    def draft(self, arms: tuple[CampaignArm, ...], zone: tzinfo) -> CampaignDraft:
        """The draft of a valid form with these arms; its instants are read in `zone`."""
        data = self.cleaned_data
        return CampaignDraft(
            name=data["name"],
            segment_id=int(data["segment"]),
            channel=Channel(data["channel"]),
            purpose=Purpose(data["purpose"]),
            goal_keys=tuple(data["goals"]),
            effect_stated=float(data["effect"]) / 100,
            arms=arms,
            starts_at=instants.us_of(data["starts_at"], zone),
            ends_at=instants.us_of(data["ends_at"], zone),
        )


def typed_instant(us: int, zone: tzinfo) -> datetime | None:
    """Microseconds as the wall time of `zone` that the form shows; None for 0."""
    return clock.from_us(us).astimezone(zone).replace(tzinfo=None) if us else None


def arm_rows(data: Mapping[str, str]) -> list[ArmRow]:
    """The arms posted as `arm-<number>-<field>`, in order, after the button that was pressed (add, remove-<n>)."""
    numbers = sorted({int(part) for key in data if key.startswith("arm-") and (part := key.split("-")[1]).isdecimal()})
    rows = [
        ArmRow(*(data.get(f"arm-{number}-{field}", "").strip() for field in ("name", "item", "weight")))
        for number in numbers[:ARMS_MAX]
    ]
    wish = data.get("do", "")
    if wish == "add" and len(rows) < ARMS_MAX:
        rows.append(ArmRow())
    if wish.startswith("remove-") and wish[7:].isdecimal():
        rows = [row for number, row in enumerate(rows) if number != int(wish[7:])]
    return rows


def arms_of(rows: Sequence[ArmRow], items: Sequence[Item]) -> tuple[CampaignArm, ...]:
    """The arms of the rows that are not blank. Raises BadInput naming the arm and what to do."""
    known = {str(item.id) for item in items} | {"0"}
    arms = tuple(_arm(row, number, known) for number, row in enumerate(rows, 1) if not row.is_blank)
    if not any(arm.item_id for arm in arms):
        raise BadInput(
            "arms_empty", "Choose content for at least one arm: a campaign that sends nothing shows nothing."
        )
    if len({arm.key for arm in arms}) < len(arms):
        raise BadInput("arms_alike", "Two arms have the same name. Give each its own.")
    return arms


def _arm(row: ArmRow, number: int, known: set[str]) -> CampaignArm:
    if not row.name:
        raise BadInput("arm_name", f"Arm {number}: give it a name, such as Nothing or New letter.")
    if row.item not in known:
        raise BadInput("arm_item", f"Arm {number}: choose what “{row.name}” sends, or nothing.")
    if not row.weight.isdecimal() or not 1 <= int(row.weight) <= WEIGHT_MAX:
        raise BadInput(
            "arm_weight", f"Arm {number}: the share of “{row.name}” is a whole number from 1 to {WEIGHT_MAX}."
        )
    key = slugify(row.name)[:40] or f"arm-{number}"
    return CampaignArm(key=key, name=row.name, item_id=int(row.item), weight=int(row.weight))

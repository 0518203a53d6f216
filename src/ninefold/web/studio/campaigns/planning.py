"""What a campaign would meet before it starts: who can be reached, what could be seen, what attention it costs."""

from collections.abc import Sequence
from dataclasses import dataclass

from ninefold.cadence import queries as cadence
from ninefold.catalyst.types import CampaignArm
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.context.types import Segment
from ninefold.culture.types import Channel, Goal, Purpose
from ninefold.experiments import queries as experiments
from ninefold.experiments.types import Power
from ninefold.measure import queries as measure

BASE_RATE_ASSUMED = 0.05
ADDRESS_TRAIT = {Channel.MAIL: "email", Channel.SMS: "phone"}


@dataclass(frozen=True, slots=True)
class GoalPower:
    """What could be seen of one goal: the rate reached lately by the segment, and the smallest difference shown.

    `assumed` is the same for BASE_RATE_ASSUMED: who is chosen for not having done something has a rate of 0.
    """

    goal: Goal
    power: Power
    assumed: Power

    @property
    def points(self) -> str:
        """The smallest difference in points of a hundred."""
        return f"{self.power.difference_detectable * 100:.1f}"

    @property
    def points_assumed(self) -> str:
        """The same where BASE_RATE_ASSUMED did so anyway."""
        return f"{self.assumed.difference_detectable * 100:.1f}"


@dataclass(frozen=True, slots=True)
class Share:
    """One arm with the people it would hold, as a count expected of the draw."""

    arm: CampaignArm
    people: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The forecast of sizes; none of it is a forecast of effect. `attention` in mails (one mail costs 1.0)."""

    people: int
    addressed: int
    consented: int
    reachable: int
    contacts: int
    attention: int
    shares: tuple[Share, ...]
    powers: tuple[GoalPower, ...]
    warnings: tuple[str, ...]


def plan(
    *,
    segment: Segment,
    channel: Channel,
    purpose: Purpose,
    arms: Sequence[CampaignArm],
    goals: Sequence[Goal],
    items: Sequence[Item],
    now: int,
) -> Plan:
    """Sizes, power and warnings of a campaign as it is typed, at `now` (us)."""
    people = context.member_count(segment.condition, now=now)
    granted = {"consent": {"purpose": purpose.value, "channel": channel.value, "is": "granted"}}
    has_address = {"trait": ADDRESS_TRAIT[channel], "exists": True} if channel in ADDRESS_TRAIT else None
    consented = _count(segment, [granted], now)
    addressed = _count(segment, [has_address], now) if has_address else people
    reachable = _count(segment, [granted, has_address], now) if has_address else consented
    weights = sum(arm.weight for arm in arms) or 1
    sending = sum(arm.weight for arm in arms if arm.item_id)
    contacts = round(reachable * sending / weights)
    return Plan(
        people=people,
        addressed=addressed,
        consented=consented,
        reachable=reachable,
        contacts=contacts,
        attention=round(contacts * cadence.price(channel)),
        shares=tuple(Share(arm, round(people * arm.weight / weights)) for arm in arms),
        powers=tuple(_power(goal, segment, people, arms, now) for goal in goals) if arms else (),
        warnings=tuple(
            warnings(people=people, reachable=reachable, arms=arms, goals=goals, items=items, channel=channel)
        ),
    )


def _count(segment: Segment, parts: Sequence[object], now: int) -> int:
    return context.member_count({"all": [segment.condition, *parts]}, now=now)


def _power(goal: Goal, segment: Segment, people: int, arms: Sequence[CampaignArm], now: int) -> GoalPower:
    """Reckoned as if every arm were as small as the smallest: never better than the truth."""
    smallest = min(arm.weight for arm in arms) / sum(arm.weight for arm in arms)
    rate = measure.base_rate(goal.key, segment.id, now=now).estimate
    usable = int(people * smallest) * len(arms)
    return GoalPower(
        goal,
        experiments.power(people=usable, arms=len(arms), base_rate=rate),
        experiments.power(people=usable, arms=len(arms), base_rate=BASE_RATE_ASSUMED),
    )


def warnings(
    *,
    people: int,
    reachable: int,
    arms: Sequence[CampaignArm],
    goals: Sequence[Goal],
    items: Sequence[Item],
    channel: Channel,
) -> list[str]:
    """What someone who knows would say before the start."""
    found = []
    if not goals:
        found.append("No goal is chosen. A campaign cannot start without one.")
    if people == 0:
        found.append("Nobody is in this segment now.")
    elif reachable == 0:
        found.append("Nobody in this segment has said yes to this purpose on this channel.")
    if arms and all(arm.item_id for arm in arms):
        found.append("No arm gets nothing. Without a holdout nobody can say what this campaign changed.")
    by_id = {item.id: item for item in items}
    for arm in arms:
        item = by_id.get(arm.item_id)
        if item and not any(channel in variant.channels for variant in item.variants):
            found.append(f"“{item.title}” has no published version that fits {channel.value}.")
    return found

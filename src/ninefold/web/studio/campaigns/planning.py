"""What a campaign could show before it starts: who would be in which arm, and what difference would be seen. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import CampaignArm
from ninefold.content.types import Item
from ninefold.culture.types import Channel, Goal
from ninefold.experiments import queries as experiments
from ninefold.experiments.types import Power

BASE_RATE_ASSUMED = 0.05


@dataclass(frozen=True, slots=True)
class GoalPower:
    """What could be seen of one goal: the rate reached lately by the segment, and the smallest difference shown.

    `assumed` is the same for BASE_RATE_ASSUMED: who is chosen for not having done something has a rate of 0.
    """

    goal: Goal
    power: Power
    assumed: Power


@dataclass(frozen=True, slots=True)
class Share:
    """One arm with the people it would hold, as a count expected of the draw."""

    arm: CampaignArm
    people: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What so many people in these arms could show; none of it is a forecast of effect.

    `powers` is empty where the groups are too small to learn anything from, which `warnings` then say.
    """

    people: int
    shares: tuple[Share, ...]
    powers: tuple[GoalPower, ...]
    warnings: tuple[str, ...]


def plan(
    *,
    people: int,
    rates: Mapping[str, float],
    channel: Channel,
    arms: Sequence[CampaignArm],
    goals: Sequence[Goal],
    items: Sequence[Item],
) -> Plan:
    """Shares, power and warnings of a campaign to so many people; `rates` by goal are what they do anyway."""
    groups = experiments.expected(people, [arm.weight for arm in arms]) if arms else []
    is_enough = bool(groups) and min(groups) >= experiments.PEOPLE_LEAST
    return Plan(
        people=people,
        shares=tuple(Share(arm, count) for arm, count in zip(arms, groups, strict=True)),
        powers=tuple(_power(goal, min(groups), len(arms), rates[goal.key]) for goal in goals) if is_enough else (),
        warnings=tuple(_warnings(people, arms, goals, items, channel)),
    )


def _power(goal: Goal, smallest: int, arms: int, rate: float) -> GoalPower:
    """Reckoned as if every arm were as small as the smallest: never better than the truth."""
    usable = smallest * arms
    return GoalPower(
        goal,
        experiments.power(people=usable, arms=arms, base_rate=rate),
        experiments.power(people=usable, arms=arms, base_rate=BASE_RATE_ASSUMED),
    )


def _warnings(
    people: int, arms: Sequence[CampaignArm], goals: Sequence[Goal], items: Sequence[Item], channel: Channel
) -> list[str]:
    """What someone who knows would say before the start."""
    found = [] if goals else ["No goal is chosen. A campaign cannot start without one."]
    if not people:
        found.append("Nobody is in this segment now.")
    elif arms:
        found += [concern.message for concern in catalyst.warnings(arms, people)]
    by_id = {item.id: item for item in items}
    for arm in arms:
        item = by_id.get(arm.item_id)
        if item and not any(channel in variant.channels for variant in item.variants):
            found.append(f"“{item.title}” has no published version that fits {channel.value}.")
    return found

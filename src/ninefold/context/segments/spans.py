"""How far back a condition looks, against how long its events are kept. Pure, but for what asks the plan."""

from collections.abc import Collection, Iterator, Mapping

from ninefold.collect.plan import queries as plan
from ninefold.context.segments import nesting
from ninefold.context.segments.parts import (
    Began,
    Condition,
    Ended,
    Followed,
    Happened,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)


def spans(condition: Condition) -> Iterator[tuple[str, int]]:
    """Each event that a condition reads, and for how many days back; 0 for ever."""
    for part in nesting.parts(condition):
        match part:
            case Happened(event, _, _, days) | Summed(event, _, _, _, _, days):
                yield event, days
            case Began(event):  # whether it was the first time, all that was before tells
                yield event, 0
            case Ended(event, _, within):
                yield event, within
            case Followed(steps, then_not, within):
                yield from ((step.event, within) for step in (*steps, *((then_not,) if then_not else ())))


def beyond(condition: Condition, kept: Mapping[str, int]) -> dict[str, int]:
    """The events that a condition reads further back than they are kept, with the days that they are kept for."""
    return {event: kept[event] for event, days in spans(condition) if event in kept and not 0 < days <= kept[event]}


def reads_lost_traits(condition: Condition, lost: Collection[str]) -> bool:
    """Whether it reads traits, of which some were told by events that went."""
    return bool(lost) and any(
        isinstance(part, TraitIs | TraitBetween | TraitExists) for part in nesting.parts(condition)
    )


def is_whole(condition: Condition) -> bool:
    """Whether the events that are kept tell all that a condition asks."""
    return not beyond(condition, plan.kept_days()) and not reads_lost_traits(condition, plan.lost_traits())

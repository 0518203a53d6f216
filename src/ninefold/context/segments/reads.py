"""What a condition reads: which news about a person can change its answer, and which windows of time lapse. Pure.

So that of many segments only those are asked again that something could have changed.
"""

from dataclasses import dataclass

from ninefold.context.groups import kinds
from ninefold.context.rules import EXTERNAL
from ninefold.context.sayings import COMPUTED
from ninefold.context.segments.parts import (
    All,
    AnyOf,
    Began,
    Condition,
    ConsentIs,
    Ended,
    Followed,
    Happened,
    InCommunity,
    InGroup,
    InSegment,
    Not,
    Sampled,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)
from ninefold.context.types import ConsentStatus

CONSENT = ("consent", "")
GROUPS = ("group", "")  # which groups somebody is in; with a name, that trait of a group of theirs
_Read = tuple[set[tuple[str, str]], set[tuple[str, int]]]


@dataclass(frozen=True, slots=True)
class Reads:
    """`news` are pairs such as ("event", "Order Completed"), ("trait", "plan"), GROUPS and CONSENT; `windows` are
    events with the days after which one no longer counts; `strangers` says that it may hold for who has done and said
    nothing.
    """

    news: frozenset[tuple[str, str]]
    windows: frozenset[tuple[str, int]]
    strangers: bool


def reads(condition: Condition) -> Reads:
    """What this condition reads."""
    news, windows = _news(condition)
    return Reads(frozenset(news), frozenset(windows), _may(condition, True))


def is_of_events(condition: Condition) -> bool:
    """Whether the lake can tell whom it means: computed traits rest on counts of their own, and ids of other systems
    are not read there.
    """
    return not any(kind == "trait" and name.startswith((COMPUTED, EXTERNAL)) for kind, name in reads(condition).news)


def _news(condition: Condition) -> _Read:  # noqa: PLR0911  # one for each kind of part
    match condition:
        case All(parts) | AnyOf(parts):
            found = [_news(part) for part in parts]
            return set().union(*(news for news, _ in found)), set().union(*(windows for _, windows in found))
        case Not(part):
            return _news(part)
        case Happened(event, _, _, days) | Summed(event, _, _, _, _, days) | Began(event, days):
            return {("event", event)}, {(event, days)} if days else set()
        case Ended(event, ago, within):
            return {("event", event)}, {(event, days) for days in (ago, within) if days}
        case Followed():
            return _news_of_steps(condition)
        case InSegment(_, _, part):
            assert part is not None, "a segment within is looked up before it is read"
            return _news(part)
        case Sampled():
            return set(), set()
        case ConsentIs():
            return {CONSENT}, set()
        case InCommunity():
            return {("trait", "community")}, set()
        case InGroup():
            return _news_of_groups(condition), set()
        case TraitIs(name) | TraitBetween(name) | TraitExists(name):
            return {("trait", name)}, set()


def _news_of_groups(condition: InGroup) -> set[tuple[str, str]]:
    names = {*(kinds.NAMES if condition.kind else ()), *([condition.trait.name] if condition.trait else [])}
    return {GROUPS, *(("group", name) for name in names)}


def _news_of_steps(condition: Followed) -> _Read:
    """A sequence lapses as its first step grows old; and begins to hold as what must not come has not come in time."""
    events = {step.event for step in condition.steps}
    windows = {(condition.steps[0].event, condition.within_days)} if condition.within_days else set()
    if condition.then_not:
        events.add(condition.then_not.event)
        if condition.then_not.within_days:
            windows.add((condition.steps[-1].event, condition.then_not.within_days))
    return {("event", event) for event in events}, windows


def _may(condition: Condition, answer: bool) -> bool:  # noqa: PLR0911  # one for each kind of part
    """Whether this may be the answer for somebody of whom nothing is known."""
    match condition:
        case All(parts):
            return all(_may(part, True) for part in parts) if answer else any(_may(part, False) for part in parts)
        case AnyOf(parts):
            return any(_may(part, True) for part in parts) if answer else all(_may(part, False) for part in parts)
        case Not(part):
            return _may(part, not answer)
        case InSegment(_, _, part) if part is not None:
            return _may(part, answer)
        case Happened(_, low):
            return answer is (low == 0)
        case Sampled():
            return True
        case ConsentIs(_, _, status):
            return answer is (status is ConsentStatus.NONE)
    return not answer

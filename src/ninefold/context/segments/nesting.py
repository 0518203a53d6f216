"""Looks up what a condition names: communities by name, and segments, of which none contains itself. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ninefold.context.sayings import BELONGS_TO
from ninefold.context.segments.conditions import PARTS_MAX, ConditionRefused
from ninefold.context.segments.parts import All, AnyOf, Condition, InCommunity, InSegment, Not, TraitBetween

WITHIN_MAX = 5
ALL_PARTS_MAX = 5 * PARTS_MAX


@dataclass(frozen=True, slots=True)
class Named:
    """How keys are looked up: a segment's name and condition, None without it; a community's name, if anybody reads."""

    segment: Callable[[str], tuple[str, Condition] | None]
    community: Callable[[str], str] = str


def parts(condition: Condition) -> Iterator[Condition]:
    """The condition and all that it is made of, looked-up segments included."""
    yield condition
    match condition:
        case All(inner) | AnyOf(inner):
            for part in inner:
                yield from parts(part)
        case Not(part) | InSegment(_, _, part) if part is not None:
            yield from parts(part)


def filled(condition: Condition, named: Named, within: tuple[str, ...] = ()) -> Condition:
    """The condition with all that it names looked up; `within` are the segments that it is the condition of.

    Raises ConditionRefused where there is no such segment, one contains itself, or all of it is too much.
    """
    found = _filled(condition, named, within)
    if sum(1 for _ in parts(found)) > ALL_PARTS_MAX:
        raise _refused(f"with the segments that it names it has more than {ALL_PARTS_MAX} parts")
    return found


def _filled(condition: Condition, named: Named, within: tuple[str, ...]) -> Condition:
    match condition:
        case All(inner) | AnyOf(inner):
            return type(condition)(tuple(_filled(part, named, within) for part in inner))
        case Not(part):
            return Not(_filled(part, named, within))
        case TraitBetween(name) if name.startswith(BELONGS_TO):
            return replace(condition, community=named.community(name.removeprefix(BELONGS_TO)))
        case InCommunity(key):
            return replace(condition, name=named.community(key))
        case InSegment(key):
            return _looked_up(condition, key, named, within)
    return condition


def _looked_up(condition: InSegment, key: str, named: Named, within: tuple[str, ...]) -> Condition:
    if key in within:
        raise _refused(f"the segment {key!r} would contain itself")
    if len(within) > WITHIN_MAX:
        raise _refused(f"segments stand at most {WITHIN_MAX} deep in each other")
    found = named.segment(key)
    if found is None:
        raise _refused(f"there is no segment {key!r}")
    return replace(condition, name=found[0], part=_filled(found[1], named, (*within, key)))


def _refused(why: str) -> ConditionRefused:
    return ConditionRefused("condition_refused", f"condition.segment: {why}.")


def keys(condition: Condition) -> set[str]:
    """The keys of all segments that it names, at any depth that was looked up."""
    return {part.key for part in parts(condition) if isinstance(part, InSegment)}

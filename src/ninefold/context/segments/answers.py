"""Whom of a few people a condition means, told by what is known of them. Pure.

The third reading of the language, beside the statements for everyone (`selection`) and those for the lake (`batch`):
hundreds of segments ask about the same few people, so what they ask is read once (`learning`) and answered here.
"""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import reduce
from typing import Any

from ninefold.context import sayings
from ninefold.context.segments import doings, sampling
from ninefold.context.segments.known import COMMUNITY, Known, Said
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
    Scalar,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)

People = AbstractSet[int]
_OfTrait = TraitIs | TraitBetween | TraitExists


def meant(condition: Condition, among: People, known: Known, now: int) -> People:
    """Those of these people for whom the condition holds at `now` (us)."""
    match condition:
        case All(parts):
            return reduce(lambda held, part: meant(part, held, known, now), parts, among)
        case AnyOf(parts):
            return {person for part in parts for person in meant(part, among, known, now)}
        case Not(part):
            return among - meant(part, among, known, now)
        case InSegment(_, _, part):
            assert part is not None, "a segment within is looked up before anybody is asked about"
            return meant(part, among, known, now)
        case Happened() | Summed() | Began() | Ended() | Followed():
            return doings.meant(condition, among, known, now)
    return _leaf(condition, among, known)


def _leaf(condition: Condition, among: People, known: Known) -> People:
    match condition:
        case Sampled(millionths, seed):
            salts = sampling.salts(seed)
            return {person for person in among if sampling.place(person, salts) < millionths}
        case ConsentIs(purpose, channel, status):
            states = known.consents[purpose, channel]
            return {person for person in among if states.get(person) is status}
        case InCommunity(key):
            return _of_whom(TraitIs(COMMUNITY, (key,)), among, known.traits)
        case InGroup():
            return _in_group(condition, among, known)
        case TraitIs() | TraitBetween() | TraitExists():
            return _of_whom(condition, among, known.traits)
    raise AssertionError(condition)


def _of_whom(
    condition: _OfTrait, among: AbstractSet[int], traits: Mapping[str, Mapping[int, Said]]
) -> AbstractSet[int]:
    """Those of these people, or groups, of whom the trait holds."""
    said, holds = traits.get(condition.name, {}), _holds(condition)
    return {one for one in among & said.keys() if holds(said[one])}


def _holds(condition: _OfTrait) -> Callable[[Said], bool]:
    match condition:
        case TraitIs(_, values):
            return _one_of(values)
        case TraitBetween():
            return _between(condition)
        case TraitExists():
            return lambda said: not said.is_null


def _in_group(condition: InGroup, among: People, known: Known) -> People:
    fitting: AbstractSet[int] = {group for group, kind in known.group_kinds.items() if condition.kind in ("", kind)}
    if condition.trait:
        having = _of_whom(condition.trait, fitting, known.group_traits)
        fitting = fitting - having if condition.is_lacking else having
    return {person for person in among & known.groups.keys() if not fitting.isdisjoint(known.groups[person])}


def _one_of(values: Sequence[Scalar]) -> Callable[[Said], bool]:
    words = {word for value in values if (word := sayings.word(value)) is not None}
    numbers = {number for value in values if (number := sayings.number(value)) is not None}
    return lambda said: said.word in words or said.number in numbers


def _between(condition: TraitBetween) -> Callable[[Said], bool]:
    """Words that are texts begin with a quote; so do the bounds, and what follows a quote in order is no text."""
    low, high = condition.low, condition.high
    if isinstance(low, str) or isinstance(high, str):
        least, most = sayings.word(low or ""), "#" if high is None else sayings.word(high)
        return lambda said: _lies(said.word, least, most, condition)
    return lambda said: _lies(said.number, low, high, condition)


def _lies(value: Any, low: Any, high: Any, condition: TraitBetween) -> bool:
    if value is None:
        return False
    return (low is None or value > low or (value == low and not condition.is_above)) and (
        high is None or value < high or (value == high and not condition.is_below)
    )

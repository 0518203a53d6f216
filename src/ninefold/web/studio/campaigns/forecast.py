"""How many people a plan concerns, kept for a moment: while someone types, nobody is counted twice.

Each set of people is asked for once and set against the others here, so that what changes in the form is all that is
asked for anew.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, TypeVar

from django.core.cache import cache

from ninefold.context import queries as context
from ninefold.culture.types import Channel, Goal, Purpose
from ninefold.measure import queries as measure

KEPT_SECONDS = 60
ADDRESS_TRAIT = {Channel.MAIL: "email", Channel.SMS: "phone"}

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reach:
    """How many of the people meant have an address, have said yes, have both."""

    addressed: int
    consented: int
    reachable: int


def reach(condition: dict[str, Any], channel: Channel, purpose: Purpose, *, now: int) -> Reach:
    """Who of a segment's condition can be reached at `now` (us)."""
    people = members(condition, now=now)
    consent = {"consent": {"purpose": purpose.value, "channel": channel.value, "is": "granted"}}
    consented = people & members(consent, now=now)
    trait = ADDRESS_TRAIT.get(channel)
    addressed = people & members({"trait": trait, "exists": True}, now=now) if trait else people
    return Reach(len(addressed), len(consented), len(addressed & consented))


def base_rates(condition: dict[str, Any], goals: Sequence[Goal], *, now: int) -> dict[str, float]:
    """By goal: the share of the people meant who reached it lately anyway."""

    def rate(goal: Goal) -> float:
        return measure.base_rate(goal.key, members(condition, now=now), now=now).estimate

    return {goal.key: _kept([condition, goal.key], partial(rate, goal)) for goal in goals}


def members(condition: dict[str, Any], *, now: int) -> frozenset[int]:
    """The ids of the people whom a condition holds for, as they were at most KEPT_SECONDS ago."""
    return _kept(condition, lambda: frozenset(context.members(condition, now=now)))


def _kept(key: object, make: Callable[[], T]) -> T:
    digest = blake2b(json.dumps(key, sort_keys=True).encode(), digest_size=16).hexdigest()
    found: T | None = cache.get(f"forecast:{digest}")
    if found is None:
        found = make()
        cache.set(f"forecast:{digest}", found, KEPT_SECONDS)
    return found

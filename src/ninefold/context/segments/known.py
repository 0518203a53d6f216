"""What is known of a few people, as far as conditions ask for it. Pure."""

from dataclasses import dataclass, field

from ninefold.collect.deeds import Amount
from ninefold.context.segments.parts import Summed
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose

COMMUNITY = "community"  # the trait that names somebody's community
_REVENUE = "revenue"  # counts as verified sources tell it, here as everywhere


@dataclass(frozen=True, slots=True)
class Said:
    """The trait that holds for a person: its word and number as searches compare them."""

    word: str | None
    number: float | None
    is_null: bool


@dataclass(frozen=True, slots=True)
class Counter:
    """How often a person did something, and when first and last (us)."""

    count: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Known:
    """By name, then by person. `deeds` are moments (us), `amounts` moments with millionths, both ascending; `groups`
    are those of a person, `group_traits` by name, then by group.
    """

    traits: dict[str, dict[int, Said]] = field(default_factory=dict)
    groups: dict[int, set[int]] = field(default_factory=dict)
    group_kinds: dict[int, str] = field(default_factory=dict)
    group_traits: dict[str, dict[int, Said]] = field(default_factory=dict)
    consents: dict[tuple[Purpose, Channel], dict[int, ConsentStatus]] = field(default_factory=dict)
    counters: dict[str, dict[int, Counter]] = field(default_factory=dict)
    deeds: dict[str, dict[int, list[int]]] = field(default_factory=dict)
    amounts: dict[tuple[str, Amount], dict[int, list[tuple[int, int]]]] = field(default_factory=dict)


def amount(condition: Summed) -> Amount:
    """What a sum adds up."""
    return Amount(condition.of, condition.currency, is_verified=condition.of == _REVENUE)

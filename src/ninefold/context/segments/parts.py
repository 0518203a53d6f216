"""The parts that a condition is made of. Pure."""

from dataclasses import dataclass

from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class TraitIs:
    """The trait that holds for the person equals one of the values; text, numbers and truth values are never equal."""

    name: str
    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class TraitBetween:
    """The trait lies between the bounds; numbers by size, text by code points (as ISO dates need).

    The bounds are included unless `is_above` and `is_below` say that they are not.
    """

    name: str
    low: str | float | None
    high: str | float | None
    is_above: bool = False
    is_below: bool = False
    community: str = ""  # the name of the community that the trait is about, once it was looked up


@dataclass(frozen=True, slots=True)
class TraitExists:
    """The trait has a value."""

    name: str


@dataclass(frozen=True, slots=True)
class Happened:
    """The person did this `low` to `high` times (None: no upper bound), within so many days of now (0: ever)."""

    event: str
    low: int
    high: int | None
    within_days: int


@dataclass(frozen=True, slots=True)
class Summed:
    """A number of what the person did (a property of the event) adds up to between these bounds.

    Bounds are millionths, as whole numbers alone add up to the same in any order. Who never did it sums to nothing,
    which is no number. `currency` "" takes all; revenue counts as verified sources tell it.
    """

    event: str
    of: str
    currency: str
    low: int | None
    high: int | None
    within_days: int


@dataclass(frozen=True, slots=True)
class Ended:
    """The person did this for the last time at least so many days ago (0: or today), and within so many (0: ever)."""

    event: str
    ago_days: int
    within_days: int


@dataclass(frozen=True, slots=True)
class Began:
    """The person did this for the first time within so many days of now."""

    event: str
    within_days: int


@dataclass(frozen=True, slots=True)
class Step:
    """One deed of a sequence, at most so many days after the one before (0: any time after)."""

    event: str
    within_days: int


@dataclass(frozen=True, slots=True)
class Followed:
    """The person did all steps, each later than the one before, and after the last of them not `then_not`.

    Where `then_not` has days, these must have passed. `within_days` of now must hold all of it (0: ever).
    """

    steps: tuple[Step, ...]
    then_not: Step | None
    within_days: int


@dataclass(frozen=True, slots=True)
class InSegment:
    """The person meets another segment's condition; `part` is that, and `name` its name, once it was looked up."""

    key: str
    name: str = ""
    part: "Condition | None" = None


@dataclass(frozen=True, slots=True)
class Sampled:
    """The person is among these so many of a million, drawn by their id and the seed alone."""

    millionths: int
    seed: str


@dataclass(frozen=True, slots=True)
class ConsentIs:
    """What holds for the person on purpose and channel."""

    purpose: Purpose
    channel: Channel
    status: ConsentStatus


@dataclass(frozen=True, slots=True)
class InCommunity:
    """The person's trait `community` names this community; `name` is its name, once it was looked up."""

    key: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class InGroup:
    """The person is in a group of this kind ("" for any), of which the trait holds, if one is asked for.

    `is_lacking` asks for a group without the trait instead.
    """

    kind: str
    trait: TraitIs | TraitBetween | TraitExists | None = None
    is_lacking: bool = False


Condition = (
    All | AnyOf | Not | TraitIs | TraitBetween | TraitExists | Happened | Summed | Began | Ended | Followed | ConsentIs
    | InCommunity | InGroup | InSegment | Sampled
)  # fmt: skip

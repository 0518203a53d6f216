"""What crosses the plan's door. Instants are microseconds."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.collect.types import Deviation


class Rule(StrEnum):
    """What becomes of an event that deviates from a locked plan."""

    ALLOW = "allow"
    WARN = "warn"
    QUARANTINE = "quarantine"


TYPES = ("string", "number", "boolean", "array", "object", "null")


@dataclass(frozen=True, slots=True)
class Planned:
    """A property as the plan has it: its types (TYPES) and whether it must be there."""

    types: frozenset[str]
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class PlannedEvent:
    """An event in the plan's list. `name` is a track's own, or a call's kind with a `$`.

    `rule` is None while it is not locked; one that `is_new` came after the whole plan was locked. `deviated` counts
    the events of the last 30 days that were not as planned. They are kept for `keep_days`, 0 for ever.
    """

    name: str
    seen: int
    first_at: int
    last_at: int
    properties: int
    rule: Rule | None
    is_new: bool
    deviated: int
    keep_days: int = 0


@dataclass(frozen=True, slots=True)
class Property:
    """A property of an event: what came (`seen` by type) and what is planned (None: not in the plan)."""

    name: str
    seen: dict[str, int]
    share: float
    first_at: int
    last_at: int
    planned: Planned | None


@dataclass(frozen=True, slots=True)
class EventPlan:
    """All about one event of the plan. `sources` counts by source id, 0 for imports."""

    event: PlannedEvent
    sources: dict[int, int]
    properties: tuple[Property, ...]
    locked_at: int


@dataclass(frozen=True, slots=True)
class Drift:
    """A deviation with how often it came and when last."""

    deviation: Deviation
    count: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan as a whole: `rule` for events that it does not know, None while it is open."""

    rule: Rule | None
    locked_at: int

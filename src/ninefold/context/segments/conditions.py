"""The language of segments: a condition as data, checked and turned into a tree of frozen parts. Pure.

    {"all": [c, …]}   {"any": [c, …]}   {"not": c}
    {"trait": "plan", "is": "pro"}           also "in": […], "gte": …, "lte": …, "exists": true
    {"event": "Order Completed", "count": {"gte": 2}}      also "lte", "is"; optional "within_days": 90
    {"event": …}   {"event": …, "never": true}   {"event": …, "not_within_days": 90}
    {"consent": {"purpose": "news", "channel": "mail", "is": "granted"}}
    {"community": "vinyl"}

An event is named as in `sayings.activity_name`: a track's own name, or `$page`, `$identify` and the like.
"""

import math
from dataclasses import dataclass
from typing import Any

from ninefold.collect.types import EventName
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.errors import BadInput

DEPTH_MAX = 10
PARTS_MAX = 100
VALUES_MAX = 1_000
DAYS_MAX = 3_650
COUNT_MAX = 1_000_000

Scalar = str | int | float | bool


class ConditionRefused(BadInput):
    """The condition is not of the language; the message names the place (`all[1].count`) and what to write."""


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
    """The trait lies between the bounds, both included; numbers by size, text by code points (as ISO dates need)."""

    name: str
    low: str | float | None
    high: str | float | None


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
class ConsentIs:
    """What holds for the person on purpose and channel."""

    purpose: Purpose
    channel: Channel
    status: ConsentStatus


@dataclass(frozen=True, slots=True)
class InCommunity:
    """The person's trait `community` names this community."""

    key: str


Condition = All | AnyOf | Not | TraitIs | TraitBetween | TraitExists | Happened | ConsentIs | InCommunity


def parse(condition: Any) -> Condition:
    """The tree of a condition given as data, or ConditionRefused."""
    return _Parser().part(condition, "condition", 0)


@dataclass(slots=True)
class _Parser:
    parts: int = 0

    def part(self, data: Any, path: str, depth: int) -> Condition:
        self.parts += 1
        if depth > DEPTH_MAX or self.parts > PARTS_MAX:
            raise _refused(path, f"a condition has at most {PARTS_MAX} parts, {DEPTH_MAX} deep")
        if not isinstance(data, dict) or not data:
            raise _refused(path, 'must be an object, such as {"trait": "plan", "is": "pro"}')
        for word, read in (("all", self._joined), ("any", self._joined), ("not", self._negated)):
            if word in data:
                _only(data, {word}, path)
                return read(word, data[word], path, depth)
        for word, leaf in _LEAVES.items():
            if word in data:
                return leaf(data, path)
        raise _refused(path, f"is none of all, any, not, trait, event, consent, community: {sorted(map(str, data))}")

    def _joined(self, word: str, data: Any, path: str, depth: int) -> Condition:
        if not isinstance(data, list) or not data:
            raise _refused(f"{path}.{word}", "must be a list of at least one condition")
        parts = tuple(self.part(part, f"{path}.{word}[{i}]", depth + 1) for i, part in enumerate(data))
        return All(parts) if word == "all" else AnyOf(parts)

    def _negated(self, word: str, data: Any, path: str, depth: int) -> Condition:
        return Not(self.part(data, f"{path}.{word}", depth + 1))


def _refused(path: str, why: str) -> ConditionRefused:
    return ConditionRefused("condition_refused", f"{path}: {why}.")


def _only(data: dict[str, Any], allowed: set[str], path: str) -> None:
    if extra := sorted(str(key) for key in data if key not in allowed):
        raise _refused(path, f"{extra[0]!r} does not belong here; allowed are {', '.join(sorted(allowed))}")


def _name(data: Any, path: str, length: int = 200) -> str:
    if not isinstance(data, str) or not data.strip() or len(data) > length or "\x00" in data:
        raise _refused(path, f"must be a name of 1 to {length} characters")
    return data


def _days(data: Any, path: str) -> int:
    return _whole(data, path, 1, DAYS_MAX)


def _whole(data: Any, path: str, low: int, high: int) -> int:
    if isinstance(data, bool) or not isinstance(data, int) or not low <= data <= high:
        raise _refused(path, f"must be a whole number from {low} to {high}")
    return data


def _scalar(data: Any, path: str) -> Scalar:
    if not isinstance(data, str | int | float) or (isinstance(data, float) and not math.isfinite(data)):
        raise _refused(path, "must be a text, a number or true or false")
    if isinstance(data, str) and (len(data) > 198 or "\x00" in data):
        raise _refused(path, "a text to compare with has at most 198 characters")
    return data


def _trait(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"trait", "is", "in", "gte", "lte", "exists"}, path)
    name = _name(data["trait"], f"{path}.trait", 100)
    tests = set(data) - {"trait"}
    if tests == {"is"}:
        return TraitIs(name, (_scalar(data["is"], f"{path}.is"),))
    if tests == {"in"}:
        values = data["in"]
        if not isinstance(values, list) or not 0 < len(values) <= VALUES_MAX:
            raise _refused(f"{path}.in", f"must be a list of 1 to {VALUES_MAX} values")
        return TraitIs(name, tuple(_scalar(value, f"{path}.in[{i}]") for i, value in enumerate(values)))
    if tests == {"exists"}:
        if not isinstance(data["exists"], bool):
            raise _refused(f"{path}.exists", "must be true or false")
        return TraitExists(name) if data["exists"] else Not(TraitExists(name))
    if tests and tests <= {"gte", "lte"}:
        return _between(name, data, path)
    raise _refused(path, "a trait takes one of is, in, exists, or gte and lte")


def _between(name: str, data: dict[str, Any], path: str) -> Condition:
    bounds = {word: _scalar(data[word], f"{path}.{word}") for word in ("gte", "lte") if word in data}
    if any(isinstance(bound, bool) for bound in bounds.values()):
        raise _refused(path, "gte and lte compare texts or numbers")
    if len({isinstance(bound, str) for bound in bounds.values()}) > 1:
        raise _refused(path, "gte and lte must both be texts or both numbers")
    low, high = bounds.get("gte"), bounds.get("lte")
    return TraitBetween(name, _bound(low), _bound(high))


def _bound(value: Scalar | None) -> str | float | None:
    return value if isinstance(value, str | None) else float(value)


def _event(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"event", "count", "within_days", "never", "not_within_days"}, path)
    name = _deed(data["event"], f"{path}.event")
    tests = set(data) - {"event"}
    if tests == {"never"}:
        if data["never"] is not True:
            raise _refused(f"{path}.never", "must be true; leave it out for people who did it")
        return Not(Happened(name, 1, None, 0))
    if tests == {"not_within_days"}:
        return Not(Happened(name, 1, None, _days(data["not_within_days"], f"{path}.not_within_days")))
    if not tests <= {"count", "within_days"}:
        raise _refused(path, "never and not_within_days stand alone")
    low, high = _count(data["count"], f"{path}.count") if "count" in data else (1, None)
    days = _days(data["within_days"], f"{path}.within_days") if "within_days" in data else 0
    return Happened(name, low, high, days)


def _deed(data: Any, path: str) -> str:
    """The name of an event; not one that segments themselves make, lest one drive itself in a circle."""
    if data in (EventName.SEGMENT_ENTERED, EventName.SEGMENT_LEFT):
        raise _refused(path, f"{str(data)!r} is what segments say of themselves; name what people do")
    return _name(data, path)


def _count(data: Any, path: str) -> tuple[int, int | None]:
    if not isinstance(data, dict) or not data:
        raise _refused(path, 'must be bounds, such as {"gte": 2}')
    _only(data, {"gte", "lte", "is"}, path)
    bounds = {word: _whole(value, f"{path}.{word}", 0, COUNT_MAX) for word, value in data.items()}
    if "is" in bounds:
        if len(bounds) > 1:
            raise _refused(path, "is stands alone")
        return bounds["is"], bounds["is"]
    low, high = bounds.get("gte", 0), bounds.get("lte")
    if high is not None and low > high:
        raise _refused(path, "gte must not be greater than lte")
    return low, high


def _consent(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"consent"}, path)
    said, path = data["consent"], f"{path}.consent"
    if not isinstance(said, dict):
        raise _refused(path, 'must be an object, such as {"purpose": "news", "channel": "mail", "is": "granted"}')
    _only(said, {"purpose", "channel", "is"}, path)
    return ConsentIs(
        Purpose(_one_of(said.get("purpose"), [p.value for p in Purpose], f"{path}.purpose")),
        Channel(_one_of(said.get("channel"), [c.value for c in Channel], f"{path}.channel")),
        ConsentStatus(_one_of(said.get("is", "granted"), [s.value for s in ConsentStatus], f"{path}.is")),
    )


def _one_of(data: Any, allowed: list[str], path: str) -> str:
    if not isinstance(data, str) or data not in allowed:
        raise _refused(path, f"must be one of {', '.join(allowed)}")
    return data


def _community(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"community"}, path)
    return InCommunity(_name(data["community"], f"{path}.community", 60))


_LEAVES = {"trait": _trait, "event": _event, "consent": _consent, "community": _community}

"""The language of segments: a condition as data, checked and turned into a tree of frozen parts. Pure.

    {"all": [c, …]}   {"any": [c, …]}   {"not": c}
    {"trait": "plan", "is": "pro"}           also "in": […], "gte", "gt", "lte", "lt": …, "exists": true
    {"event": "Order Completed", "count": {"gte": 2}}      also "lte", "is"; optional "within_days": 90
    {"event": …}   {"event": …, "never": true}   {"event": …, "not_within_days": 90}
    {"event": …, "sum": {"of": "revenue", "gte": 100, "currency": "EUR"}}     also "lte"; optional "within_days"
    {"event": …, "first_within_days": 30}   {"event": …, "last_days_ago": {"gte": 30, "lte": 60}}
    {"sequence": [{"event": "Cart Filled"}, {"event": "Order Completed", "within_days": 7}]}
        optional "then_not": {"event": …, "within_days": 3} and "within_days": 90 of all of it
    {"consent": {"purpose": "news", "channel": "mail", "is": "granted"}}
    {"group": {"kind": "company", "trait": "plan", "is": "pro"}}     all optional; the trait's tests as above
    {"community": "vinyl"}   {"community": "vinyl", "sure": 0.5}     what they say; what is known, that sure at least
    {"segment": "pros"}   {"sample": {"percent": 10, "seed": "spring"}}

An event is named as in `sayings.activity_name`: a track's own name, or `$page`, `$identify` and the like.
"""

import math
from dataclasses import dataclass
from typing import Any

from ninefold.collect.types import EventName
from ninefold.context.groups import kinds
from ninefold.context.sayings import BELONGS_TO
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
    Step,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.errors import BadInput

DEPTH_MAX = 10
PARTS_MAX = 100
VALUES_MAX = 1_000
STEPS_MAX = 6
SUM_MAX = 1_000_000_000_000
DAYS_MAX = 3_650
COUNT_MAX = 1_000_000


class ConditionRefused(BadInput):
    """The condition is not of the language; the message names the place (`all[1].count`) and what to write."""


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
        raise _refused(path, f"is none of all, any, not, {', '.join(_LEAVES)}: {sorted(map(str, data))}")

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
    _only(data, _OF_TRAITS, path)
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
    if tests and len(tests & {"gte", "gt"}) < 2 and len(tests & {"lte", "lt"}) < 2 and tests <= set(_BOUNDS):
        return _between(name, data, path)
    raise _refused(path, "a trait takes one of is, in, exists, or a lower bound (gte, gt) and an upper one (lte, lt)")


def _between(name: str, data: dict[str, Any], path: str) -> Condition:
    bounds = {word: _scalar(data[word], f"{path}.{word}") for word in _BOUNDS if word in data}
    if any(isinstance(bound, bool) for bound in bounds.values()):
        raise _refused(path, "bounds compare texts or numbers")
    if len({isinstance(bound, str) for bound in bounds.values()}) > 1:
        raise _refused(path, "the bounds must both be texts or both numbers")
    low, high = bounds.get("gte", bounds.get("gt")), bounds.get("lte", bounds.get("lt"))
    return TraitBetween(name, _bound(low), _bound(high), "gt" in bounds, "lt" in bounds)


def _bound(value: Scalar | None) -> str | float | None:
    return value if isinstance(value, str | None) else float(value)


def _event(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"event", "within_days", *_OF_EVENTS}, path)
    name = _deed(data["event"], f"{path}.event")
    tests = set(data) - {"event"}
    if tests == {"never"}:
        if data["never"] is not True:
            raise _refused(f"{path}.never", "must be true; leave it out for people who did it")
        return Not(Happened(name, 1, None, 0))
    if tests == {"not_within_days"}:
        return Not(Happened(name, 1, None, _days(data["not_within_days"], f"{path}.not_within_days")))
    if tests == {"first_within_days"}:
        return Began(name, _days(data["first_within_days"], f"{path}.first_within_days"))
    if tests == {"last_days_ago"}:
        return _last(name, data["last_days_ago"], f"{path}.last_days_ago")
    if "sum" in tests and tests <= {"sum", "within_days"}:
        return _sum(name, data, path)
    if not tests <= {"count", "within_days"}:
        raise _refused(path, f"{', '.join(_OF_EVENTS[1:])} stand alone; within_days goes with count or sum")
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
    _only(data, {"community", "sure"}, path)
    key = _name(data["community"], f"{path}.community", 60)
    if "sure" not in data:
        return InCommunity(key)
    sure = data["sure"]
    if isinstance(sure, bool) or not isinstance(sure, int | float) or not 0 < sure <= 1:
        raise _refused(f"{path}.sure", "must be a number above 0 and up to 1, such as 0.5")
    return TraitBetween(f"{BELONGS_TO}{key}", sure, None)


def _group(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"group"}, path)
    asked, path = data["group"], f"{path}.group"
    if not isinstance(asked, dict):
        raise _refused(path, 'must be an object, such as {"kind": "company", "trait": "plan", "is": "pro"}')
    _only(asked, {"kind", *(_OF_TRAITS if "trait" in asked else ["trait"])}, path)
    kind = kinds.normal(_name(asked["kind"], f"{path}.kind", kinds.CHARACTERS_MAX)) if "kind" in asked else ""
    if "trait" not in asked:
        return InGroup(kind)
    match _trait({word: value for word, value in asked.items() if word != "kind"}, path):
        case Not(TraitExists() as trait):
            return InGroup(kind, trait, is_lacking=True)
        case TraitIs() | TraitBetween() | TraitExists() as trait:
            return InGroup(kind, trait)
    raise AssertionError(asked)


def _segment(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"segment"}, path)
    return InSegment(_name(data["segment"], f"{path}.segment", 60))


def _last(event: str, data: Any, path: str) -> Condition:
    if not isinstance(data, dict) or not data:
        raise _refused(path, 'must be bounds in days, such as {"gte": 30, "lte": 60}')
    _only(data, {"gte", "lte"}, path)
    bounds = {word: _days(value, f"{path}.{word}") for word, value in data.items()}
    if bounds.get("gte", 0) >= bounds.get("lte", DAYS_MAX + 1):
        raise _refused(path, "gte must be less than lte")
    return Ended(event, bounds.get("gte", 0), bounds.get("lte", 0))


def _sum(event: str, data: dict[str, Any], path: str) -> Condition:
    asked, path = data["sum"], f"{path}.sum"
    if not isinstance(asked, dict):
        raise _refused(path, 'must be an object, such as {"of": "revenue", "gte": 100}')
    _only(asked, {"of", "currency", "gte", "lte"}, path)
    bounds = {word: _millionths(asked[word], f"{path}.{word}") for word in ("gte", "lte") if word in asked}
    if not bounds:
        raise _refused(path, "needs gte or lte, or both")
    currency = _name(asked["currency"], f"{path}.currency", 3).upper() if "currency" in asked else ""
    days = _days(data["within_days"], f"{path[:-4]}.within_days") if "within_days" in data else 0
    of = _name(asked.get("of"), f"{path}.of", 100)
    return Summed(event, of, currency, bounds.get("gte"), bounds.get("lte"), days)


def _millionths(data: Any, path: str, most: float = SUM_MAX) -> int:
    if isinstance(data, bool) or not isinstance(data, int | float) or not -most <= data <= most:
        raise _refused(path, f"must be a number of at most {most:,}")
    return round(data * 1_000_000)


def _sequence(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"sequence", "then_not", "within_days"}, path)
    listed, days = data["sequence"], data.get("within_days")
    least = 1 if "then_not" in data else 2
    if not isinstance(listed, list) or not least <= len(listed) <= STEPS_MAX:
        raise _refused(f"{path}.sequence", f"must be a list of {least} to {STEPS_MAX} events")
    steps = tuple(_step(step, f"{path}.sequence[{i}]", is_first=not i) for i, step in enumerate(listed))
    then_not = _step(data["then_not"], f"{path}.then_not", is_first=False) if "then_not" in data else None
    return Followed(steps, then_not, _days(days, f"{path}.within_days") if days is not None else 0)


def _step(data: Any, path: str, *, is_first: bool) -> Step:
    if not isinstance(data, dict) or "event" not in data:
        raise _refused(path, 'must be an event, such as {"event": "Order Completed", "within_days": 7}')
    _only(data, {"event"} if is_first else {"event", "within_days"}, path)
    days = _days(data["within_days"], f"{path}.within_days") if "within_days" in data else 0
    return Step(_deed(data["event"], f"{path}.event"), days)


def _sample(data: dict[str, Any], path: str) -> Condition:
    _only(data, {"sample"}, path)
    drawn, path = data["sample"], f"{path}.sample"
    if not isinstance(drawn, dict):
        raise _refused(path, 'must be an object, such as {"percent": 10, "seed": "spring"}')
    _only(drawn, {"percent", "seed"}, path)
    millionths = _millionths(drawn.get("percent"), f"{path}.percent", 100) // 100
    if not millionths > 0:
        raise _refused(f"{path}.percent", "must be more than 0, in ten thousandths at the finest")
    return Sampled(millionths, _name(drawn.get("seed", "sample"), f"{path}.seed", 60))


_OF_TRAITS = {"trait", "is", "in", "gte", "gt", "lte", "lt", "exists"}
_BOUNDS = ("gte", "gt", "lte", "lt")
_OF_EVENTS = ("count", "never", "not_within_days", "first_within_days", "last_days_ago", "sum")
_LEAVES = {
    "trait": _trait, "event": _event, "sequence": _sequence, "consent": _consent, "community": _community,
    "group": _group, "segment": _segment, "sample": _sample,
}  # fmt: skip

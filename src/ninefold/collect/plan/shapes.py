"""What an event says, as a shape: its name in the plan, its properties and their JSON types. Pure."""

from typing import Any

from ninefold.collect.drafts import Draft
from ninefold.collect.types import Event, EventKind, EventName, Trust

NAME_CHARACTERS_MAX = 255
PROPERTY_CHARACTERS_MAX = 100  # a longer one is a value that somebody took for a name
_OWN = frozenset({Trust.LINK, Trust.SYSTEM})  # what Ninefold itself records is no traffic of anybody's
CALLS = {
    EventKind.IDENTIFY: "$identify",
    EventKind.GROUP: "$group",
    EventKind.PAGE: "$page",
    EventKind.SCREEN: "$screen",
    EventKind.ALIAS: "",  # says nothing but two ids
}
_TYPES = {
    str: "string", int: "number", float: "number", bool: "boolean", list: "array", dict: "object", type(None): "null",
}  # fmt: skip
KNOWN = frozenset(EventName)  # Ninefold gives these their meaning, so they are never strangers
NEVER_HELD = frozenset({EventName.CONSENT_CHANGED.value, EventName.PACE_CHOSEN.value})  # a no counts

Kinds = tuple[type, ...]


def name_of(event: Draft | Event) -> str:
    """The name in the plan; "" for what no plan is about."""
    if event.trust in _OWN:
        return ""
    return event.name if event.kind is EventKind.TRACK else CALLS[event.kind]


def said(event: Draft | Event) -> dict[str, Any]:
    """What the plan looks at: traits of an identify or a group, properties of all others."""
    return event.traits if event.kind in (EventKind.IDENTIFY, EventKind.GROUP) else event.properties


def kinds_of(values: dict[str, Any]) -> Kinds:
    """The Python types of values, in their order: quick to take and to compare."""
    return tuple(map(type, values.values()))


def type_of(kind: type) -> str:
    """The JSON type of a Python type."""
    return _TYPES[kind]

"""An event on its way into the log: all of it but its number."""

from typing import Any

import msgspec

from ninefold.collect.types import Event, EventKind, NewEvent, Trust


class Draft(msgspec.Struct):
    """An event without a number. Fields as in `types.Event`, in its order."""

    message_id: str
    kind: EventKind
    name: str
    user_id: str
    anonymous_id: str
    other_id: str
    properties: dict[str, Any]
    traits: dict[str, Any]
    context: dict[str, Any]
    occurred_at: int
    received_at: int
    source_id: int
    trust: Trust
    profile_id: int
    is_bot: bool = False

    def numbered(self, number: int) -> Event:
        """The event with its place in the log."""
        return Event(number, *msgspec.structs.astuple(self))


def from_new(event: NewEvent, *, received_at: int) -> Draft:
    """What a room recorded, received now (microseconds)."""
    return Draft(
        event.message_id, event.kind, event.name, event.user_id, event.anonymous_id, "",
        event.properties, event.traits, event.context, event.occurred_at, received_at, 0, event.trust, event.profile_id,
    )  # fmt: skip

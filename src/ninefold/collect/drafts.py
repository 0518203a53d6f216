"""An event on its way into the log: all of it but its number."""

from typing import Any

import msgspec

from ninefold.collect.types import Event, EventKind, NewEvent, Trust


class Draft(msgspec.Struct):
    """An event without a number. Fields as in `types.Event`."""

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
        return Event(
            number, self.message_id, self.kind, self.name, self.user_id, self.anonymous_id, self.other_id,
            self.properties, self.traits, self.context, self.occurred_at, self.received_at, self.source_id,
            self.trust, self.profile_id, self.is_bot,
        )  # fmt: skip


def from_new(event: NewEvent, *, received_at: int) -> Draft:
    """What a room recorded, received now (microseconds)."""
    return Draft(
        event.message_id, event.kind, event.name, event.user_id, event.anonymous_id, "",
        event.properties, event.traits, event.context, event.occurred_at, received_at, 0, event.trust, event.profile_id,
    )  # fmt: skip


def with_profile(event: Event, profile_id: int) -> Event:
    """The same event, now somebody's."""
    return Event(
        event.id, event.message_id, event.kind, event.name, event.user_id, event.anonymous_id, event.other_id,
        event.properties, event.traits, event.context, event.occurred_at, event.received_at, event.source_id,
        event.trust, profile_id, event.is_bot,
    )  # fmt: skip

"""Events as collect hands them over, and a way to take them in without collect."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from msgspec.structs import replace

from ninefold.collect.types import Event, EventKind, EventName, Trust
from ninefold.context import actions

_numbers = count(1)
DAY = 86_400_000_000
T0 = 1_700_000_000_000_000


def event(
    kind: EventKind = EventKind.TRACK, *, name: str = "", at: int = T0, trust: Trust = Trust.SERVER, **given: Any
) -> Event:
    """One event; `given` are fields of Event."""
    number = next(_numbers)
    plain: dict[str, Any] = {
        "id": number, "message_id": f"m{number}", "user_id": "", "anonymous_id": "", "other_id": "", "properties": {},
        "traits": {}, "context": {}, "received_at": at, "source_id": 1, "profile_id": 0,
    }  # fmt: skip
    return Event(kind=kind, name=name, occurred_at=at, trust=trust, **(plain | given))


def identify(user: str = "", anonymous: str = "", **given: Any) -> Event:
    return event(EventKind.IDENTIFY, user_id=user, anonymous_id=anonymous, **given)


def track(name: str, user: str = "", anonymous: str = "", **given: Any) -> Event:
    return event(name=name, user_id=user, anonymous_id=anonymous, **given)


def call(user: str = "", anonymous: str = "", group: str = "acme", **given: Any) -> Event:
    """That somebody belongs to a group."""
    return event(EventKind.GROUP, user_id=user, anonymous_id=anonymous, other_id=group, **given)


def leave(user: str = "", anonymous: str = "", group: object = "acme", **given: Any) -> Event:
    """That somebody is no longer in a group."""
    return track(EventName.RELATIONSHIP_DELETED, user, anonymous, properties={"objectId": group}, **given)


def consent(status: str, user: str = "", anonymous: str = "", **given: Any) -> Event:
    said = {"purpose": "news", "channel": "mail", "status": status, "basis": "form"} | given.pop("said", {})
    return track(EventName.CONSENT_CHANGED, user, anonymous, properties=said, **given)


def take(events: Iterable[Event]) -> list[int]:
    """One batch through resolve and project, as the pipeline does it; the profile id of each event."""
    batch = list(events)
    profile_ids = actions.resolve(events=batch)
    actions.project(events=[replace(e, profile_id=p) for e, p in zip(batch, profile_ids, strict=True)])
    return profile_ids

"""Turns an event that a room did not take into a quarantined message, so that it can be read again. Pure."""

import msgspec

from ninefold.collect.faults import Around
from ninefold.collect.schema import text
from ninefold.collect.types import Event, EventKind, Fault
from ninefold.kernel import clock

ROOM_FAILED = "room_failed"
_OTHER = {EventKind.GROUP: "groupId", EventKind.ALIAS: "previousId"}


def fault(event: Event, *, code: str, reason: str) -> Fault:
    """The event as the call that it was, with the reason why it is set aside."""
    call: dict[str, object] = {
        "type": event.kind.value,
        "messageId": event.message_id,
        "timestamp": clock.from_us(event.occurred_at).isoformat(),
        "userId": event.user_id,
        "anonymousId": event.anonymous_id,
        "profileId": event.profile_id,
        "properties": event.properties,
        "traits": event.traits,
        "context": event.context,
        ("event" if event.kind is EventKind.TRACK else "name"): event.name,
    }
    if event.kind in _OTHER:
        call[_OTHER[event.kind]] = event.other_id
    return Fault(
        code=code,
        reason=reason.replace("\0", "\ufffd"),
        path="link" if event.profile_id else "batch",
        body=msgspec.json.encode(text.without_nul(call)).decode(),
        shell=msgspec.json.encode(Around(is_bot=event.is_bot)).decode(),
        fallback_id=event.message_id,
        source_id=event.source_id,
        trust=event.trust,
        received_at=event.received_at,
    )

"""Writes of channel beside sending: what events say about deliveries."""

from collections.abc import Collection, Sequence

from django.db import connection

from ninefold.channel.models import Reply, Service
from ninefold.channel.types import DeliveryStatus
from ninefold.collect.types import Event, EventName, Trust
from ninefold.kernel.database.bulk import insert
from ninefold.kernel.database.persontables import PersonTable
from ninefold.kernel.mentions import Mentions

# Column of the first time by a person, and by a machine.
_OUTCOMES = {
    EventName.MESSAGE_OPENED: ("opened_at", "opened_by_bot_at"),
    EventName.LINK_CLICKED: ("clicked_at", "clicked_by_bot_at"),
    EventName.MESSAGE_REPLIED: ("replied_at", ""),
}
_REPLY = {
    "message_id": "text", "delivery_id": "int", "profile_id": "int", "subject": "text", "text": "text",
    "is_automatic": "bool", "received_at": "int",
}  # fmt: skip
REPLIES_AT_ONCE = 5_000


def project(*, events: Sequence[Event]) -> None:
    """Write the first open, click and reply, and late bounces, into their deliveries, in the caller's transaction.

    Twice, or in another order, gives the same. Only what signed links and the system itself say counts: a public
    write key could claim anything.
    """
    told = [event for event in events if event.trust in (Trust.LINK, Trust.SYSTEM) and _delivery_id(event)]
    for name, (column, bot_column) in _OUTCOMES.items():
        named = [event for event in told if event.name == name]
        _first(column, [event for event in named if not _is_machine(event)])
        if bot_column:
            _first(bot_column, [event for event in named if _is_machine(event)])
    _keep_replies([event for event in told if event.name == EventName.MESSAGE_REPLIED])
    _bounce([event for event in told if event.name == EventName.MESSAGE_REFUSED])
    refused = [event for event in events if event.name == EventName.MESSAGE_REFUSED]
    _bounce_service([event for event in refused if event.trust is Trust.LINK and _number(event, "service_id")])


def _delivery_id(event: Event) -> int:
    return _number(event, "delivery_id")


def _number(event: Event, name: str) -> int:
    value = event.properties.get(name, 0)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def _is_machine(event: Event) -> bool:
    return event.is_bot or event.properties.get("is_automatic") is True


def _first(column: str, events: Sequence[Event]) -> None:
    if not events:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE channel_delivery SET {column} = %s WHERE id = %s AND ({column} IS NULL OR {column} > %s)",
            [(event.occurred_at, _delivery_id(event), event.occurred_at) for event in events],
        )


def _keep_replies(events: Sequence[Event]) -> None:
    insert(
        "channel_reply",
        _REPLY,
        [
            (
                event.message_id, _delivery_id(event), event.profile_id, _storable(event.properties.get("subject")),
                _storable(event.properties.get("text")), _is_machine(event), event.occurred_at,
            )
            for event in events
        ],
        on_conflict="(message_id) DO NOTHING",
    )  # fmt: skip


def mask(*, profile_ids: Collection[int], mentions: Mentions) -> None:
    """Mask somebody who was erased in what these profiles wrote back, in the caller's transaction."""
    PersonTable(Reply).mask(list(profile_ids), ("subject", "text"), mentions)


def forget_replies(*, before: int) -> int:
    """Delete replies received before an instant (us), REPLIES_AT_ONCE at most; how many. Their events stay."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM channel_reply WHERE id IN"
            " (SELECT id FROM channel_reply WHERE received_at < %s ORDER BY received_at LIMIT %s)",
            [before, REPLIES_AT_ONCE],
        )
        return int(cursor.rowcount)


def _storable(value: object) -> str:
    """Text that both databases keep: PostgreSQL has no NUL."""
    return str(value or "").replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _bounce_service(events: Sequence[Event]) -> None:
    """The same of a service message. Its event came by its own return address."""
    for event in events:
        Service.objects.filter(
            pk=_number(event, "service_id"), status__in=[DeliveryStatus.DELIVERED, DeliveryStatus.UNKNOWN]
        ).update(
            status=DeliveryStatus.REFUSED, reason=f"It came back: {_storable(event.properties.get('text'))}",
            status_code=str(event.properties.get("status", ""))[:20],
        )  # fmt: skip


def _bounce(events: Sequence[Event]) -> None:
    """A mail that was taken and came back later ends as refused, not as delivered."""
    bounced = [event for event in events if event.properties.get("by") == "bounce"]
    if not bounced:
        return
    with connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE channel_delivery SET status = %s, reason = %s, status_code = %s, is_address_dead = %s"
            " WHERE id = %s AND status IN ('delivered', 'unknown')",
            [
                (
                    DeliveryStatus.REFUSED.value, f"It came back: {_storable(event.properties.get('text'))}",
                    str(event.properties.get("status", ""))[:20], event.properties.get("is_address_dead") is True,
                    _delivery_id(event),
                )
                for event in bounced
            ],
        )  # fmt: skip

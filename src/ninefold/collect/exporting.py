"""The event log as rows of a table, in the words of the tracking API: what is exported can be imported again."""

from collections.abc import Iterator, Sequence
from typing import Any

from ninefold.collect.models import Event as EventRow
from ninefold.kernel import clock
from ninefold.kernel.tables import Column

COLUMNS = (
    Column("messageId"), Column("type"), Column("event"), Column("name"), Column("userId"), Column("anonymousId"),
    Column("previousId"), Column("groupId"), Column("timestamp", "instant"), Column("receivedAt", "instant"),
    Column("properties", "json"), Column("traits", "json"), Column("context", "json"), Column("sourceId", "int"),
    Column("trust", "int"), Column("isBot", "bool"),
)  # fmt: skip
AT_ONCE = 2_000
_FIELDS = (
    "id", "message_id", "kind", "name", "user_id", "anonymous_id", "other_id", "occurred_at", "received_at",
    "properties", "traits", "context", "source_id", "trust", "is_bot",
)  # fmt: skip


def events(*, name: str = "", since: int = 0, until: int = 0) -> Iterator[tuple[Any, ...]]:
    """Every event in the order of its number: of one name, or that happened in a time (us), where asked so."""
    rows = EventRow.objects.order_by("id")
    rows = rows.filter(name=name) if name else rows
    rows = rows.filter(occurred_at__gte=since) if since else rows
    rows = rows.filter(occurred_at__lt=until) if until else rows
    last = 0
    while part := list(rows.filter(id__gt=last).values_list(*_FIELDS)[:AT_ONCE]):
        last = part[-1][0]
        yield from map(_row, part)


def _row(values: Sequence[Any]) -> tuple[Any, ...]:
    (_, message_id, kind, name, user, anonymous, other, occurred_at, received_at, properties, traits, context, source,
     trust, is_bot) = values  # fmt: skip
    is_track = kind == "track"
    return (
        message_id, kind, name if is_track else "", "" if is_track else name, user, anonymous,
        other if kind == "alias" else "", other if kind == "group" else "", clock.to_us(occurred_at),
        clock.to_us(received_at), _object(properties), _object(traits), _object(context), source, trust, is_bot,
    )  # fmt: skip


def _object(text: str) -> bytes | None:
    return text.encode() if text != "{}" else None

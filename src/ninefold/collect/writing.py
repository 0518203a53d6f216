"""Collect's bulk statements: event rows, pending rows, quarantine."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

from ninefold.collect.drafts import Draft
from ninefold.collect.schema import text
from ninefold.collect.types import Event, EventName, Fault
from ninefold.kernel.database import bulk

QUARANTINE_ROWS_MAX = 100_000
EVENT_COLUMNS = {
    "id": "int", "message_id": "text", "kind": "text", "name": "text", "user_id": "text", "anonymous_id": "text",
    "other_id": "text", "properties": "text", "traits": "text", "context": "text", "occurred_at": "int",
    "received_at": "int", "source_id": "int", "trust": "int", "profile_id": "int", "is_bot": "bool",
}  # fmt: skip
_PENDING_COLUMNS = {"is_consent": "bool", "recorded_at": "int", "body": "text"}
_QUARANTINE_COLUMNS = {
    "code": "text", "reason": "text", "path": "text", "body": "text", "shell": "text", "fallback_id": "text",
    "source_id": "int", "trust": "int", "received_at": "int", "quarantined_at": "int",
}  # fmt: skip
_encoder = msgspec.json.Encoder()


def to_json(value: object) -> str:
    """JSON text as all of collect's tables hold it."""
    return _encoder.encode(value).decode()


def insert_events(events: Iterable[Event]) -> None:
    """Write numbered events."""
    rows = [
        (
            event.id, event.message_id, str(event.kind), event.name, event.user_id, event.anonymous_id, event.other_id,
            to_json(event.properties), to_json(event.traits), to_json(event.context), event.occurred_at,
            event.received_at, event.source_id, int(event.trust), event.profile_id, event.is_bot,
        )
        for event in events
    ]  # fmt: skip
    bulk.insert("collect_event", EVENT_COLUMNS, rows)


def insert_pending(drafts: Iterable[Draft], *, now: int) -> None:
    """Write what waits for its number; consent goes into its own lane."""
    rows = [(draft.name == EventName.CONSENT_CHANGED, now, _pending_json(draft)) for draft in drafts]
    bulk.insert("collect_pending", _PENDING_COLUMNS, rows)


def _pending_json(draft: Draft) -> str:
    try:
        body = to_json(draft)
    except UnicodeEncodeError:  # a lone surrogate, as mail parsers make them of bytes that are no text
        return to_json(text.without_nul(msgspec.to_builtins(draft)))
    return to_json(text.without_nul(msgspec.to_builtins(draft))) if "\\u0000" in body else body


def insert_faults(faults: Sequence[Fault], *, now: int) -> None:
    """Put events into quarantine. It holds QUARANTINE_ROWS_MAX; the oldest go first."""
    if not faults:
        return
    rows: list[tuple[Any, ...]] = [
        (
            fault.code, fault.reason, fault.path, fault.body, fault.shell, fault.fallback_id, fault.source_id,
            int(fault.trust), fault.received_at, now,
        )
        for fault in faults
    ]  # fmt: skip
    bulk.insert("collect_quarantine", _QUARANTINE_COLUMNS, rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM collect_quarantine WHERE id <= (SELECT max(id) FROM collect_quarantine) - %s",
            [QUARANTINE_ROWS_MAX],
        )

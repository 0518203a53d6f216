"""What collect's tests are told with: requests in the intake log, and a projection without the rooms above."""

import itertools
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, transaction

from ninefold.collect import actions
from ninefold.collect.intake.log import open_log
from ninefold.collect.intake.rows import IntakeRow, Lane
from ninefold.collect.parsing import Parser
from ninefold.collect.types import Event, Trust
from ninefold.kernel import clock, settings

_ids = itertools.count(1)


def message(**fields: Any) -> dict[str, Any]:
    """A track message, right unless `fields` say otherwise; None takes a field away."""
    whole = {"type": "track", "event": "Song Played", "userId": "ada", "messageId": f"m{next(_ids)}", **fields}
    return {name: value for name, value in whole.items() if value is not None}


def batch(*messages: Any, **shell: Any) -> bytes:
    return json.dumps({"batch": list(messages), **shell}).encode()


def row(body: bytes, *, path: str = "batch", lane: Lane = Lane.NORMAL, trust: Trust = Trust.SERVER) -> IntakeRow:
    return IntakeRow(path, 1, int(trust), clock.now_us(), body, "", lane)


def send(*rows: IntakeRow) -> None:
    """Rows in the intake log, on disk."""
    log = open_log(settings.current())
    log.append(rows)
    log.close()


def project(
    *, limit: int = 500, consent_only: bool = False, parsers: Mapping[str, Parser] | None = None
) -> list[Event]:
    """One batch; everyone with the same user id is one profile."""
    with transaction.atomic():
        taken = actions.take(limit=limit, consent_only=consent_only, parsers=parsers)
        profile_ids = [event.profile_id or 1 + hash(event.user_id) % 1000 for event in taken.events]
        events = actions.store(batch=taken, profile_ids=profile_ids)
    actions.clear(taken)
    return events


def project_all(*, limit: int = 500) -> list[Event]:
    """Batches until nothing waits."""
    events: list[Event] = []
    while True:
        with transaction.atomic():
            taken = actions.take(limit=limit)
            events += actions.store(batch=taken, profile_ids=[7] * len(taken.events))
        actions.clear(taken)
        if not taken.size:
            return events


def waiting_rows() -> int:
    """Rows left in the intake log."""
    if connection.vendor == "sqlite":
        log = open_log(settings.current())
        found = log.connection.execute(  # type: ignore[attr-defined]
            "SELECT (SELECT count(*) FROM collect_intake) + (SELECT count(*) FROM collect_consentintake)"
        ).fetchone()[0]
        log.close()
        return int(found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM collect_intake) + (SELECT count(*) FROM collect_consentintake)")
        return int(cursor.fetchone()[0])


def names(events: Sequence[Event]) -> list[str]:
    return [event.name for event in events]

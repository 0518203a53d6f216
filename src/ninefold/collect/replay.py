"""Reads quarantined events again: what has become readable is recorded, the rest keeps its new reason."""

from collections.abc import Sequence

import msgspec

from ninefold.collect import lake, writing
from ninefold.collect.dedupe import PERIOD_US, PERIODS_KEPT
from ninefold.collect.drafts import Draft
from ninefold.collect.errors import Faulty
from ninefold.collect.models import Quarantine
from ninefold.collect.schema import bodies, messages
from ninefold.collect.types import Trust
from ninefold.kernel import clock


def replay(ids: Sequence[int]) -> int:
    """Replay in the caller's transaction; how many events were recorded."""
    drafts: dict[int, Draft] = {}
    for row in Quarantine.objects.filter(pk__in=list(ids)).order_by("id"):
        try:
            drafts[row.pk] = _read(row)
        except Faulty as error:
            Quarantine.objects.filter(pk=row.pk).update(code=error.code, reason=error.message)
    fresh = _never_counted(drafts)
    writing.insert_pending(fresh, now=clock.now_us())
    Quarantine.objects.filter(pk__in=list(drafts)).delete()
    return len(fresh)


def _read(row: Quarantine) -> Draft:
    around = msgspec.json.decode(row.shell)
    shell = bodies.Shell(sentAt=around["sentAt"], context=around["context"], integrations=around["integrations"])
    origin = messages.Origin(
        row.path, row.source_id, Trust(row.trust), clock.to_us(row.received_at), around["userAgent"]
    )
    return messages.read(row.body.encode(), shell=shell, origin=origin, fallback_id=row.fallback_id)


def _never_counted(drafts: dict[int, Draft]) -> list[Draft]:
    """Without the events that a sender corrected and sent again longer ago than the message ids are remembered."""
    oldest = clock.now_us() - PERIODS_KEPT * PERIOD_US
    known = lake.known([draft.message_id for draft in drafts.values() if draft.received_at < oldest])
    return [draft for draft in drafts.values() if draft.message_id not in known]

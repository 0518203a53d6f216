"""Reads quarantined events again: what has become readable is recorded, the rest keeps its new reason."""

from collections.abc import Mapping, Sequence

import msgspec

from ninefold.collect import lake, parsing, writing
from ninefold.collect.dedupe import PERIOD_US, PERIODS_KEPT
from ninefold.collect.drafts import Draft
from ninefold.collect.faults import Around
from ninefold.collect.models import Quarantine
from ninefold.collect.parsing import Parser
from ninefold.collect.schema import messages
from ninefold.collect.types import Trust
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput


def replay(ids: Sequence[int], *, parsers: Mapping[str, Parser]) -> int:
    """Replay in the caller's transaction; how many events were recorded. What cannot be replayed keeps its reason."""
    drafts: list[Draft] = []
    mended: list[int] = []
    for row in Quarantine.objects.filter(pk__in=list(ids)).order_by("id"):
        around = msgspec.json.decode(row.shell, type=Around)
        if around.is_request or (row.path not in messages.PATHS and row.path not in parsers):
            continue
        try:
            drafts += _read(row, around, parsers.get(row.path))
        except BadInput as error:
            Quarantine.objects.filter(pk=row.pk).update(code=error.code, reason=error.message)
        else:
            mended.append(row.pk)
    fresh = _never_counted(drafts)
    writing.insert_pending(fresh, now=clock.now_us())
    Quarantine.objects.filter(pk__in=mended).delete()
    return len(fresh)


def _read(row: Quarantine, around: Around, parser: Parser | None) -> list[Draft]:
    origin = messages.Origin(row.path, row.source_id, Trust(row.trust), clock.to_us(row.received_at), around.user_agent)
    raw = around.body(row.body)
    if parser is not None:
        return parsing.read(raw, around.facts, parser=parser, origin=origin, fallback_id=row.fallback_id)
    draft = messages.read(raw, shell=around.shell(), origin=origin, fallback_id=row.fallback_id)
    draft.is_bot = draft.is_bot or around.is_bot
    return [draft]


def _never_counted(drafts: Sequence[Draft]) -> list[Draft]:
    """Without the events that a sender corrected and sent again longer ago than the message ids are remembered."""
    oldest = clock.now_us() - PERIODS_KEPT * PERIOD_US
    known = lake.known([draft.message_id for draft in drafts if draft.received_at < oldest])
    return [draft for draft in drafts if draft.message_id not in known]

"""Reads quarantined events again: what has become readable is recorded, the rest keeps its reason of today.

A replayed event has the id, the instant and the receipt that it had: it counts once, and when it happened.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import msgspec

from ninefold.collect import lake, parsing, proving, sources, writing
from ninefold.collect.dedupe import PERIOD_US, PERIODS_KEPT
from ninefold.collect.drafts import Draft
from ninefold.collect.faults import Around
from ninefold.collect.models import Quarantine
from ninefold.collect.parsing import Parser
from ninefold.collect.plan import judging
from ninefold.collect.schema import messages, privacy
from ninefold.collect.types import Event, Fault, Trust
from ninefold.kernel import clock, settings
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import BadInput

Check = Callable[[Event], None]  # raises BadInput for an event that its room cannot count
_REASON = {"code": "text", "reason": "text"}


@dataclass(frozen=True, slots=True)
class Readers:
    """All that reading takes: parsers of rows of other kinds, by path, and checks of events, by name."""

    parsers: Mapping[str, Parser] = field(default_factory=dict)
    checks: Mapping[str, Check] = field(default_factory=dict)


def replay(rows: Sequence[Quarantine], readers: Readers) -> int:
    """Replay in the caller's transaction; how many events were recorded. What cannot be replayed keeps its reason."""
    found: list[tuple[int, Draft]] = []
    mended: set[int] = set()
    held: list[tuple[str, str, int]] = []
    for row in rows:
        around = msgspec.json.decode(row.shell, type=Around)
        if around.is_request or (row.path not in messages.PATHS and row.path not in readers.parsers):
            continue
        try:
            found += [(row.pk, draft) for draft in read(row, around, readers)]
            mended.add(row.pk)
        except BadInput as error:
            held.append((error.code, error.message, row.pk))
    refused = _deviating(found)
    held += [(fault.code, fault.reason, pk) for pk, fault in refused.items()]
    mended -= refused.keys()
    fresh = _never_counted([draft for pk, draft in found if pk in mended])
    writing.insert_pending(fresh, now=clock.now_us())
    bulk.update("collect_quarantine", "id", _REASON, held, also="path = path")
    Quarantine.objects.filter(pk__in=mended).delete()
    return len(fresh)


def _deviating(found: Sequence[tuple[int, Draft]]) -> dict[int, Fault]:
    """By row, what the tracking plan of today would set aside again."""
    judged = judging.judge([draft for _, draft in found])
    passed = set(map(id, judged.drafts))
    return dict(zip((pk for pk, draft in found if id(draft) not in passed), judged.faults, strict=True))


def read(row: Quarantine, around: Around, readers: Readers) -> list[Draft]:
    """The events of a row as they would come in today. Raises BadInput with the reason why not."""
    rules = sources.rules().get(row.source_id, sources.Rules())
    received_at = clock.to_us(row.received_at)
    origin = messages.Origin(row.path, row.source_id, Trust(row.trust), received_at, around.user_agent, rules.keeps_ip)
    raw = around.body(row.body)
    if parser := readers.parsers.get(row.path):
        return parsing.read(raw, around.facts, parser=parser, origin=origin, fallback_id=row.fallback_id)
    draft = messages.read(raw, shell=around.shell(), origin=origin, fallback_id=row.fallback_id)
    proving.prove(draft, around.facts, sources.signing_keys)
    rules.check_call(draft.kind)
    secret = settings.current().secret_key
    if privacy.settle(draft, categories=rules.categories, said=around.facts, secret=secret):
        return []
    draft.is_bot = draft.is_bot or around.is_bot
    if check := readers.checks.get(draft.name):
        check(draft.numbered(0))
    return [draft]


def check(row: Quarantine, around: Around, readers: Readers) -> None:
    """Raise BadInput while a row cannot be counted."""
    for fault in judging.judge(read(row, around, readers)).faults:
        raise BadInput(fault.code, fault.reason)


def _never_counted(drafts: Sequence[Draft]) -> list[Draft]:
    """Without the events that a sender corrected and sent again longer ago than the message ids are remembered."""
    oldest = clock.now_us() - PERIODS_KEPT * PERIOD_US
    known = lake.known([draft.message_id for draft in drafts if draft.received_at < oldest])
    return [draft for draft in drafts if draft.message_id not in known]

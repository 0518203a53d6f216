"""Holds who is kept in segments against what the lake says they should be, and writes down what differs.

The lake is asked by the other reading of the language (`batch`), from the events themselves. While people do things the
two are never asked at the very same moment; so what differs is asked again a little later, and drift is what differed
the same way both times.
"""

import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import connection

from ninefold.collect import actions as collect
from ninefold.collect import lake
from ninefold.collect import queries as collect_queries
from ninefold.context import consents
from ninefold.context.models import Audit, SegmentRow
from ninefold.context.segments import listing, nesting, rebuild, spans
from ninefold.context.segments.parts import Condition
from ninefold.context.segments.reads import is_of_events
from ninefold.context.segments.rebuild import Facts, Numbers
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.errors import Unavailable

LAKE_SECONDS_MAX = 90.0
AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Segment:
    id: int
    condition: Condition


@dataclass(frozen=True, slots=True)
class _Found:
    """How many are kept and how many the lake means; who is missing in what is kept, and who is too many."""

    kept: int
    meant: int
    missing: Numbers
    surplus: Numbers

    @property
    def agrees(self) -> bool:
        return not (self.missing.size or self.surplus.size)


def run(*, again_seconds: float = AGAIN_SECONDS) -> int:
    """Audit every segment that events alone tell of, as far as they are kept, and that is not being gone through; how
    many.

    Raises Unavailable where the lake stays behind.
    """
    known = (
        _Segment(row.pk, listing.meant(row.condition)) for row in SegmentRow.objects.filter(rebuilt_to__isnull=True)
    )
    segments = [one for one in known if is_of_events(one.condition) and spans.is_whole(one.condition)]
    found = _compared(segments)
    doubtful = [segment for segment in segments if not found[segment.id].agrees]
    if doubtful:
        time.sleep(again_seconds)
        again = _compared(doubtful)
        found |= {number: _both(found[number], other) for number, other in again.items()}
    for number, each in found.items():
        _write(number, each)
    return len(found)


def _both(one: _Found, two: _Found) -> _Found:
    return _Found(
        two.kept, two.meant, np.intersect1d(one.missing, two.missing), np.intersect1d(one.surplus, two.surplus)
    )


def _write(segment_id: int, found: _Found) -> None:
    Audit.objects.update_or_create(
        segment_id=segment_id,
        defaults={
            "audited_at": clock.now_us(), "kept": found.kept, "meant": found.meant,
            "missing": int(found.missing.size), "surplus": int(found.surplus.size),
        },
    )  # fmt: skip


def _compared(segments: Collection[_Segment]) -> dict[int, _Found]:
    if not segments:
        return {}
    now, kept = clock.now_us(), {segment.id: _kept(segment.id) for segment in segments}
    last = collect_queries.event_count()
    known = facts(segment.condition for segment in segments)
    _await_lake(last)
    with rebuild.opened(f"(SELECT * FROM {lake.scan_sql()} WHERE id <= {last})", known) as duck:
        return {
            segment.id: _difference(kept[segment.id], rebuild.members(duck, segment.condition, now))
            for segment in segments
        }


def _difference(kept: Numbers, meant: Numbers) -> _Found:
    return _Found(kept.size, meant.size, np.setdiff1d(meant, kept), np.setdiff1d(kept, meant))


def _await_lake(last: int) -> None:
    """Until the lake holds the events up to this one: by its writer, or by us where none runs."""
    begun = time.monotonic()
    while lake.last_id(lake.table()) < last:
        if not collect.write_lake(now=clock.now_us(), force=True):
            time.sleep(0.5)
        if time.monotonic() - begun > LAKE_SECONDS_MAX:
            raise Unavailable("lake_behind", "The lake does not keep up with the events; see the worker's log.")


def _kept(segment_id: int) -> Numbers:
    return _column("SELECT DISTINCT person_id FROM context_membership WHERE segment_id = %s", [segment_id])


def facts(conditions: Iterable[Condition]) -> Facts:
    """What these conditions rest on besides events, as it stands now."""
    asked = rebuild.consents_in(part for condition in conditions for part in nesting.parts(condition))
    profiles = _column("SELECT id, person_id FROM context_profile ORDER BY id", [])
    known = _column("SELECT DISTINCT person_id FROM context_profile WHERE kind = 'account'", [])
    others: dict[tuple[str, str], Sequence[int]] = {said: _others(Purpose(said[0]), Channel(said[1])) for said in asked}
    elsewhere = [message for said in asked for message in _elsewhere(Purpose(said[0]), Channel(said[1]))]
    return Facts(profiles[0::2].copy(), profiles[1::2].copy(), known, others, elsewhere)


def _others(purpose: Purpose, channel: Channel) -> list[int]:
    said = consents.spoken(purpose, channel)
    return list(_column(said.others, said.others_parameters).tolist())


def _elsewhere(purpose: Purpose, channel: Channel) -> list[str]:
    said = consents.spoken(purpose, channel)
    if not said.elsewhere:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT message_id FROM context_consent WHERE id IN ({said.elsewhere})", said.elsewhere_parameters
        )
        return [message for (message,) in cursor.fetchall()]


def _column(sql: str, parameters: Sequence[Any]) -> Numbers:
    """The numbers that a statement selects, row after row."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(parameters))
        numbers = (number for row in cursor for number in row)
        return np.fromiter(numbers, dtype=np.int64)

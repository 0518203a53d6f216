"""Replays of many quarantined events: asked for in a row, done page by page, killed and gone on with at any point.

A page's events, the rows that they leave and how far it came are one transaction: nothing is lost, nothing doubled.
"""

import time

from django.db import transaction
from django.db.models import QuerySet

from ninefold.collect import replay
from ninefold.collect.models import Quarantine
from ninefold.collect.models import Replay as ReplayRow
from ninefold.collect.replay import Readers
from ninefold.collect.types import Replay
from ninefold.kernel import clock

PAGE = 500
STEP_SECONDS = 0.5
KEPT = 20  # replays that are done and still told of


def ask(*, code: str, asked_by: str) -> Replay:
    """A replay of all that is in quarantine now for this reason ("" for any), or the same one that is under way."""
    under_way = ReplayRow.objects.filter(finished_at=None, code=code).first()
    return _replay(under_way or _begun(code, asked_by))


def _begun(code: str, asked_by: str) -> ReplayRow:
    rows = _rows(code)
    last = rows.order_by("-pk").values_list("pk", flat=True).first() or 0
    now = clock.now_us()
    row = ReplayRow.objects.create(
        code=code, asked_by=asked_by, asked_at=now, last_id=0, up_to_id=last, total=rows.count(), done=0, recorded=0,
        finished_at=None if last else now,
    )  # fmt: skip
    row.refresh_from_db()
    return row


def _rows(code: str) -> QuerySet[Quarantine]:
    return Quarantine.objects.filter(code=code) if code else Quarantine.objects.all()


def step(readers: Readers) -> int:
    """Go on with the oldest replay for a moment; how many rows were read."""
    read, begun = 0, time.monotonic()
    while time.monotonic() - begun < STEP_SECONDS:
        page = _page(readers)
        read += page
        if not page:
            break
    return read


def _page(readers: Readers) -> int:
    if not ReplayRow.objects.filter(finished_at=None).exists():  # most turns find none: they lock nothing
        return 0
    with transaction.atomic():
        under_way = ReplayRow.objects.select_for_update().filter(finished_at=None).order_by("pk").first()
        if under_way is None:
            return 0
        waiting = _rows(under_way.code).filter(pk__gt=under_way.last_id, pk__lte=under_way.up_to_id)
        rows = list(waiting.order_by("pk")[:PAGE])
        under_way.recorded += replay.replay(rows, readers)
        under_way.done += len(rows)
        if rows:
            under_way.last_id = rows[-1].pk
        if len(rows) < PAGE:
            under_way.finished_at = clock.from_us(clock.now_us())
        under_way.save()
        if not rows:
            _forget()
    return len(rows) or 1


def _forget() -> None:
    old = ReplayRow.objects.exclude(finished_at=None).order_by("-pk").values_list("pk", flat=True)[KEPT:]
    ReplayRow.objects.filter(pk__in=list(old)).delete()


def newest(*, limit: int) -> list[Replay]:
    """The newest replays."""
    return [_replay(row) for row in ReplayRow.objects.order_by("-pk")[:limit]]


def _replay(row: ReplayRow) -> Replay:
    return Replay(
        row.pk, row.code, row.asked_by, clock.to_us(row.asked_at), row.total, row.done, row.recorded,
        clock.to_us(row.finished_at) if row.finished_at else 0,
    )  # fmt: skip

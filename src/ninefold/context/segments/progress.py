"""How far memberships follow what happened: one row, and what this process has looked at beyond it.

What was looked at and changed nothing is only remembered, so that an idle worker writes nothing; after a restart it is
looked at once more, which changes nothing either.
"""

import random
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db import connection

from ninefold.context.models import SegmentProgress, Touched
from ninefold.kernel.database import bulk

_EVENTS_UNWRITTEN_MAX = 20_000
_US_UNWRITTEN_MAX = 600_000_000
_COLUMNS = "event_id, profile_id, swept_at, turn"


@dataclass(frozen=True, slots=True)
class Place:
    """The last event and the newest profile looked at, up to when windows lapsed, and the turn of the row it is from.

    The row's turn changes with each writing: who finds another one than expected was overtaken.
    """

    event_id: int
    profile_id: int
    swept_at: int
    turn: int


class _Looked:
    """How far this process looked beyond the row, and the row itself as it was then."""

    place = written = Place(0, 0, 0, 0)


def place() -> Place | None:
    """How far memberships follow; None where they never did."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_COLUMNS} FROM context_segment_progress")
        row = cursor.fetchone()
    if row is None:
        return None
    written = Place(*row)
    return _Looked.place if _Looked.written == written else written


def begin(at: Place) -> Place:
    """Follow from here on, whatever was before; in the caller's transaction."""
    assert connection.in_atomic_block
    begun = replace(at, turn=_new_turn())
    SegmentProgress.objects.all().delete()
    Touched.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO context_segment_progress (id, {_COLUMNS}) VALUES (1, %s, %s, %s, %s)", _values(begun)
        )
    return begun


def is_worth_writing(ahead: Place) -> bool:
    """Whether so much was looked at since the last writing that a restart should not look again."""
    written = _Looked.written
    if written.turn != ahead.turn:
        return True
    return (
        ahead.event_id - written.event_id >= _EVENTS_UNWRITTEN_MAX
        or ahead.swept_at - written.swept_at >= _US_UNWRITTEN_MAX
    )


def remember(ahead: Place) -> None:
    """Keep in mind that nothing was to be written up to here."""
    _Looked.place = ahead


def move(ahead: Place, touched_ids: Iterable[int]) -> bool:
    """Write in the caller's transaction that this was looked at, and these notes; False where another was quicker."""
    assert connection.in_atomic_block
    moved = replace(ahead, turn=_new_turn())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE context_segment_progress SET event_id = %s, profile_id = %s, swept_at = %s, turn = %s"
            " WHERE turn = %s",
            [*_values(moved), ahead.turn],
        )
        if cursor.rowcount != 1:
            return False
        among, ids = bulk.among("id", touched_ids)
        cursor.execute(f"DELETE FROM context_touched WHERE {among}", [ids])
    _Looked.place = _Looked.written = moved
    return True


def _values(place: Place) -> list[int]:
    return [place.event_id, place.profile_id, place.swept_at, place.turn]


def _new_turn() -> int:
    return random.getrandbits(62)  # it tells rows apart and guards nothing

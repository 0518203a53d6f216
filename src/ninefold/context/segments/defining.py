"""Names a condition, so that campaigns can use it."""

import re
from typing import Any

from django.db import connection, transaction

from ninefold.context.models import Membership, SegmentRow
from ninefold.context.segments import listing, nesting, sentences
from ninefold.context.types import Segment
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

_KEY = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@transaction.atomic
def create_segment(*, actor: Actor, key: str, name: str, condition: dict[str, Any]) -> Segment:
    """Keep a condition under a key and a name; the segment of that key, if there is one, changes.

    The worker goes through everyone for a new or another condition; that makes no events of entering and leaving.
    """
    actor.require(Permission.SEGMENT_EDIT)
    if len(key) > 60 or not _KEY.fullmatch(key):
        raise BadInput("key_form", f"{key!r} is no key: small letters, digits, '-' and '_', at most 60.")
    if not 0 < len(name.strip()) <= 120:
        raise BadInput("segment_name", "A segment needs a name of at most 120 characters.")
    meant = listing.meant(condition, within=key)
    row = SegmentRow.objects.select_for_update().filter(key=key).first() or SegmentRow(key=key)
    if row.pk is None or row.condition != condition:
        row.rebuilt_to = 0
    row.name, row.condition, row.changed_by, row.changed_at = name, condition, actor.key, clock.now()
    row.save()
    if row.rebuilt_to == 0:
        _rebuild_around(key)
    return Segment(row.pk, key, name, condition, sentences.explain(meant))


@transaction.atomic
def delete_segment(*, actor: Actor, segment_id: int) -> None:
    """Take a segment away, with who is in it. One that another segment is made with stays (BadInput)."""
    actor.require(Permission.SEGMENT_EDIT)
    row = SegmentRow.objects.select_for_update().filter(pk=segment_id).first()
    if row is None:
        raise NotFound("segment_not_found", f"There is no segment {segment_id!r}.")
    around = [other.name for other in _around(row.key)]
    if around:
        raise BadInput("segment_within", f"“{around[0]}” is made with “{row.name}”. Change that one first.")
    Membership.objects.filter(segment=row)._raw_delete(using=connection.alias)  # as one statement, however many
    row.delete()


def rebuild_segment(*, actor: Actor, segment_id: int) -> None:
    """Have the worker go through everyone again for a segment, as after an audit that found people amiss."""
    actor.require(Permission.SEGMENT_EDIT)
    if not SegmentRow.objects.filter(pk=segment_id).update(rebuilt_to=0):
        raise NotFound("segment_not_found", f"There is no segment {segment_id!r}.")


def _rebuild_around(key: str) -> None:
    """Have those segments gone through again that this one is within."""
    SegmentRow.objects.filter(pk__in=[row.pk for row in _around(key)]).update(rebuilt_to=0)


def _around(key: str) -> list[SegmentRow]:
    return [row for row in SegmentRow.objects.exclude(key=key) if key in nesting.keys(listing.meant(row.condition))]

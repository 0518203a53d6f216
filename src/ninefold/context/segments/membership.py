"""Reads of who is in segments now, as the worker keeps it."""

from django.db import connection

from ninefold.context.models import SegmentRow


def memberships(segment_id: int) -> set[int]:
    """The person ids of a segment's members."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT person_id FROM context_membership WHERE segment_id = %s", [segment_id])
        return {person for (person,) in cursor.fetchall()}


def sizes() -> dict[int, int]:
    """How many members each segment has; those without any are left out."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT segment_id, COUNT(DISTINCT person_id) FROM context_membership GROUP BY segment_id")
        return dict(cursor.fetchall())


def is_rebuilding(segment_id: int) -> bool:
    """Whether the worker still goes through people for the condition as it is now."""
    return SegmentRow.objects.filter(pk=segment_id, rebuilt_to__isnull=False).exists()

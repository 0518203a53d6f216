"""Reads of who is in segments now, as the worker keeps it."""

from django.db import connection

from ninefold.context.models import Audit as AuditRow
from ninefold.context.models import SegmentRow
from ninefold.context.types import Audit
from ninefold.kernel import clock


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
    return segment_id in rebuilding()


def rebuilding() -> set[int]:
    """The segments for which the worker still goes through people."""
    return set(SegmentRow.objects.filter(rebuilt_to__isnull=False).values_list("id", flat=True))


def audits() -> dict[int, Audit]:
    """What the last audit found of each segment that had one."""
    return {
        row.segment_id: Audit(clock.to_us(row.audited_at), row.kept, row.meant, row.missing, row.surplus)
        for row in AuditRow.objects.all()
    }


def of_person(person_id: int) -> dict[int, int]:
    """The segments that a person is in, with the moment (us) since when."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT segment_id, MIN(entered_at) FROM context_membership WHERE person_id = %s GROUP BY segment_id",
            [person_id],
        )
        return dict(cursor.fetchall())


def overlaps(segment_id: int) -> dict[int, int]:
    """How many of a segment's members each other segment has too; those that share none are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT o.segment_id, COUNT(DISTINCT o.person_id) FROM context_membership m"
            " JOIN context_membership o ON o.person_id = m.person_id AND o.segment_id <> m.segment_id"
            " WHERE m.segment_id = %s GROUP BY o.segment_id",
            [segment_id],
        )
        return dict(cursor.fetchall())

"""Segments: named conditions, and the people for whom a condition holds."""

from typing import Any

import msgspec
from django.db import connection

from ninefold.collect.plan import queries as plan
from ninefold.context import people
from ninefold.context.models import SegmentRow
from ninefold.context.segments import answers, conditions, learning, nesting, selection, sentences, spans
from ninefold.context.segments.parts import Condition
from ninefold.context.segments.reads import is_of_events
from ninefold.context.segments.statements import EVERYONE, Statement
from ninefold.context.types import Person, Segment
from ninefold.culture import queries as culture
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

PAGE_MAX = 500


def segments() -> list[Segment]:
    """All segments, by name."""
    return [_segment(row) for row in SegmentRow.objects.order_by("name", "key")]


def segment(id_or_key: int | str) -> Segment:
    """The segment of this id or key, or NotFound."""
    by = {"pk": id_or_key} if isinstance(id_or_key, int) else {"key": id_or_key}
    row = SegmentRow.objects.filter(**by).first()
    if row is None:
        raise NotFound("segment_not_found", f"There is no segment {id_or_key!r}.")
    return _segment(row)


def _segment(row: SegmentRow) -> Segment:
    return Segment(row.pk, row.key, row.name, row.condition, explain(row.condition))


def explain(condition: Any) -> str:
    """The condition in English, or ConditionRefused."""
    return sentences.explain(meant(condition))


def meant(condition: Any, within: str = "") -> Condition:
    """The condition as a tree, what it names looked up; `within` is the key it is kept under.

    Raises ConditionRefused.
    """
    return nesting.filled(conditions.parse(condition), _NAMED, (within,) if within else ())


def is_audited(segment: Segment) -> bool:
    """Whether the lake can tell who should be in a segment."""
    condition = meant(segment.condition, segment.key)
    return is_of_events(condition) and spans.is_whole(condition)


def beyond(segment: Segment) -> dict[str, int]:
    """The events that a segment reads further back than they are kept, with the days that they are kept for."""
    return spans.beyond(meant(segment.condition, segment.key), plan.kept_days())


def _named(key: str) -> tuple[str, Condition] | None:
    row = SegmentRow.objects.filter(key=key).values_list("name", "condition").first()
    return (row[0], conditions.parse(row[1])) if row else None


def _community(key: str) -> str:
    return next((one.name for one in culture.communities() if one.key == key), "")


_NAMED = nesting.Named(segment=_named, community=_community)


def members(condition: Any, *, now: int) -> list[int]:
    """The ids of the people for whom the condition holds at `now`, ascending."""
    return sorted(_ids(selection.select(meant(condition), now)))


def member_count(condition: Any, *, now: int) -> int:
    """How many people the condition holds for at `now`."""
    return _count(selection.select(meant(condition), now))


def is_member(condition: Any, person_id: int, *, now: int) -> bool:
    """Whether the condition holds for this person at `now`."""
    asked, person = meant(condition), frozenset({person_id})
    return any(
        answers.meant(asked, person, known, now)
        for _, known in learning.portions([(asked, person)], people.profiles_of(person), now)
    )


def _ids(statement: Statement) -> list[int]:
    """The ids as one value: a list of JSON crosses the driver ten times faster than as many rows."""
    aggregate = "json_group_array(person_id)" if connection.vendor == "sqlite" else "json_agg(person_id)::text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {aggregate} FROM ({statement.sql}) AS found", list(statement.parameters))
        value = cursor.fetchone()[0]
    return msgspec.json.decode(value, type=list[int]) if value else []


def _count(statement: Statement) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT COUNT(*) FROM ({statement.sql}) AS found", list(statement.parameters))
        return int(cursor.fetchone()[0])


def page(*, after: int = 0, limit: int = 50, segment: int | str | None = None) -> list[Person]:
    """A page of people by id, those after a person id, all of them or a segment's members as they are now."""
    statement = Statement(EVERYONE) if segment is None else selection.select(_condition(segment), clock.now_us())
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT person_id FROM ({statement.sql}) AS found WHERE person_id > %s ORDER BY person_id LIMIT %s",
            [*statement.parameters, after, min(limit, PAGE_MAX)],
        )
        return people.by_ids([row[0] for row in cursor.fetchall()])


def _condition(id_or_key: int | str) -> Condition:
    return meant(segment(id_or_key).condition)


def people_count(known_only: bool = False) -> int:
    """How many people there are; those with an account only, if asked so."""
    if not known_only:
        return _count(Statement(EVERYONE))
    return _count(Statement("SELECT DISTINCT person_id FROM context_profile WHERE kind = 'account'"))

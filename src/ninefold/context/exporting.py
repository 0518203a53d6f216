"""People as rows of a table: who they are, what is known of them, what they allowed, what they did."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connection

from ninefold.context import consents, people
from ninefold.context.segments import listing
from ninefold.context.types import ConsentStatus, Person
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.tables import Column

AT_ONCE = 500
TRAIT_COLUMNS_MAX = 200
Spoken = Sequence[tuple[Purpose, Channel]]


def columns() -> tuple[Column, ...]:
    """The columns of `rows`. A CSV file has one for each trait and each consent that anybody has."""
    traits = _fetch("SELECT DISTINCT name FROM context_trait ORDER BY name LIMIT %s", [TRAIT_COLUMNS_MAX])
    return (
        Column("person", "int"), Column("user_ids", "texts"), Column("emails", "texts"), Column("phones", "texts"),
        Column("anonymous_ids", "texts"), Column("known_since", "instant"), Column("language"), Column("timezone"),
        Column("traits", "json", tuple(name for (name,) in traits)),
        Column("consent", "json", tuple(f"{purpose}.{channel}" for purpose, channel in _spoken())),
        Column("events", "json"),
    )  # fmt: skip


def rows(segment: int | str | None = None) -> Iterator[tuple[Any, ...]]:
    """Everyone, or who is in a segment now, by person id. Raises NotFound for a segment there is none of."""
    spoken = _spoken()
    members = None if segment is None else listing.members(listing.segment(segment).condition, now=clock.now_us())
    last = position = 0
    while True:
        if members is None:
            ids = people.next_ids(last, AT_ONCE)
        else:
            ids, position = members[position : position + AT_ONCE], position + AT_ONCE
        if not ids:
            return
        last = ids[-1]
        yield from _rows(people.by_ids(ids), spoken)


def _spoken() -> Spoken:
    found = _fetch("SELECT DISTINCT purpose, channel FROM context_consent ORDER BY 1, 2", [])
    return [(Purpose(purpose), Channel(channel)) for purpose, channel in found]


def _rows(persons: Sequence[Person], spoken: Spoken) -> Iterator[tuple[Any, ...]]:
    said: dict[int, dict[str, str]] = {person.id: {} for person in persons}
    for purpose, channel in spoken:
        for person_id, status in consents.consents_of(persons, purpose, channel).items():
            if status != ConsentStatus.NONE:
                said[person_id][f"{purpose}.{channel}"] = status.value
    deeds: dict[int, dict[str, int]] = {}
    condition, values = people.of_people(person.id for person in persons)
    counted = "SELECT person_id, name, SUM(count) FROM context_activity WHERE {} GROUP BY person_id, name"
    for person_id, name, count in _fetch(counted.format(condition), [values]):
        deeds.setdefault(person_id, {})[name] = int(count)
    for person in persons:
        yield (
            person.id, *(_values(person, kind) for kind in ("account", "email", "phone", "anonymous")),
            person.known_since, person.tag, person.zone, person.traits or None, said[person.id] or None,
            deeds.get(person.id),
        )  # fmt: skip


def _values(person: Person, kind: str) -> list[str]:
    return sorted({one.value for one in person.identifiers if one.kind == kind})


def _fetch(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())

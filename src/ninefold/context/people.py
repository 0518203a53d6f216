"""Reads of people: one view per person over all their profiles, in a number of statements that never grows."""

from collections.abc import Collection, Iterable
from typing import Any

import msgspec
from django.db import connection

from ninefold.collect.types import EventName
from ninefold.context import view
from ninefold.context.identity import ProfileKind
from ninefold.context.types import Activity, Identifier, Money, Person, TraitWord, freshness
from ninefold.culture import queries as culture
from ninefold.kernel.database import bulk
from ninefold.kernel.errors import NotFound

NAMES_MAX = 1_000
_ID_KINDS = {kind.value for kind in ProfileKind}


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


PERSON_SQL = "SELECT id, person_id FROM context_profile WHERE {profiles}"


def person_ids(profile_ids: Iterable[int]) -> dict[int, int]:
    """The person of each profile that exists."""
    condition, values = bulk.among("id", set(profile_ids))
    return dict(_rows(PERSON_SQL.format(profiles=condition), [values]))


def of_people(person_ids: Iterable[int]) -> tuple[str, Any]:
    """The condition "`profile_id` is one of these people's" and its one parameter.

    For tables that are written for every event: each index of theirs is a page more that the event changes.
    """
    condition, values = bulk.among("person_id", set(person_ids))
    return f"profile_id IN (SELECT id FROM context_profile WHERE {condition})", values


def next_ids(after: int, limit: int) -> list[int]:
    """The ids of the next people after a person id, ascending."""
    rows = _rows("SELECT id FROM context_profile WHERE id = person_id AND id > %s ORDER BY id LIMIT %s", [after, limit])
    return [person_id for (person_id,) in rows]


def ids_between(after: int, up_to: int) -> set[int]:
    """The people of the profiles with these ids."""
    return {row[0] for row in _rows("SELECT person_id FROM context_profile WHERE id > %s AND id <= %s", [after, up_to])}


def profiles_of(person_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """The profile ids of each person, ascending."""
    condition, values = bulk.among("person_id", set(person_ids))
    found: dict[int, list[int]] = {}
    for profile, person_id in _rows(
        f"SELECT id, person_id FROM context_profile WHERE {condition} ORDER BY id", [values]
    ):
        found.setdefault(person_id, []).append(profile)
    return {person_id: tuple(profiles) for person_id, profiles in found.items()}


def kinds_of(person_ids: Iterable[int]) -> dict[int, list[str]]:
    """The kinds of each person's profiles."""
    condition, values = bulk.among("person_id", set(person_ids))
    found: dict[int, list[str]] = {}
    for person_id, kind in _rows(f"SELECT person_id, kind FROM context_profile WHERE {condition}", [values]):
        found.setdefault(person_id, []).append(kind)
    return found


def profile_of(kind: str, value: str) -> int | None:
    """The profile of this identity (kind anonymous, account or claimed), if there is one."""
    rows = _rows("SELECT id FROM context_profile WHERE kind = %s AND value = %s", [kind, value])
    return int(rows[0][0]) if rows else None


def person(profile_id: int) -> Person:
    """The person that this profile belongs to, or NotFound."""
    found = persons([profile_id])
    if profile_id not in found:
        raise NotFound("person_not_found", f"There is no person with profile {profile_id}.")
    return found[profile_id]


def persons(profile_ids: Iterable[int]) -> dict[int, Person]:
    """The person of each profile that exists, keyed by the asked profile id."""
    person_of = person_ids(profile_ids)
    views = _views(set(person_of.values()))
    return {profile: views[person_id] for profile, person_id in person_of.items()}


def by_ids(ids: Iterable[int]) -> list[Person]:
    """The people of these person ids, in that order."""
    wanted = list(ids)
    views = _views(set(wanted))
    return [views[person_id] for person_id in wanted if person_id in views]


def _views(ids: Collection[int]) -> dict[int, Person]:
    if not ids:
        return {}
    profiles = profiles_of(ids)
    traits: dict[int, dict[str, Any]] = {}
    condition, values = bulk.among("person_id", ids)
    for person_id, name, value in _rows(
        f"SELECT person_id, name, value FROM context_trait WHERE is_current AND {condition}", [values]
    ):
        traits.setdefault(person_id, {})[name] = msgspec.json.decode(value)
    since = _known_since(ids)
    identifiers = _identifiers(ids)
    tags = {community.key: community.tag for community in culture.communities()}
    return {
        person_id: view.person(own, traits.get(person_id, {}), identifiers[person_id], since[person_id], tags)
        for person_id, own in profiles.items()
    }


def _known_since(ids: Collection[int]) -> dict[int, int]:
    """When each person was first heard of, by event time; before any event the time their profile was made."""
    condition, values = bulk.among("person_id", ids)
    rows = _rows(
        f"SELECT person_id, MIN(created_at) FROM context_profile WHERE {condition} GROUP BY person_id", [values]
    )
    own, values = of_people(ids)
    acted = _rows(f"SELECT person_id, MIN(first_at) FROM context_activity WHERE {own} GROUP BY person_id", [values])
    return {row[0]: row[1] for row in rows} | {row[0]: row[1] for row in acted}


def _identifiers(ids: Collection[int]) -> dict[int, list[Identifier]]:
    """The identities of each person and the addresses that count for them."""
    condition, values = bulk.among("p.person_id", ids)
    found: dict[int, list[Identifier]] = {}
    for person_id, kind, value, profile, at in _rows(
        f"SELECT p.person_id, p.kind, p.value, p.id, p.created_at FROM context_profile p WHERE {condition}", [values]
    ):
        found.setdefault(person_id, []).append(Identifier(kind, value, profile, at, at))
    known = {person_id for person_id, own in found.items() if any(i.kind == ProfileKind.ACCOUNT for i in own)}
    seen: dict[tuple[int, str, str, int], tuple[int, tuple[int, str]]] = {}
    for person_id, kind, value, profile, verified, first, last, written in _rows(
        "SELECT p.person_id, i.kind, i.value, i.profile_id, i.is_verified, i.first_seen_at, i.last_seen_at, i.written"
        f" FROM context_profile p JOIN context_identifier i ON i.profile_id = p.id WHERE {condition}",
        [values],
    ):
        if verified or person_id not in known:
            key = (person_id, kind, value, profile)
            before = seen.get(key, (first, (last, written)))
            seen[key] = (min(before[0], first), max(before[1], (last, written)))
    for (person_id, kind, value, profile), (first, (last, written)) in seen.items():
        found[person_id].append(Identifier(kind, written or value, profile, first, last))
    return found


def addresses(ids: Collection[int], kind: str) -> dict[int, str]:
    """The address of a kind that each person is reached at, of those who have one."""
    newest: dict[int, Identifier] = {}
    for person_id, own in _identifiers(ids).items():
        for identifier in own:
            if identifier.kind == kind:
                newest[person_id] = max(newest.get(person_id, identifier), identifier, key=freshness)
    return {person_id: identifier.value for person_id, identifier in newest.items()}


def moneys(name: str) -> list[str]:
    """The currencies that events of this name have named, ordered."""
    found = _rows("SELECT DISTINCT currency FROM context_revenue WHERE name = %s AND currency <> ''", [name])
    return sorted(code for (code,) in found)


def fullest() -> int | None:
    """The known person who did the most different things, then the most of them; None where nobody did any."""
    found = _rows(
        "SELECT person_id FROM context_activity a WHERE EXISTS"
        " (SELECT 1 FROM context_profile p WHERE p.person_id = a.person_id AND p.kind = 'account')"
        " GROUP BY person_id ORDER BY COUNT(DISTINCT name) DESC, SUM(count) DESC, person_id LIMIT 1",
        [],
    )
    return int(found[0][0]) if found else None


def activities(person_id: int) -> list[Activity]:
    """What the person did, summed over their profiles, latest first."""
    own, values = of_people([person_id])
    worth: dict[str, dict[str, int]] = {}
    for name, currency, minor in _rows(
        f"SELECT name, currency, CAST(SUM(sum_minor) AS BIGINT) FROM context_revenue WHERE {own}"
        " GROUP BY name, currency ORDER BY name, currency",
        [values],
    ):
        worth.setdefault(name, {})[currency] = minor
    return [
        Activity(name, count, first_at, last_at, worth.get(name, {}))
        for name, count, first_at, last_at in _rows(
            "SELECT name, CAST(SUM(count) AS BIGINT), MIN(first_at), MAX(last_at)"
            f" FROM context_activity WHERE {own} GROUP BY name ORDER BY MAX(last_at) DESC, name",
            [values],
        )
    ]


def money(person_id: int, event_name: str = EventName.ORDER_COMPLETED) -> Money:
    """Recency, frequency, money of a person by one event; all zero when there was none."""
    found = [activity for activity in activities(person_id) if activity.name == event_name]
    return Money(found[0].last_at, found[0].count, found[0].money) if found else Money(0, 0, {})


def trait_words(person_id: int) -> list[TraitWord]:
    """Every value that a profile of the person has for a trait, with where it comes from."""
    rows = _rows(
        "SELECT name, value, profile_id, occurred_at, message_id, source_id, is_verified, is_current"
        " FROM context_trait WHERE person_id = %s ORDER BY name, occurred_at DESC, id",
        [person_id],
    )
    return [
        TraitWord(row[0], msgspec.json.decode(row[1]), row[2], row[3], row[4], row[5], bool(row[6]), bool(row[7]))
        for row in rows
    ]


def trait_names() -> list[str]:
    """The names of all traits that hold for somebody, by loose index scan, as many traits as there are."""
    rows = _rows(
        "WITH RECURSIVE names(name) AS (SELECT min(name) FROM context_trait WHERE is_current UNION ALL"
        " SELECT (SELECT min(t.name) FROM context_trait t WHERE t.is_current AND t.name > names.name) FROM names"
        f" WHERE names.name IS NOT NULL) SELECT name FROM names WHERE name IS NOT NULL LIMIT {NAMES_MAX:d}",
        [],
    )
    return [name for (name,) in rows]

"""Keeps the derived columns right: the person id that rows carry for searching, and which trait holds for a person.

A trait of a browser counts only while nobody knows the person: known is who has an account.
"""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import connection

from ninefold.context import moves
from ninefold.kernel.database import bulk

_TABLES = (
    ("context_profile", "id"),
    ("context_trait", "profile_id"),
    ("context_activity", "profile_id"),
    ("context_consent", "profile_id"),
    ("context_membership", "profile_id"),
)


def exact(column: str) -> str:
    """The text column ordered by code points on both databases, as Python orders text."""
    return f'{column} COLLATE "C"' if connection.vendor == "postgresql" else column


def small(column: str) -> str:
    """The same in small letters, plain ones alone, so that both databases agree."""
    return f"lower({exact(column)})"


def move(person_of: Mapping[int, int]) -> None:
    """Give profiles, and the rows that carry their person's id, another person."""
    if not person_of:
        return
    moves.note(person_of)
    with connection.cursor() as cursor:
        for table, column in _TABLES:
            if connection.vendor == "sqlite":
                rows = [(person, profile) for profile, person in person_of.items()]
                cursor.executemany(f"UPDATE {table} SET person_id = %s WHERE {column} = %s", rows)
            else:
                cursor.execute(
                    f"UPDATE {table} SET person_id = moved.person"
                    " FROM unnest(%s::bigint[], %s::bigint[]) AS moved (profile, person)"
                    f" WHERE {column} = moved.profile",
                    [list(person_of), list(person_of.values())],
                )


def settle(person_ids: Collection[int], names: Collection[str] | None = None) -> None:
    """Mark the traits that hold for these people (of these names, or all): of those that count, the newest.

    Ties go to the greater message id, then the greater value, so that order of arrival never matters.
    """
    if not person_ids:
        return
    people, ids = bulk.among("t.person_id", person_ids)
    where, parameters = people, [ids, ids]
    if names is not None:
        named, values = bulk.among("t.name", names, "text")
        where, parameters = f"{people} AND {named}", [ids, ids, values]
    wrong = [row[0] for row in _wrong(where, people.replace("t.", "k."), parameters)]
    if wrong:
        condition, values = bulk.among("id", wrong)
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE context_trait SET is_current = NOT is_current WHERE {condition}", [values])


def _wrong(where: str, known: str, parameters: list[Any]) -> list[tuple[int]]:
    """The rows whose mark is not what it should be. One statement reads, another writes by id: so both use indexes."""
    newest = f"occurred_at DESC, {exact('message_id')} DESC, {exact('value')} DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT id FROM (
                SELECT id, is_current, counts AND 1 = ROW_NUMBER() OVER (
                    PARTITION BY person_id, name ORDER BY counts DESC, {newest}
                ) AS holds
                FROM (
                    SELECT t.*, t.is_verified OR known.person_id IS NULL AS counts
                    FROM context_trait t LEFT JOIN (
                        SELECT DISTINCT k.person_id FROM context_profile k WHERE {known} AND k.kind = 'account'
                    ) AS known ON known.person_id = t.person_id
                    WHERE {where}
                ) AS counted
            ) AS ranked WHERE is_current <> holds""",
            parameters,
        )
        return list(cursor.fetchall())

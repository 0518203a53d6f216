"""Keeps the derived columns right: the person id that rows carry for searching, and which trait holds for a person.

A trait of a browser counts only while nobody knows the person: known is who has an account.
"""

from collections.abc import Collection, Mapping

from django.db import connection

from ninefold.kernel.database import bulk

_TABLES = (("context_profile", "id"), ("context_trait", "profile_id"), ("context_activity", "profile_id"))


def exact(column: str) -> str:
    """The text column ordered by code points on both databases, as Python orders text."""
    return f'{column} COLLATE "C"' if connection.vendor == "postgresql" else column


def move(person_of: Mapping[int, int]) -> None:
    """Give profiles, and the rows that carry their person's id, another person."""
    if not person_of:
        return
    rows = [(person, profile) for profile, person in person_of.items()]
    with connection.cursor() as cursor:
        for table, column in _TABLES:
            cursor.executemany(f"UPDATE {table} SET person_id = %s WHERE {column} = %s", rows)


def settle(person_ids: Collection[int]) -> None:
    """Mark for these people the traits that hold: of those that count, the newest by event time.

    Ties go to the greater message id, then the greater value, so that order of arrival never matters.
    """
    if not person_ids:
        return
    people, values = bulk.among("t.person_id", person_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE context_trait SET is_current = NOT is_current WHERE id IN (
                SELECT id FROM (
                    SELECT id, is_current,
                        counts AND 1 = ROW_NUMBER() OVER (
                            PARTITION BY person_id, name
                            ORDER BY counts DESC, occurred_at DESC, {exact("message_id")} DESC, {exact("value")} DESC
                        ) AS holds
                    FROM (
                        SELECT t.*, t.is_verified OR NOT EXISTS (
                            SELECT 1 FROM context_profile p WHERE p.person_id = t.person_id AND p.kind = 'account'
                        ) AS counts
                        FROM context_trait t WHERE {people}
                    ) AS counted
                ) AS ranked WHERE is_current <> holds
            )""",
            [values],
        )

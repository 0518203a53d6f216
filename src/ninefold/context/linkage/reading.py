"""Reads of what joined people or did not."""

from typing import Any

from django.db import connection

from ninefold.context import components
from ninefold.context.types import Identifier, Join

_JOINS = (
    "SELECT e.kind, e.occurred_at, e.message_id, e.refused, e.address,"
    " l.kind, l.value, l.id, l.created_at, r.kind, r.value, r.id, r.created_at,"
    " e.address <> '' AND EXISTS (SELECT 1 FROM context_identifier i WHERE i.profile_id IN (e.left_id, e.right_id)"
    " AND i.kind = e.kind AND i.value = e.address AND i.is_proved) FROM context_evidence e"
    " JOIN context_profile l ON l.id = e.left_id JOIN context_profile r ON r.id = e.right_id"
)


def joins(person_id: int) -> list[Join]:
    """All evidence that touches the person's profiles, joined or refused, in the order of event time."""
    where = "WHERE l.person_id = %s OR r.person_id = %s ORDER BY e.occurred_at, e.id"
    return _joins(where, [person_id, person_id])


def refused_joins(*, limit: int) -> list[Join]:
    """What did not join, the newest first, but for what browsers claimed of known people."""
    shown = ", ".join(f"'{one.value}'" for one in components.Refusal if one is not components.Refusal.UNVERIFIED)
    where = f"WHERE e.refused IN ({shown})"
    return _joins(f"{where} ORDER BY e.id DESC LIMIT {limit:d}", [])


def refusal_counts() -> dict[str, int]:
    """How much evidence did not join, by the sentence that says why, the most frequent first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT refused, COUNT(*) FROM context_evidence WHERE refused <> '' GROUP BY refused ORDER BY 2 DESC, 1"
        )
        return {components.SENTENCES[components.Refusal(code)]: count for code, count in cursor.fetchall()}


def _joins(where: str, parameters: list[Any]) -> list[Join]:
    with connection.cursor() as cursor:
        cursor.execute(f"{_JOINS} {where}", parameters)
        return [
            Join(
                left=Identifier(*row[5:9]),
                right=Identifier(*row[9:13]),
                evidence=row[0],
                occurred_at=row[1],
                event_message_id=row[2],
                refused=components.SENTENCES[components.Refusal(row[3])] if row[3] else "",
                address=row[4],
                is_proved=bool(row[13]),
            )
            for row in cursor.fetchall()
        ]

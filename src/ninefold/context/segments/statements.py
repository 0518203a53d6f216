"""What the parts of a condition are made of: statements over person ids."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ninefold.collect.deeds import Amount, deeds_sql

DAY_US = 86_400_000_000
EVERYONE = "SELECT id AS person_id FROM context_profile WHERE id = person_id"


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT of the column person_id, each person once, with its parameters; whether it is joined of several."""

    sql: str
    parameters: tuple[Any, ...] = ()
    is_joined: bool = False


def combined(operator: str, statements: Sequence[Statement]) -> Statement:
    """Sets joined from left to right; a joined one is selected from, as SQLite has no brackets around sets."""
    if len(statements) == 1:
        return statements[0]
    sql = operator.join(
        f"SELECT person_id FROM ({statement.sql}) AS part" if statement.is_joined else statement.sql
        for statement in statements
    )
    return Statement(sql, tuple(p for statement in statements for p in statement.parameters), is_joined=True)


def deeds(event: str, since: int, amount: Amount | None = None) -> Statement:
    """The person and the moment of each time somebody did this from `since` on, with its amount if asked for."""
    done, values = deeds_sql(name=event, since=since, amount=amount)
    columns = "p.person_id, e.occurred_at" + (", e.millionths" if amount else "")
    return Statement(f"SELECT {columns} FROM ({done}) e JOIN context_profile p ON p.id = e.profile_id", values)

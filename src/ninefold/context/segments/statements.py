"""What the parts of a condition are made of: statements over person ids, of everyone or of few people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ninefold.collect.deeds import Amount, deeds_sql
from ninefold.kernel.database import bulk

DAY_US = 86_400_000_000
EVERYONE = "SELECT id AS person_id FROM context_profile WHERE id = person_id"


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT of the column person_id, each person once, with its parameters; whether it is joined of several."""

    sql: str
    parameters: tuple[Any, ...] = ()
    is_joined: bool = False


@dataclass(frozen=True, slots=True)
class Asking:
    """The moment asked about (us), and the people asked about: None for everyone."""

    now: int
    scope: Collection[int] | None

    def of(self, column: str) -> Statement:
        """What a statement adds so as to speak of these people only."""
        if self.scope is None:
            return Statement("")
        among, ids = bulk.among(column, self.scope)
        return Statement(f" AND {among}", (ids,))

    def by(self, column: str) -> str:
        """A column to filter by; of few people SQLite must not search by it: it would go through all who have it."""
        return f"+{column}" if self.scope is not None and connection.vendor == "sqlite" else column


def everyone(asking: Asking | None = None) -> Statement:
    """All people asked about."""
    own = asking.of("id") if asking else Statement("")
    return Statement(EVERYONE + own.sql, own.parameters)


def combined(operator: str, statements: Sequence[Statement]) -> Statement:
    """Sets joined from left to right; a joined one is selected from, as SQLite has no brackets around sets."""
    if len(statements) == 1:
        return statements[0]
    sql = operator.join(
        f"SELECT person_id FROM ({statement.sql}) AS part" if statement.is_joined else statement.sql
        for statement in statements
    )
    return Statement(sql, tuple(p for statement in statements for p in statement.parameters), is_joined=True)


def deeds(event: str, since: int, asking: Asking, amount: Amount | None = None) -> Statement:
    """The person and the moment of each time somebody did this from `since` on, with its amount if that is asked for.

    CROSS JOIN keeps SQLite to this order: from few people to what they did; else it may go through all who did it.
    """
    own = asking.of("p.person_id")
    done, values = deeds_sql(name=event, since=since, is_of_few=asking.scope is not None, amount=amount)
    tables = f"context_profile p CROSS JOIN ({done}) e" if own.sql else f"({done}) e JOIN context_profile p ON TRUE"
    columns = "p.person_id, e.occurred_at" + (", e.millionths" if amount else "")
    return Statement(f"SELECT {columns} FROM {tables} WHERE p.id = e.profile_id{own.sql}", (*values, *own.parameters))

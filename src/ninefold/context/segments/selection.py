"""Turns a condition into one statement of set algebra over person ids, the same on both databases.

Each part is a SELECT of person ids; all, any and not are INTERSECT (or IN), UNION and EXCEPT, which both databases do
by sorting or hashing, never by rows times rows. Counts of all time come from the activity counters; counts within days
from the event table itself (`collect_event`), for which the counters of the last time are enough when one will do.

Asked of a few people only (`scope`), every part is asked of them alone, so that it costs what they are, not what all
people are.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ninefold.collect import queries as collect
from ninefold.context import consents, current, sayings
from ninefold.context.segments.conditions import (
    All,
    AnyOf,
    Condition,
    ConsentIs,
    Happened,
    InCommunity,
    Not,
    Scalar,
    TraitBetween,
    TraitExists,
    TraitIs,
)
from ninefold.context.types import ConsentStatus
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
class _Asking:
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


def select(condition: Condition, now: int, scope: Collection[int] | None = None) -> Statement:
    """The people for whom the condition holds at `now` (us), of everyone or of these person ids."""
    return _select(condition, _Asking(now, scope))


def everyone() -> Statement:
    """All people."""
    return Statement(EVERYONE)


def _select(condition: Condition, asking: _Asking) -> Statement:  # noqa: PLR0911  # one for each kind of part
    match condition:
        case All(parts):
            return _all(parts, asking)
        case AnyOf(parts):
            return _combined(" UNION ", [_select(part, asking) for part in parts])
        case Not(Not(part)):
            return _select(part, asking)
        case Not(part):
            return _combined(" EXCEPT ", [_everyone(asking), _select(part, asking)])
        case Happened():
            return _happened(condition, asking)
        case ConsentIs():
            return _consent(condition, asking)
        case InCommunity(key):
            return _trait_is("community", (key,), asking)
        case TraitIs(name, values):
            return _trait_is(name, values, asking)
        case TraitBetween():
            return _between(condition, asking)
        case TraitExists(name):
            return _having(name, asking, "value <> 'null'")


def _everyone(asking: _Asking) -> Statement:
    own = asking.of("id")
    return Statement(EVERYONE + own.sql, own.parameters)


def _combined(operator: str, statements: Sequence[Statement]) -> Statement:
    """Sets joined from left to right; a joined one is selected from, as SQLite has no brackets around sets."""
    if len(statements) == 1:
        return statements[0]
    sql = operator.join(
        f"SELECT person_id FROM ({statement.sql}) AS part" if statement.is_joined else statement.sql
        for statement in statements
    )
    return Statement(sql, tuple(p for statement in statements for p in statement.parameters), is_joined=True)


def _all(parts: Sequence[Condition], asking: _Asking) -> Statement:
    """What every part has, less what the negated parts have: only then must nobody be listed in full."""
    lapsed, rest = _lapsed(parts, asking)
    held = lapsed + [_select(part, asking) for part in sorted(rest, key=_breadth) if not isinstance(part, Not)]
    less = [_select(part.part, asking) for part in rest if isinstance(part, Not)]
    return _combined(" EXCEPT ", [_intersection(held or [_everyone(asking)]), *less])


def _breadth(part: Condition) -> int:
    """Parts that few people have come first, as far as the kind of part tells."""
    return 0 if isinstance(part, TraitIs | InCommunity) else 2 if isinstance(part, TraitBetween | TraitExists) else 1


def _intersection(held: Sequence[Statement]) -> Statement:
    """Those of the first whom all others have.

    SQLite walks the first and looks the others up. PostgreSQL intersects sets: asked with IN, a planner that knows a
    table badly, as just after an import, would go through one set for every row of the other.
    """
    first, *rest = held
    if not rest or connection.vendor == "postgresql":
        return _combined(" INTERSECT ", held)
    also = " AND ".join(f"person_id IN ({statement.sql})" for statement in rest)
    parameters = tuple(p for statement in held for p in statement.parameters)
    return Statement(f"SELECT person_id FROM ({first.sql}) AS part WHERE {also}", parameters)


def _lapsed(parts: Sequence[Condition], asking: _Asking) -> tuple[list[Statement], list[Condition]]:
    """Pairs such as "twice, but not lately" of one deed in one pass over its counters, and the parts that remain."""
    found, rest = [], list(parts)
    for part in parts:
        match part:
            case Not(Happened(event, 1, None, days)) if days:
                counts = [
                    c for c in rest if isinstance(c, Happened) and c.event == event and c.low and not c.within_days
                ]
                if counts and part in rest:
                    rest.remove(part)
                    rest.remove(counts[0])
                    found.append(_ever(counts[0], asking, " AND MAX(last_at) < %s", (asking.now - days * DAY_US,)))
    return found, rest


def _having(name: str, asking: _Asking, more: str, values: Sequence[Any] = ()) -> Statement:
    """Those whose trait of this name, as it holds for them, meets what `more` says."""
    own = asking.of("person_id")
    sql = f"SELECT person_id FROM context_trait WHERE is_current AND {asking.by('name')} = %s AND {more}{own.sql}"
    return Statement(sql, (name, *values, *own.parameters))


def _trait_is(name: str, values: Sequence[Scalar], asking: _Asking) -> Statement:
    texts = sorted({word for value in values if (word := sayings.word(value)) is not None})
    numbers = sorted({number for value in values if (number := sayings.number(value)) is not None})
    found = []
    if texts:
        found.append(_having(name, asking, f"word IN ({_marks(texts)})", texts))
    if numbers:
        found.append(_having(name, asking, f"number IS NOT NULL AND number IN ({_marks(numbers)})", numbers))
    return _combined(" UNION ", found)


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _between(condition: TraitBetween, asking: _Asking) -> Statement:
    low, high = condition.low, condition.high
    if not (isinstance(low, str) or isinstance(high, str)):
        bounds: tuple[Any, ...] = (float("-inf") if low is None else low, float("inf") if high is None else high)
        return _having(condition.name, asking, "number >= %s AND number <= %s AND number IS NOT NULL", bounds)
    # Words that are texts begin with a quote; so do the bounds, and what follows a quote in order is no text.
    word = current.exact("word")
    bounds = (sayings.word(low or ""), "#" if high is None else sayings.word(high))
    return _having(condition.name, asking, f"{word} >= %s AND {word} {'<' if high is None else '<='} %s", bounds)


def _happened(condition: Happened, asking: _Asking) -> Statement:
    if condition.low == 0:
        if condition.high is None:
            return _everyone(asking)
        more = Happened(condition.event, condition.high + 1, None, condition.within_days)
        return _select(Not(more), asking)
    since = asking.now - condition.within_days * DAY_US
    if condition.low == 1 and condition.high is None:
        own = asking.of("person_id")
        sql = f"SELECT DISTINCT person_id FROM context_activity WHERE name = %s{own.sql}"
        if condition.within_days:
            return Statement(f"{sql} AND last_at >= %s", (condition.event, *own.parameters, since))
        return Statement(sql, (condition.event, *own.parameters))
    return _counted_since(condition, since, asking) if condition.within_days else _ever(condition, asking)


def _ever(condition: Happened, asking: _Asking, more: str = "", parameters: tuple[int, ...] = ()) -> Statement:
    """Counts of all time, and what else must hold of the counters of the same deed."""
    bounds, limits = _bounds("SUM(count)", condition)
    own = asking.of("person_id")
    sql = f"SELECT person_id FROM context_activity WHERE name = %s{own.sql} GROUP BY person_id HAVING {bounds}{more}"
    return Statement(sql, (condition.event, *own.parameters, *limits, *parameters))


def _bounds(counted: str, condition: Happened) -> tuple[str, tuple[int, ...]]:
    if condition.high is None:
        return f"{counted} >= %s", (condition.low,)
    return f"{counted} BETWEEN %s AND %s", (condition.low, condition.high)


def _counted_since(condition: Happened, since: int, asking: _Asking) -> Statement:
    """Counts from the log of events itself."""
    bounds, limits = _bounds("COUNT(*)", condition)
    deeds = _deeds(condition.event, since, asking)
    sql = f"SELECT person_id FROM ({deeds.sql}) AS deed GROUP BY person_id HAVING {bounds}"
    return Statement(sql, (*deeds.parameters, *limits))


def _deeds(event: str, since: int, asking: _Asking) -> Statement:
    """The person and the moment of each time somebody did this from `since` on.

    CROSS JOIN keeps SQLite to this order: from few people to what they did; else it may go through all who did it.
    """
    own = asking.of("p.person_id")
    deeds, values = collect.deeds_sql(name=event, since=since, is_of_few=asking.scope is not None)
    tables = f"context_profile p CROSS JOIN ({deeds}) e" if own.sql else f"({deeds}) e JOIN context_profile p ON TRUE"
    sql = f"SELECT p.person_id, e.occurred_at FROM {tables} WHERE p.id = e.profile_id{own.sql}"
    return Statement(sql, (*values, *own.parameters))


def _consent(condition: ConsentIs, asking: _Asking) -> Statement:
    """The newest word decides, of the person or of somebody who withdrew for the address they are reached at."""
    if asking.scope is not None:
        return _consent_of_few(condition, asking.scope)
    said = consents.spoken(condition.purpose, condition.channel)
    others = [Statement(said.others, said.others_parameters)] if said.others else []
    if condition.status is ConsentStatus.NONE:
        anyone = Statement(f"SELECT person_id FROM ({said.own}) AS own", said.own_parameters)
        return _combined(" EXCEPT ", [Statement(EVERYONE), anyone, *others])
    rest = 0 if condition.status is ConsentStatus.GRANTED else 1
    own = Statement(f"SELECT person_id FROM ({said.own}) AS own WHERE word %% 2 = {rest}", said.own_parameters)
    return _combined(" UNION " if rest else " EXCEPT ", [own, *others])


def _consent_of_few(condition: ConsentIs, scope: Collection[int]) -> Statement:
    """The words of a few people are read, and those of others at their addresses: sooner than everyone's."""
    states = consents.consent_states(scope, condition.purpose, condition.channel)
    among, ids = bulk.among("id", [person for person, state in states.items() if state is condition.status])
    return Statement(f"{EVERYONE} AND {among}", (ids,))

"""Turns a condition into one statement of set algebra over person ids, the same on both databases.

Each part is a SELECT of person ids; all, any and not are INTERSECT (or IN), UNION and EXCEPT, which both databases do
by sorting or hashing, never by rows times rows. Counts of all time come from the activity counters; counts within days
from the event table itself (`collect_event`), for which the counters of the last time are enough when one will do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from ninefold.collect import queries as collect
from ninefold.context import consents, current, sayings
from ninefold.context.conditions import (
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

DAY_US = 86_400_000_000
EVERYONE = "SELECT id AS person_id FROM context_profile WHERE id = person_id"
_TRAIT = "SELECT person_id FROM context_trait WHERE is_current AND name = %s"
_ACTIVITY = "FROM context_activity WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT of the column person_id, each person once, with its parameters; whether it is joined of several."""

    sql: str
    parameters: tuple[Any, ...] = ()
    is_joined: bool = False


def select(condition: Condition, now: int) -> Statement:  # noqa: PLR0911  # one for each kind of part
    """The people for whom the condition holds at `now` (us)."""
    match condition:
        case All(parts):
            return _all(parts, now)
        case AnyOf(parts):
            return _combined(" UNION ", [select(part, now) for part in parts])
        case Not(Not(part)):
            return select(part, now)
        case Not(part):
            return _combined(" EXCEPT ", [Statement(EVERYONE), select(part, now)])
        case Happened():
            return _happened(condition, now)
        case ConsentIs():
            return _consent(condition)
        case InCommunity(key):
            return _trait_is("community", (key,))
        case TraitIs(name, values):
            return _trait_is(name, values)
        case TraitBetween():
            return _between(condition)
        case TraitExists(name):
            return Statement(f"{_TRAIT} AND value <> 'null'", (name,))


def _combined(operator: str, statements: Sequence[Statement]) -> Statement:
    """Sets joined from left to right; a joined one is selected from, as SQLite has no brackets around sets."""
    if len(statements) == 1:
        return statements[0]
    sql = operator.join(
        f"SELECT person_id FROM ({statement.sql}) AS part" if statement.is_joined else statement.sql
        for statement in statements
    )
    return Statement(sql, tuple(p for statement in statements for p in statement.parameters), is_joined=True)


def _all(parts: Sequence[Condition], now: int) -> Statement:
    """What every part has, less what the negated parts have: only then must nobody be listed in full."""
    lapsed, rest = _lapsed(parts, now)
    held = lapsed + [select(part, now) for part in sorted(rest, key=_breadth) if not isinstance(part, Not)]
    less = [select(part.part, now) for part in rest if isinstance(part, Not)]
    return _combined(" EXCEPT ", [_intersection(held or [Statement(EVERYONE)]), *less])


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


def _lapsed(parts: Sequence[Condition], now: int) -> tuple[list[Statement], list[Condition]]:
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
                    found.append(_ever(counts[0], " AND MAX(last_at) < %s", (now - days * DAY_US,)))
    return found, rest


def _trait_is(name: str, values: Sequence[Scalar]) -> Statement:
    texts = sorted({word for value in values if (word := sayings.word(value)) is not None})
    numbers = sorted({number for value in values if (number := sayings.number(value)) is not None})
    found = []
    if texts:
        found.append(Statement(f"{_TRAIT} AND word IN ({_marks(texts)})", (name, *texts)))
    if numbers:
        sql = f"{_TRAIT} AND number IS NOT NULL AND number IN ({_marks(numbers)})"
        found.append(Statement(sql, (name, *numbers)))
    return _combined(" UNION ", found)


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _between(condition: TraitBetween) -> Statement:
    low, high = condition.low, condition.high
    is_text = isinstance(low, str) or isinstance(high, str)
    column = current.exact("word") if is_text else "number"
    # Words that are texts begin with a quote; so do the bounds, and what follows a quote in order is no text.
    sql = f"{_TRAIT} AND {column} >= %s AND {column} " + ("< %s" if is_text and high is None else "<= %s")
    if is_text:
        bounds: tuple[Any, ...] = (sayings.word(low or ""), "#" if high is None else sayings.word(high))
    else:
        bounds = (float("-inf") if low is None else low, float("inf") if high is None else high)
        sql += " AND number IS NOT NULL"
    return Statement(sql, (condition.name, *bounds))


def _happened(condition: Happened, now: int) -> Statement:
    if condition.low == 0:
        if condition.high is None:
            return Statement(EVERYONE)
        more = Happened(condition.event, condition.high + 1, None, condition.within_days)
        return select(Not(more), now)
    since = now - condition.within_days * DAY_US
    if condition.low == 1 and condition.high is None:
        if condition.within_days:
            return Statement(f"SELECT DISTINCT person_id {_ACTIVITY} AND last_at >= %s", (condition.event, since))
        return Statement(f"SELECT DISTINCT person_id {_ACTIVITY}", (condition.event,))
    return _counted_since(condition, since) if condition.within_days else _ever(condition)


def _ever(condition: Happened, more: str = "", parameters: tuple[int, ...] = ()) -> Statement:
    """Counts of all time, and what else must hold of the counters of the same deed."""
    bounds, limits = _bounds("SUM(count)", condition)
    sql = f"SELECT person_id {_ACTIVITY} GROUP BY person_id HAVING {bounds}{more}"
    return Statement(sql, (condition.event, *limits, *parameters))


def _bounds(counted: str, condition: Happened) -> tuple[str, tuple[int, ...]]:
    if condition.high is None:
        return f"{counted} >= %s", (condition.low,)
    return f"{counted} BETWEEN %s AND %s", (condition.low, condition.high)


def _counted_since(condition: Happened, since: int) -> Statement:
    """Counts from the log of events itself."""
    bounds, limits = _bounds("COUNT(*)", condition)
    deeds, values = collect.deeds_sql(name=condition.event, since=since)
    return Statement(
        f"SELECT p.person_id FROM ({deeds}) deed JOIN context_profile p ON p.id = deed.profile_id"
        f" GROUP BY p.person_id HAVING {bounds}",
        (*values, *limits),
    )


def _consent(condition: ConsentIs) -> Statement:
    """The newest word decides, of the person or of somebody who withdrew for the address they are reached at."""
    said = consents.spoken(condition.purpose, condition.channel)
    others = [Statement(said.others, said.others_parameters)] if said.others else []
    if condition.status is ConsentStatus.NONE:
        anyone = Statement(f"SELECT person_id FROM ({said.own}) AS own", said.own_parameters)
        return _combined(" EXCEPT ", [Statement(EVERYONE), anyone, *others])
    rest = 0 if condition.status is ConsentStatus.GRANTED else 1
    own = Statement(f"SELECT person_id FROM ({said.own}) AS own WHERE word %% 2 = {rest}", said.own_parameters)
    return _combined(" UNION " if rest else " EXCEPT ", [own, *others])

"""Turns a condition into one statement of set algebra over person ids, the same on both databases.

Each part is a SELECT of person ids; all, any and not are INTERSECT, UNION and EXCEPT, which both databases do by
sorting or hashing, never by rows times rows. Counts of all time come from the activity counters; counts within days
from the event table itself (`collect_event`), for which the counters of the last time are enough when one will do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ninefold.context import current, words
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
from ninefold.context.consents import people_with_words
from ninefold.context.types import ConsentStatus

DAY_US = 86_400_000_000
EVERYONE = "SELECT id AS person_id FROM context_profile WHERE id = person_id"
_TRAIT = "SELECT person_id FROM context_trait WHERE is_current AND name = %s"
_ACTIVITY = "FROM context_activity WHERE name = %s"


@dataclass(frozen=True, slots=True)
class Statement:
    """A SELECT of the column person_id, each person once, with its parameters."""

    sql: str
    parameters: tuple[Any, ...] = ()


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
    """Sets joined from left to right; each stands in a SELECT of its own, as SQLite knows no brackets around sets."""
    if len(statements) == 1:
        return statements[0]
    sql = operator.join(f"SELECT person_id FROM ({statement.sql}) AS part" for statement in statements)
    return Statement(sql, tuple(p for statement in statements for p in statement.parameters))


def _all(parts: Sequence[Condition], now: int) -> Statement:
    """What every part has, less what the negated parts have: only then must nobody be listed in full."""
    held = [select(part, now) for part in parts if not isinstance(part, Not)] or [Statement(EVERYONE)]
    less = [select(part.part, now) for part in parts if isinstance(part, Not)]
    return _combined(" EXCEPT ", [_combined(" INTERSECT ", held), *less])


def _trait_is(name: str, values: Sequence[Scalar]) -> Statement:
    texts = sorted({word for value in values if (word := words.word(value)) is not None})
    numbers = sorted({number for value in values if (number := words.number(value)) is not None})
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
        bounds: tuple[Any, ...] = (words.word(low or ""), "#" if high is None else words.word(high))
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
    limits = (condition.low,) if condition.high is None else (condition.low, condition.high)
    bounds = "{0} >= %s" if condition.high is None else "{0} BETWEEN %s AND %s"
    if not condition.within_days:
        sql = f"SELECT person_id {_ACTIVITY} GROUP BY person_id HAVING {bounds.format('SUM(count)')}"
        return Statement(sql, (condition.event, *limits))
    return _counted_since(condition.event, since, bounds.format("COUNT(*)"), limits)


def _counted_since(event: str, since: int, bounds: str, limits: tuple[int, ...]) -> Statement:
    """Counts from the event table itself; bots are not people."""
    where, named = ("e.kind = %s", event[1:]) if event.startswith("$") else ("e.kind = 'track' AND e.name = %s", event)
    return Statement(
        "SELECT p.person_id FROM collect_event e JOIN context_profile p ON p.id = e.profile_id"
        f" WHERE {where} AND e.occurred_at >= %s AND NOT e.is_bot GROUP BY p.person_id HAVING {bounds}",
        (named, since, *limits),
    )


def _consent(condition: ConsentIs) -> Statement:
    """The newest word decides; a moment counts twice and a withdrawal one more, so that it wins a tie."""
    spoken, parameters = people_with_words(condition.purpose, condition.channel)
    if condition.status is ConsentStatus.NONE:
        anyone = Statement(f"SELECT DISTINCT person_id FROM ({spoken}) AS spoken", parameters)
        return _combined(" EXCEPT ", [Statement(EVERYONE), anyone])
    rest = 0 if condition.status is ConsentStatus.GRANTED else 1
    sql = f"SELECT person_id FROM ({spoken}) AS spoken GROUP BY person_id HAVING MAX(word) %% 2 = {rest}"
    return Statement(sql, parameters)

"""Turns a condition into one statement of set algebra over person ids, the same on both databases.

Each part is a SELECT of person ids; all, any and not are INTERSECT (or IN), UNION and EXCEPT, which both databases do
by sorting or hashing, never by rows times rows.

Asked of a few people only (`scope`), every part is asked of them alone, so that it costs what they are, not what all
people are.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db import connection

from ninefold.context import consents, current, sayings
from ninefold.context.segments import behaviour, sampling
from ninefold.context.segments.known import COMMUNITY
from ninefold.context.segments.parts import (
    All,
    AnyOf,
    Began,
    Condition,
    ConsentIs,
    Ended,
    Followed,
    Happened,
    InCommunity,
    InSegment,
    Not,
    Sampled,
    Scalar,
    Summed,
    TraitBetween,
    TraitExists,
    TraitIs,
)
from ninefold.context.segments.statements import DAY_US, EVERYONE, Statement, combined
from ninefold.context.types import ConsentStatus


def select(condition: Condition, now: int) -> Statement:
    """The people for whom the condition holds at `now` (us)."""
    match condition:
        case All(parts):
            return _all(parts, now)
        case AnyOf(parts):
            return combined(" UNION ", [select(part, now) for part in parts])
        case Not(Not(part)):
            return select(part, now)
        case Not(part):
            return combined(" EXCEPT ", [Statement(EVERYONE), select(part, now)])
        case InSegment(_, _, part):
            assert part is not None, "a segment within is looked up before anybody is selected"
            return select(part, now)
    return _leaf(condition, now)


def _leaf(condition: Condition, now: int) -> Statement:  # noqa: PLR0911  # one for each kind of part
    match condition:
        case Happened(low=0):
            return _at_most(condition, now)
        case Sampled():
            return Statement(sampling.sampled_sql(condition, EVERYONE))
        case ConsentIs():
            return _consent(condition)
        case InCommunity(key):
            return _trait_is(COMMUNITY, (key,))
        case TraitIs(name, values):
            return _trait_is(name, values)
        case TraitBetween():
            return _between(condition)
        case TraitExists(name):
            return _having(name, "value <> 'null'")
        case Happened() | Summed() | Began() | Ended() | Followed():
            return behaviour.select(condition, now)
    raise AssertionError(condition)


def _all(parts: Sequence[Condition], now: int) -> Statement:
    """What every part has, less what the negated parts have: only then must nobody be listed in full."""
    lapsed, rest = _lapsed(parts, now)
    held = lapsed + [select(part, now) for part in sorted(rest, key=_breadth) if not isinstance(part, Not)]
    less = [select(part.part, now) for part in rest if isinstance(part, Not)]
    return combined(" EXCEPT ", [_intersection(held or [Statement(EVERYONE)]), *less])


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
        return combined(" INTERSECT ", held)
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
                    found.append(behaviour.ever(counts[0], now, " AND MAX(last_at) < %s", (now - days * DAY_US,)))
    return found, rest


def _having(name: str, more: str, values: Sequence[Any] = ()) -> Statement:
    """Those whose trait of this name, as it holds for them, meets what `more` says."""
    sql = f"SELECT person_id FROM context_trait WHERE is_current AND name = %s AND {more}"
    return Statement(sql, (name, *values))


def _at_most(condition: Happened, now: int) -> Statement:
    """Those who did it as often are all but those who did it more often."""
    if condition.high is None:
        return Statement(EVERYONE)
    return select(Not(replace(condition, low=condition.high + 1, high=None)), now)


def _trait_is(name: str, values: Sequence[Scalar]) -> Statement:
    texts = sorted({word for value in values if (word := sayings.word(value)) is not None})
    numbers = sorted({number for value in values if (number := sayings.number(value)) is not None})
    found = []
    if texts:
        found.append(_having(name, f"word IN ({_marks(texts)})", texts))
    if numbers:
        found.append(_having(name, f"number IS NOT NULL AND number IN ({_marks(numbers)})", numbers))
    return combined(" UNION ", found)


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _between(condition: TraitBetween) -> Statement:
    low, high = condition.low, condition.high
    lower, upper = ">" if condition.is_above else ">=", "<" if condition.is_below else "<="
    if not (isinstance(low, str) or isinstance(high, str)):
        bounds: tuple[Any, ...] = (float("-inf") if low is None else low, float("inf") if high is None else high)
        compared = f"number {lower} %s AND number {upper} %s AND number IS NOT NULL"
        return _having(condition.name, compared, bounds)
    # Words that are texts begin with a quote; so do the bounds, and what follows a quote in order is no text.
    word = current.exact("word")
    bounds = (sayings.word(low or ""), "#" if high is None else sayings.word(high))
    compared = f"{word} {lower} %s AND {word} {'<' if high is None else upper} %s"
    return _having(condition.name, compared, bounds)


def _consent(condition: ConsentIs) -> Statement:
    """The newest word decides, of the person or of somebody who withdrew for the address they are reached at."""
    said = consents.spoken(condition.purpose, condition.channel)
    others = [Statement(said.others, said.others_parameters)] if said.others else []
    if condition.status is ConsentStatus.NONE:
        anyone = Statement(f"SELECT person_id FROM ({said.own}) AS own", said.own_parameters)
        return combined(" EXCEPT ", [Statement(EVERYONE), anyone, *others])
    rest = 0 if condition.status is ConsentStatus.GRANTED else 1
    own = Statement(f"SELECT person_id FROM ({said.own}) AS own WHERE word %% 2 = {rest}", said.own_parameters)
    return combined(" UNION " if rest else " EXCEPT ", [own, *others])

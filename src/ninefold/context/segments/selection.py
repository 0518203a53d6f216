"""Turns a condition into one statement of set algebra over person ids, the same on both databases.

Each part is a SELECT of person ids; all, any and not are INTERSECT (or IN), UNION and EXCEPT, which both databases do
by sorting or hashing, never by rows times rows.

Asked of a few people only (`scope`), every part is asked of them alone, so that it costs what they are, not what all
people are.
"""

from collections.abc import Sequence
from dataclasses import replace

from django.db import connection

from ninefold.context import consents
from ninefold.context.segments import behaviour, comparing, sampling
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
    InGroup,
    InSegment,
    Not,
    Sampled,
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
            return comparing.of_people(TraitIs(COMMUNITY, (key,)))
        case InGroup():
            return comparing.in_group(condition)
        case TraitIs() | TraitBetween() | TraitExists():
            return comparing.of_people(condition)
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
    return (
        0
        if isinstance(part, TraitIs | InCommunity | InGroup)
        else 2
        if isinstance(part, TraitBetween | TraitExists)
        else 1
    )


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


def _at_most(condition: Happened, now: int) -> Statement:
    """Those who did it as often are all but those who did it more often."""
    if condition.high is None:
        return Statement(EVERYONE)
    return select(Not(replace(condition, low=condition.high + 1, high=None)), now)


def _consent(condition: ConsentIs) -> Statement:
    """The newest word decides, of the person or of somebody who withdrew for the address they are reached at."""
    said = consents.spoken(condition.purpose, condition.channel)
    others = Statement(said.others, said.others_parameters)
    if condition.status is ConsentStatus.NONE:
        anyone = Statement(f"SELECT person_id FROM ({said.own}) AS own", said.own_parameters)
        return combined(" EXCEPT ", [Statement(EVERYONE), anyone, others])
    rest = 0 if condition.status is ConsentStatus.GRANTED else 1
    own = Statement(f"SELECT person_id FROM ({said.own}) AS own WHERE word %% 2 = {rest}", said.own_parameters)
    return combined(" UNION " if rest else " EXCEPT ", [own, others])

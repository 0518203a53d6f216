"""Compares traits in statements: those of people, and those of the groups that people are in."""

from collections.abc import Sequence
from typing import Any

from ninefold.context import current, sayings
from ninefold.context.groups.statements import HOLDS, MEMBERS
from ninefold.context.segments.parts import InGroup, Scalar, TraitBetween, TraitExists, TraitIs
from ninefold.context.segments.statements import Statement, combined

_Compared = tuple[str, tuple[Any, ...]]


def of_people(condition: TraitIs | TraitBetween | TraitExists) -> Statement:
    """Those of whom the trait, as it holds for them, is as asked."""
    return combined(" UNION ", [
        Statement(
            f"SELECT person_id FROM context_trait WHERE is_current AND name = %s AND {compared}",
            (condition.name, *values),
        )
        for compared, values in _compared(condition)
    ])  # fmt: skip


def in_group(condition: InGroup) -> Statement:
    """Those who are in a group that is as asked."""
    where, values = ["TRUE"], list[Any]()
    if condition.kind:
        where.append("g.kind = %s")
        values.append(condition.kind)
    if condition.trait:
        having, compared = _groups_having(condition.trait)
        where.append(f"g.id {'NOT ' if condition.is_lacking else ''}IN ({having})")
        values += compared
    groups = f"SELECT g.id FROM context_group g WHERE {' AND '.join(where)}"
    return Statement(f"SELECT DISTINCT p.person_id {MEMBERS} AND m.group_id IN ({groups})", tuple(values))


def _groups_having(condition: TraitIs | TraitBetween | TraitExists) -> _Compared:
    either = _compared(condition)
    holds = " OR ".join(f"({compared})" for compared, _ in either)
    return (
        f"SELECT t.group_id FROM context_group_trait t WHERE t.name = %s AND {HOLDS} AND ({holds})",
        (condition.name, *(value for _, values in either for value in values)),
    )


def _compared(condition: TraitIs | TraitBetween | TraitExists) -> list[_Compared]:
    """What of the columns word, number and value must hold: one of these, for each of which there is an index."""
    match condition:
        case TraitIs(_, values):
            return _one_of(values)
        case TraitBetween():
            return [_between(condition)]
        case TraitExists():
            return [("value <> 'null'", ())]


def _one_of(values: Sequence[Scalar]) -> list[_Compared]:
    texts = sorted({word for value in values if (word := sayings.word(value)) is not None})
    numbers = sorted({number for value in values if (number := sayings.number(value)) is not None})
    found: list[_Compared] = []
    if texts:
        found.append((f"word IN ({_marks(texts)})", tuple(texts)))
    if numbers:
        found.append((f"number IS NOT NULL AND number IN ({_marks(numbers)})", tuple(numbers)))
    return found


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values))


def _between(condition: TraitBetween) -> _Compared:
    low, high = condition.low, condition.high
    lower, upper = ">" if condition.is_above else ">=", "<" if condition.is_below else "<="
    if not (isinstance(low, str) or isinstance(high, str)):
        bounds: tuple[Any, ...] = (float("-inf") if low is None else low, float("inf") if high is None else high)
        return f"number {lower} %s AND number {upper} %s AND number IS NOT NULL", bounds
    # Words that are texts begin with a quote; so do the bounds, and what follows a quote in order is no text.
    word = current.exact("word")
    bounds = (sayings.word(low or ""), "#" if high is None else sayings.word(high))
    return f"{word} {lower} %s AND {word} {'<' if high is None else upper} %s", bounds

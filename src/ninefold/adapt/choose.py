"""Which of many wordings to say within a limit: an exact choice, the best of all by value.

A knapsack with one option per group, two limits (units and bytes) and facts that must be kept, solved by
dynamic programming over groups with dominated states left out (Nemhauser and Ullmann 1969); facts only one group
can keep are settled within it, so few sets of facts are ever open. Exact at these sizes: no state is cut by guess.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Option:
    """One way to say a group: what it takes, the facts it keeps (bits), its value, and what it is to the caller."""

    cost: int
    size: int
    facts: int
    value: int
    pick: int


@dataclass(frozen=True, slots=True)
class State:
    """A choice for the first groups: totals, and the picks in order."""

    cost: int
    size: int
    facts: int
    value: int
    picks: tuple[int, ...]


def frontier(groups: Sequence[Sequence[Option]], cost_max: int, size_max: int, needed: int) -> list[State]:
    """All choices that no other beats at once in cost, size, facts and value, within the limits, keeping `needed`."""
    states = [State(0, 0, 0, 0, ())]
    later = _facts_later(groups)
    for options, still in zip(groups, later, strict=True):
        lacking = needed & ~still
        grown = [
            State(s.cost + o.cost, s.size + o.size, s.facts | o.facts, s.value + o.value, (*s.picks, o.pick))
            for s in states
            for o in options
            if s.cost + o.cost <= cost_max and s.size + o.size <= size_max and not lacking & ~(s.facts | o.facts)
        ]
        states = _undominated(grown)
    return [state for state in states if not needed & ~state.facts]


def best(groups: Sequence[Sequence[Option]], cost_max: int, size_max: int, needed: int) -> State | None:
    """The choice of greatest value, then of least cost; None where nothing keeps within the limits."""
    found = frontier(groups, cost_max, size_max, needed)
    return max(found, key=lambda state: (state.value, -state.cost), default=None)


def _facts_later(groups: Sequence[Sequence[Option]]) -> list[int]:
    """For each group, the facts that some later group could still keep."""
    later, facts = [0] * len(groups), 0
    for index in range(len(groups) - 1, -1, -1):
        later[index] = facts
        for option in groups[index]:
            facts |= option.facts
    return later


def _undominated(states: list[State]) -> list[State]:
    """Leave out each state that another with the same facts beats in cost, size and value."""
    by_facts: dict[int, list[State]] = {}
    for state in sorted(states, key=lambda s: (s.cost, s.size, -s.value)):
        kept = by_facts.setdefault(state.facts, [])
        if not any(k.value >= state.value and k.size <= state.size for k in reversed(kept)):
            kept.append(state)
    return [state for kept in by_facts.values() for state in kept]

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
    """A choice for all groups: totals, and the picks in order."""

    cost: int
    size: int
    facts: int
    value: int
    picks: tuple[int, ...]


class TooMany(Exception):
    """The choice would take more work than is allowed; nothing was decided."""


WORK_MAX = 500_000
_Trail = tuple["_Trail", int] | None


def frontier(
    groups: Sequence[Sequence[Option]], cost_max: int, size_max: int, needed: int, *, work_max: int = WORK_MAX
) -> list[State]:
    """All choices that no other beats at once in cost, size, facts and value, within the limits, keeping `needed`.

    Raise TooMany where that takes more work than is allowed.
    """
    states: dict[tuple[int, int, int], tuple[int, _Trail]] = {(0, 0, 0): (0, None)}
    work = 0
    for options, still in zip(groups, _facts_later(groups), strict=True):
        work += len(states) * len(options)
        if work > work_max:
            raise TooMany
        states = _undominated(_grown(states, options, cost_max, size_max, needed & ~still))
    return [
        State(cost, size, facts, value, _picks(trail))
        for (facts, cost, size), (value, trail) in states.items()
        if not needed & ~facts
    ]


def best(groups: Sequence[Sequence[Option]], cost_max: int, size_max: int, needed: int) -> State | None:
    """The choice of greatest value, then of least cost; None where nothing keeps within the limits.

    Raise TooMany as `frontier` does.
    """
    found = frontier(groups, cost_max, size_max, needed)
    return max(found, key=lambda state: (state.value, -state.cost), default=None)


def _grown(
    states: dict[tuple[int, int, int], tuple[int, _Trail]],
    options: Sequence[Option],
    cost_max: int,
    size_max: int,
    lacking: int,
) -> dict[tuple[int, int, int], tuple[int, _Trail]]:
    """Every state with every option that keeps within the limits and keeps the facts that nobody later could."""
    grown: dict[tuple[int, int, int], tuple[int, _Trail]] = {}
    for (facts, cost, size), (value, trail) in states.items():
        for option in options:
            key = (facts | option.facts, cost + option.cost, size + option.size)
            if key[1] > cost_max or key[2] > size_max or lacking & ~key[0]:
                continue
            known = grown.get(key)
            if known is None or known[0] < value + option.value:
                grown[key] = (value + option.value, (trail, option.pick))
    return grown


def _picks(trail: _Trail) -> tuple[int, ...]:
    picks = []
    while trail is not None:
        trail, pick = trail
        picks.append(pick)
    return tuple(reversed(picks))


def _facts_later(groups: Sequence[Sequence[Option]]) -> list[int]:
    """For each group, the facts that some later group could still keep."""
    later, facts = [0] * len(groups), 0
    for index in range(len(groups) - 1, -1, -1):
        later[index] = facts
        for option in groups[index]:
            facts |= option.facts
    return later


def _undominated(
    states: dict[tuple[int, int, int], tuple[int, _Trail]],
) -> dict[tuple[int, int, int], tuple[int, _Trail]]:
    """Leave out each state that another with the same facts beats in cost, size and value."""
    kept: dict[tuple[int, int, int], tuple[int, _Trail]] = {}
    edges: dict[int, list[tuple[int, int]]] = {}
    for key in sorted(states):
        value, size = states[key][0], key[2]
        edge = edges.setdefault(key[0], [])  # (size, value) of what was kept, none of it dearer
        if any(other_size <= size and other_value >= value for other_size, other_value in edge):
            continue
        edge[:] = [pair for pair in edge if pair[0] < size or pair[1] > value]
        edge.append((size, value))
        kept[key] = states[key]
    return kept

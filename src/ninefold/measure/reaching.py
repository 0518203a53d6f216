"""Who reached a goal in time, as columns: assigned people against goal events, without a loop over people. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ninefold.culture.types import Goal

Column = NDArray[np.int64]
DAY_US = 86_400_000_000
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """One row a person, by ascending person id: arm (its place), when the window begins, whether really contacted."""

    ids: Column
    arms: Column
    since: Column
    contacted: NDArray[np.bool_]


def one_row_a_person(persons: Column, arms: Column, since: Column, exposed_at: Column) -> People:
    """Merge draws, which come earliest first, by person: the earliest holds, a contact under any profile counts."""
    ids, first = np.unique(persons, return_index=True)
    contacted = np.isin(ids, persons[exposed_at > 0])
    return People(ids, arms[first], since[first], contacted)


def reached(people: People, persons: Column, occurred_at: Column, window_days: int) -> NDArray[np.bool_]:
    """Whether each of `people` has an event (person, instant) from where their window begins to where it ends.

    The first instant counts, the one that ends the window does not.
    """
    return first_reached(people, persons, occurred_at, window_days) < NEVER


def first_reached(people: People, persons: Column, occurred_at: Column, window_days: int) -> Column:
    """When each of `people` first had an event in their window; NEVER for those who had none."""
    found = np.full(len(people.ids), NEVER, dtype=np.int64)
    if not len(people.ids):
        return found
    place = np.minimum(np.searchsorted(people.ids, persons), len(people.ids) - 1)
    age = occurred_at - people.since[place]
    counts = (people.ids[place] == persons) & (age >= 0) & (age < window_days * DAY_US)
    np.minimum.at(found, place[counts], occurred_at[counts])
    return found


def matches(goal: Goal, properties: Mapping[str, Any]) -> bool:
    """Whether an event's properties are all as the goal asks; numbers and truth values as JSON writes them."""
    return all(name in properties and _written(properties[name]) == wanted for name, wanted in goal.properties.items())


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def column(values: Iterable[int]) -> Column:
    return np.fromiter(values, dtype=np.int64)

"""What must not be kept, although it is sound: events of people who were erased. Who they are, the caller knows."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ninefold.collect.drafts import Draft
from ninefold.collect.types import Event, Fault

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sift:
    """Says of events, and of broken ones, which (by place) are to be dropped without a trace."""

    events: Callable[[Sequence[Event]], Collection[int]]
    faults: Callable[[Sequence[Fault]], Collection[int]]


def sifted(drafts: Sequence[Draft], faults: Sequence[Fault], sift: Sift | None) -> tuple[list[Draft], list[Fault]]:
    """What stays."""
    if sift is None:
        return list(drafts), list(faults)
    dropped = sift.events([draft.numbered(0) for draft in drafts]) if drafts else ()
    return _without(drafts, dropped), _without(faults, sift.faults(faults) if faults else ())


def _without(values: Sequence[T], places: Collection[int]) -> list[T]:
    return [value for place, value in enumerate(values) if place not in places]

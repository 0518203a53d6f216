"""How a stored segment stands: its size, which others its people are in too, and what the last audit found."""

from dataclasses import dataclass

from ninefold.context import queries as context
from ninefold.context.types import Audit, Segment

SHOWN_MAX = 8


@dataclass(frozen=True, slots=True)
class Shared:
    """How many people another segment has in common with this one, and what part of either that is, in percent."""

    other: Segment
    both: int
    of_this: float
    of_other: float
    other_size: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A segment's size as the worker keeps it, whether it still goes through people, overlap, the last audit."""

    size: int
    is_rebuilding: bool
    shared: tuple[Shared, ...]
    audit: Audit | None
    beyond: dict[str, int]
    is_audited: bool


def standing(segment_id: int) -> Standing:
    """How the segment stands now; the largest overlaps first."""
    sizes, both = context.sizes(), context.overlaps(segment_id)
    size, others = sizes.get(segment_id, 0), {segment.id: segment for segment in context.segments()}
    largest = sorted(both, key=lambda other: (-both[other], other))[:SHOWN_MAX]
    shared = tuple(
        Shared(others[other], both[other], 100 * both[other] / size, 100 * both[other] / sizes[other], sizes[other])
        for other in largest
        if size and sizes.get(other) and other in others
    )
    own = others.get(segment_id)
    beyond = context.beyond(own) if own else {}
    is_audited = own is not None and context.is_audited(own)
    audit = context.audits().get(segment_id) if is_audited else None
    return Standing(size, context.is_rebuilding(segment_id), shared, audit, beyond, is_audited)

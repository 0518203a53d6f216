"""What was said at one stroke, such as a no to everything, as one line of someone's story that opens. Pure.

A no is kept for each purpose on each channel, as each can be taken back by itself.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ninefold.collect.types import Event, EventKind, EventName
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.pipeline.person import story
from ninefold.pipeline.person.story import Moment

PURPOSES = frozenset(Purpose) - {Purpose.SERVICE}
PARTS_MAX = len(PURPOSES) * len(Channel)


def page(events: Sequence[Event], at_most: int) -> Sequence[Event]:
    """The first so many events, and what was said at one stroke with the last of them."""
    end = at_most
    while 0 < end < min(len(events), at_most + PARTS_MAX) and _is_one_stroke(events[end - 1], events[end]):
        end += 1
    return events[:end]


def moments(events: Sequence[Event], *, is_of_simulated: bool) -> Iterator[Moment]:
    """The lines of these events, newest first."""
    for _, together in groupby(events, _stroke):
        said = list(together)
        lines = [story.moment(event, is_of_simulated=is_of_simulated) for event in said]
        yield _one(lines, said) if len(lines) > 1 else lines[0]


def _is_one_stroke(one: Event, two: Event) -> bool:
    return _stroke(one) == _stroke(two)


def _stroke(event: Event) -> tuple[object, ...]:
    """What events of one stroke have in common; any event but a no has nothing in common with another."""
    said = event.properties
    is_no = event.name == EventName.CONSENT_CHANGED and said.get("status") == ConsentStatus.WITHDRAWN
    if event.kind is not EventKind.TRACK or not is_no:
        return (event.id,)
    return (
        event.occurred_at,
        event.profile_id,
        event.source_id,
        event.trust,
        said.get("basis"),
        repr(said.get("evidence")),
    )


def _one(lines: Sequence[Moment], said: Sequence[Event]) -> Moment:
    purposes = {str(event.properties.get("purpose")) for event in said}
    channels = {str(event.properties.get("channel")) for event in said}
    is_whole = len(said) == len(purposes) * len(channels)
    what = "nothing more" if purposes >= PURPOSES else f"no more {' or '.join(sorted(purposes))}"
    way = "at all" if channels >= set(Channel) else f"by {' or '.join(sorted(channels))}"
    told = f"wants {what} {way}" if is_whole else f"said {len(said)} times no"
    basis = story.basis_words(str(said[0].properties.get("basis", "")))
    return replace(
        lines[-1],
        detail=f"{told}, {basis}" if basis else told,
        notes=tuple(dict.fromkeys(note for line in lines for note in line.notes)),
        parts=tuple(line.detail for line in lines),
    )

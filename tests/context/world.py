"""Events that really happen: through context, into the log, numbered one after the other."""

from msgspec.structs import replace

from ninefold.collect import cursors
from ninefold.collect.types import Event, Position
from ninefold.collect.writing import insert_events
from tests.context.events import DAY, T0, take

NOW = T0 + 200 * DAY


def happen(*events: Event) -> list[int]:
    """As the pipeline does it with one batch; the profile id of each event."""
    profiles = take(events)
    last = cursors.read(cursors.LOG).value
    placed = [
        replace(event, id=last + number, profile_id=profile)
        for number, (event, profile) in enumerate(zip(events, profiles, strict=True), 1)
    ]
    insert_events(placed)
    cursors.move([Position(cursors.LOG, last + len(placed))])
    return profiles

"""Events that really happen: through context, into the log, numbered one after the other."""

from msgspec.structs import replace

from ninefold.collect import cursors
from ninefold.collect.types import Event, Position
from ninefold.collect.writing import insert_events
from tests.context.events import DAY, T0, take

NOW = T0 + 200 * DAY


def happen(*events: Event) -> list[int]:
    """As the pipeline does it with one batch; the profile id of each event."""
    last = cursors.read(cursors.LOG).value
    numbered = [replace(event, id=last + number) for number, event in enumerate(events, 1)]
    profiles = take(numbered)
    insert_events([replace(event, profile_id=who) for event, who in zip(numbered, profiles, strict=True)])
    cursors.move([Position(cursors.LOG, last + len(numbered))])
    return profiles

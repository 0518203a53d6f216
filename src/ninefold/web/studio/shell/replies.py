"""What people wrote back, for the inbox, the home page and the menu's count."""

from collections import deque

from ninefold.collect import queries as collect
from ninefold.collect.types import Event, EventName

DAYS = 30
REPLIES_MAX = 100


def newest_replies(now: int) -> list[Event]:
    """Replies of the last DAYS that people wrote themselves, newest first, at most REPLIES_MAX."""
    since = now - DAYS * 86_400_000_000
    found = collect.events_named([EventName.MESSAGE_REPLIED], since=since, until=now + 1)
    kept = deque((event for event in found if not event.properties.get("is_automatic")), maxlen=REPLIES_MAX)
    return list(reversed(kept))

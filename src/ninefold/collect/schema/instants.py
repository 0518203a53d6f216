"""When an event happened, told by clocks that may be wrong."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from ninefold.collect.errors import Faulty
from ninefold.kernel import clock

AHEAD_US_MAX = 5 * 60 * 1_000_000
_YEAR_US = 366 * 86_400 * 1_000_000
AGE_US_MAX, AGE_OF_BROWSERS_US_MAX = 50 * _YEAR_US, _YEAR_US
MILLISECONDS_FROM = 100_000_000_000


def read(value: Any) -> int | None:
    """Microseconds of an ISO 8601 text, or of a number of seconds or milliseconds since 1970; None if unreadable.

    A text without a zone is taken as UTC.
    """
    if isinstance(value, str):
        return _of_text(value)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 10**14:
        return int(value * 1_000) if value >= MILLISECONDS_FROM else int(value * 1_000_000)
    return None


@lru_cache(maxsize=256)  # one `sentAt` stands for all events of a request
def _of_text(value: str) -> int | None:
    try:
        instant = datetime.fromisoformat(value)
    except ValueError:
        return None
    return clock.to_us(instant if instant.tzinfo else instant.replace(tzinfo=UTC))


def occurred(*, timestamp: Any, sent_at: Any, received_at: int, age_us_max: int = AGE_US_MAX) -> tuple[int, str]:
    """When the event happened (microseconds), and what was wrong with the sender's clock ("" for nothing).

    `receivedAt - (sentAt - timestamp)`, as Segment does it: the age is right even where the clock is not.
    What would lie ahead of its receipt, or `age_us_max` before it, is put at its receipt. Raises Faulty for a timestamp
    that is no time: when such an event happened nobody knows.
    """
    if timestamp is None:
        return received_at, ""
    original, sent = read(timestamp), read(sent_at)
    if original is None:
        said = f"“{timestamp[:40]}”" if isinstance(timestamp, str) else "this"
        raise Faulty("timestamp_unreadable", f"A `timestamp` is a time of ISO 8601, not {said}.")
    age = (received_at if sent is None else sent) - original
    if age > age_us_max or age > received_at:
        return received_at, "absurd"
    if age < 0:
        return received_at, "ahead" if -age > AHEAD_US_MAX else ""
    return received_at - age, ""

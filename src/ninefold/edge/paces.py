"""How fast each source may send: a bucket of events that fills at its pace. Each edge counts for itself."""

import math
import time
from collections.abc import Callable

from ninefold.collect.keys import KnownSource
from ninefold.kernel.errors import Unavailable

BURST_SECONDS = 2.0


class TooFast(Unavailable):
    """The source sends faster than it may; `wait_seconds` is when it may go on."""

    def __init__(self, pace: int, wait_seconds: int) -> None:
        super().__init__("too_fast", f"This source may send {pace:,} events a second. Try again in {wait_seconds} s.")
        self.wait_seconds = wait_seconds


class Paces:
    """The buckets of all sources. One request may overdraw its bucket, since a batch is taken whole or not at all."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._buckets: dict[int, tuple[float, float]] = {}

    def spend(self, source: KnownSource, events: int) -> None:
        """Take so many events from the source's bucket. Raises TooFast while it is empty."""
        pace = source.events_per_second
        if not pace:
            return
        now = self._seconds()
        held, since = self._buckets.get(source.id, (pace * BURST_SECONDS, now))
        held = min(held + (now - since) * pace, pace * BURST_SECONDS)
        if held < 1:
            self._buckets[source.id] = (held, now)
            raise TooFast(pace, max(1, math.ceil((1 - held) / pace)))
        self._buckets[source.id] = (held - events, now)

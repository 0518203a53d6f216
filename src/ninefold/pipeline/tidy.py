"""Forgets, every hour, what only had to be kept for a time: leases that ended, replies that are old."""

import time

from ninefold.channel import actions as channel
from ninefold.kernel import settings
from ninefold.kernel.database import leases

PAUSE_SECONDS = 3_600.0
ENDED_SECONDS = 86_400.0
_DAY_US = 86_400_000_000


class _Pace:
    """When this process tidied last, on the machine's time: a driven clock must not hurry it."""

    tidied_at = -PAUSE_SECONDS


def tidy(now: int) -> int:
    """Forget what is too old at `now` (us). Always 0: there is no more to do at once."""
    if time.monotonic() - _Pace.tidied_at >= PAUSE_SECONDS:
        _Pace.tidied_at = time.monotonic()
        leases.forget(expired_seconds=ENDED_SECONDS)
        channel.forget_replies(before=now - settings.current().reply_days * _DAY_US)
    return 0

"""Forgets, every hour, what only had to be kept for a time: ended leases, old replies, links to sign in, their mail."""

import time

from ninefold.channel import actions as channel
from ninefold.channel import service
from ninefold.community import actions as community
from ninefold.context import actions as context
from ninefold.kernel import settings
from ninefold.kernel.database import leases

PAUSE_SECONDS = 3_600.0
ENDED_SECONDS = 86_400.0
JOIN_REQUEST_DAYS = 7  # a link works for half an hour; what became of it is asked for a little longer
SUBMISSION_DAYS = 14  # its link works for a week
ORPHAN_DAYS = 90  # an answer whose question has not come by then was sent without one
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
        community.forget_requests(before=now - JOIN_REQUEST_DAYS * _DAY_US)
        community.forget_orphans(before=now - ORPHAN_DAYS * _DAY_US)
        context.forget_submissions(before=now - SUBMISSION_DAYS * _DAY_US)
        service.forget_strangers(before=now - JOIN_REQUEST_DAYS * _DAY_US)
    return 0

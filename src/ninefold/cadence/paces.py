"""A person's own pace: at most so many contacts in any rolling week. Pure."""

from collections.abc import Sequence

from ninefold.cadence.prices import MICRO
from ninefold.cadence.stocks import WEEK_US

PER_WEEK_MAX = 100.0


def span(per_week_micro: int) -> tuple[int, int]:
    """How many contacts in how many microseconds: whole contacts a week, or one in more than a week."""
    assert per_week_micro > 0
    if per_week_micro >= MICRO:
        return per_week_micro // MICRO, WEEK_US
    return 1, -(-WEEK_US * MICRO // per_week_micro)


def free_at(contacts: Sequence[int], per_week_micro: int, at: int) -> int:
    """The first instant from `at` on when one more contact keeps the pace."""
    count, period = span(per_week_micro)
    recent = sorted(contact for contact in contacts if contact > at - period)
    return recent[-count] + period if len(recent) >= count else at

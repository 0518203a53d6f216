"""Writes of catalyst: the life of a campaign, and the outbox."""

from ninefold.catalyst import outbox
from ninefold.catalyst.types import Intent


def take_intents(*, now: int, limit: int) -> list[Intent]:
    """Hand over up to `limit` due intents, earliest first, each exactly once. Joins the caller's transaction.

    The caller (channel) inserts its deliveries, unique by intent id, in that same transaction: both stand or neither.
    On PostgreSQL, takers skip what others hold. Intents of paused campaigns stay. What has expired
    (`expires_at` <= now) is handed over too, so that its delivery can end as refused with that reason.
    """
    return outbox.take(now=now, limit=limit)

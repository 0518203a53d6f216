"""What people wrote back, for the inbox, the home page and the menu's count."""

from ninefold.channel import queries as channel
from ninefold.channel.types import Reply

REPLIES_MAX = 50


def newest_replies(*, before: int = 0) -> list[Reply]:
    """Replies that people wrote themselves, newest first, at most REPLIES_MAX; absence notes are left out."""
    return [reply for reply in channel.replies(before=before, limit=REPLIES_MAX) if not reply.is_automatic]

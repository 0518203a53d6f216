"""The counts that stand beside menu entries, kept for half a minute so that no page waits for them."""

from collections.abc import Callable

from django.core.cache import cache

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import CampaignStatus
from ninefold.community import queries as community
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.web.studio.shell import steps
from ninefold.web.studio.shell.replies import newest_replies

KEPT_SECONDS = 30
WEEK_US = 7 * 86_400_000_000


def _running() -> int:
    return sum(campaign.status is CampaignStatus.RUNNING for campaign in catalyst.campaigns())


def _replies() -> int:
    """Replies of the last seven days."""
    return sum(reply.received_at > clock.now_us() - WEEK_US for reply in newest_replies())


COUNTS: dict[str, Callable[[], int]] = {
    "people": context.people_count,
    "campaigns": _running,
    "replies": _replies,
    "community": community.waiting_count,
    "start": steps.left,
}


def all_counts() -> dict[str, int]:
    """Every count of the menu by its key."""
    kept: dict[str, int] | None = cache.get("menu-counts")
    if kept is None:
        kept = {key: count() for key, count in COUNTS.items()}
        cache.set("menu-counts", kept, KEPT_SECONDS)
    return kept

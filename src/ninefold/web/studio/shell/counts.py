"""The counts that stand beside menu entries, kept for half a minute so that no page waits for them."""

from collections.abc import Callable

from django.core.cache import cache

KEPT_SECONDS = 30
COUNTS: dict[str, Callable[[], int]] = {}


def all_counts() -> dict[str, int]:
    """Every count of the menu by its key."""
    kept = cache.get("menu-counts")
    if kept is None:
        kept = {key: count() for key, count in COUNTS.items()}
        cache.set("menu-counts", kept, KEPT_SECONDS)
    return dict(kept)

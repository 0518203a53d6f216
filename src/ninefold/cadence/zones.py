"""A person's zone as cadence reckons with it."""

from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ninefold.kernel import settings


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """The person's zone, or the install's where theirs is unknown."""
    try:
        return ZoneInfo(name) if name else settings.current().time_zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return settings.current().time_zone

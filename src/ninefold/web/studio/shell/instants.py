"""Instants in words, and as people type them. Pure: the caller gives `now` where it matters."""

from datetime import UTC, datetime, tzinfo

from ninefold.kernel import clock

DAY_US = 86_400_000_000


def when(us: int, *, now: int, zone: tzinfo) -> str:
    """An instant as people say it: "18:05" today, "Tue 18:05" this week, "3 Nov" this year, else with the year."""
    if not us:
        return "not yet"
    moment, present = clock.from_us(us).astimezone(zone), clock.from_us(now).astimezone(zone)
    if moment.date() == present.date():
        return f"{moment:%H:%M}"
    if 0 < now - us < 6 * DAY_US:
        return f"{moment:%a %H:%M}"
    return _day(moment, moment.year == present.year)


def _day(moment: datetime, is_this_year: bool) -> str:
    return f"{moment.day} {moment:%b}" if is_this_year else f"{moment.day} {moment:%b %Y}"


def instant(us: int, *, zone: tzinfo) -> str:
    """An instant in full: "3 November 2026, 18:05 UTC"."""
    return _full(us, zone, "%B %Y, %H:%M %Z")


def exact(us: int, *, zone: tzinfo) -> str:
    """An instant to the second: "3 November 2026, 18:05:02 UTC"."""
    return _full(us, zone, "%B %Y, %H:%M:%S %Z")


def _full(us: int, zone: tzinfo, form: str) -> str:
    moment = clock.from_us(us).astimezone(zone)
    return f"{moment.day} {moment:{form}}" if us else "not yet"


def month(us: int, *, zone: tzinfo) -> str:
    """The month of an instant: "March 2026"."""
    return f"{clock.from_us(us).astimezone(zone):%B %Y}"


def us_of(typed: datetime | None, zone: tzinfo) -> int:
    """A typed wall time of `zone` in microseconds, 0 for none; Django read it as UTC, which is its current zone."""
    return clock.to_us(typed.replace(tzinfo=zone).astimezone(UTC)) if typed else 0

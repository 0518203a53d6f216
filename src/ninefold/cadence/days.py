"""The days of the week on which a person wants to hear, on the clock of their own zone. Pure.

Days count from Monday, 0, to Sunday, 6. They are kept as one number with a bit for each; 0 stands for any day.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ninefold.cadence import quiet

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEPS_MAX = 20  # a week has seven days and seven nights


def mask(days: Iterable[int]) -> int:
    """The days as a number; all seven are any day."""
    chosen = set(days)
    assert chosen <= set(range(7)), "days count from 0 to 6"
    return 0 if len(chosen) == 7 else sum(1 << day for day in chosen)


def of(number: int) -> tuple[int, ...]:
    """The days that a number stands for, () for any day."""
    return tuple(day for day in range(7) if number >> day & 1)


def first(at: int, wanted: int, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> int:
    """The first instant (us) from `at` on that is on a wanted day and in no quiet hours."""
    for _ in range(_STEPS_MAX if wanted else 0):
        local = (_EPOCH + timedelta(microseconds=at)).astimezone(zone)
        if wanted >> local.weekday() & 1:
            end = quiet.end_of_quiet(at, zone, quiet_from, quiet_until)
            if end == at:
                return at
            at = end
        else:
            at = quiet.instant(local.date() + timedelta(days=1), time(0), zone)
    return at


def in_words(wanted: int) -> str:
    """Such as `Tuesdays and Fridays`."""
    names = [f"{NAMES[day].capitalize()}s" for day in of(wanted)]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

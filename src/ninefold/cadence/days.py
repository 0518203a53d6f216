"""The days of the week on which a person wants to hear, on the clock of their own zone. Pure.

Days count from Monday, 0, to Sunday, 6. They are kept as one number with a bit for each; 0 stands for any day. The days
of all channels are its lowest seven bits; those of one channel, which go before, are seven bits further up.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ninefold.cadence import quiet
from ninefold.culture.types import Channel

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
CHANNELS = (Channel.MAIL, Channel.SMS, Channel.PUSH)  # those that come uninvited; their order is that of the bits
_WEEK = 7
_ANY = (1 << _WEEK) - 1
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


def packed(of_all: Iterable[int], by_channel: Mapping[Channel, Iterable[int]]) -> int:
    """The days of all channels and those of single ones as one number."""
    return mask(of_all) | sum(mask(own) << _shift(channel) for channel, own in by_channel.items())


def on(number: int, channel: Channel) -> int:
    """The days that hold for a channel: its own, else those of all; 0 for any."""
    own = number >> _shift(channel) & _ANY if channel in CHANNELS else 0
    return own or number & _ANY


def by_channel(number: int) -> dict[Channel, tuple[int, ...]]:
    """The days of each channel that has its own."""
    return {channel: of(own) for channel in CHANNELS if (own := number >> _shift(channel) & _ANY)}


def _shift(channel: Channel) -> int:
    return _WEEK * (1 + CHANNELS.index(channel))


def is_on(at: int, wanted: int, zone: ZoneInfo) -> bool:
    """Whether an instant (us) is on a wanted day where somebody lives."""
    return not wanted or bool(wanted >> _local(at, zone).weekday() & 1)


def _local(at: int, zone: ZoneInfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=at)).astimezone(zone)


def first(at: int, wanted: int, zone: ZoneInfo, quiet_from: time, quiet_until: time) -> int:
    """The first instant (us) from `at` on that is on a wanted day and in no quiet hours."""
    for _ in range(_STEPS_MAX if wanted else 0):
        local = _local(at, zone)
        if wanted >> local.weekday() & 1:
            end = quiet.end_of_quiet(at, zone, quiet_from, quiet_until)
            if end == at:
                return at
            at = end
        else:
            at = quiet.instant(local.date() + timedelta(days=1), time(0), zone)
    return at


def in_words(wanted: int) -> str:
    """Such as `Tuesdays and Fridays`, of the days of all channels or of one."""
    names = [f"{NAMES[day].capitalize()}s" for day in of(wanted)]
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

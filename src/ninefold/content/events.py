"""When an event is, in the words of a language: day and hour, each a fact of its own. Pure."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_time, get_timezone_gmt, get_timezone_name

from ninefold.content import tags
from ninefold.content.types import Block, BlockKind

_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2009": " ", "\u200e": None, "\u200f": None})


def told(block: Block, tag: str) -> Block:
    """An event with its day and hour in the language of `tag`; all other blocks as they are."""
    if block.kind is not BlockKind.EVENT or not block.starts:
        return block
    return replace(block, when=_when(block, tag))


def zone(name: str) -> ZoneInfo | None:
    """The time zone of a name (Europe/Berlin), None where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def in_words(block: Block) -> str:
    """Day and hour in a row, those of the end behind a dash where it is on another day."""
    pairs = [", ".join(block.when[index : index + 2]) for index in range(0, len(block.when), 2)]
    return " - ".join(pairs)


def _when(block: Block, tag: str) -> tuple[str, ...]:
    place = zone(block.zone)
    start = datetime.fromisoformat(block.starts).replace(tzinfo=place)
    end = datetime.fromisoformat(block.ends).replace(tzinfo=place) if block.ends else None
    if end is None:
        return _day(start, tag), _hour(start, tag)
    if end.date() == start.date():
        return _day(start, tag), f"{_time(start, tag)}-{_hour(end, tag)}"
    return _day(start, tag), _hour(start, tag), _day(end, tag), _hour(end, tag)


def _day(instant: datetime, tag: str) -> str:
    return format_date(instant, "medium", locale=tags.locale(tag)).translate(_SPACES)


def _time(instant: datetime, tag: str) -> str:
    return format_time(instant.time(), "short", locale=tags.locale(tag)).translate(_SPACES)


def _hour(instant: datetime, tag: str) -> str:
    """The time with its zone, where one is known."""
    if instant.tzinfo is None:
        return _time(instant, tag)
    named = (get_timezone_name(instant, width="short", locale=tags.locale(tag)), instant.tzname() or "")
    zone_name = next((name for name in named if name.isalpha()), get_timezone_gmt(instant, "long", tags.locale(tag)))
    return f"{_time(instant, tag)} {zone_name}".translate(_SPACES)

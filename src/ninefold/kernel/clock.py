"""The only source of time, one for all processes of an install.

It tells the machine's time unless it is driven: then it stands where it was last put, for every
process that shares the data folder. The demo drives it from six weeks ago to now.
"""

import mmap
import os
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

from ninefold.kernel import settings

_WIDTH = 8
_kept: dict[int, tuple[settings.Settings, mmap.mmap]] = {}


def _cell() -> mmap.mmap:
    """The shared cell of the data folder in force. Asked for with every event, so that a look-up must be cheap."""
    install = settings.current()
    kept = _kept.get(id(install))
    if kept is None or kept[0] is not install:
        kept = _kept[id(install)] = (install, _opened(install.data / "clock"))
    return kept[1]


def _opened(path: Path) -> mmap.mmap:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if os.fstat(descriptor).st_size < _WIDTH:
            os.ftruncate(descriptor, _WIDTH)
        return mmap.mmap(descriptor, _WIDTH)
    finally:
        os.close(descriptor)


def now_us() -> int:
    """Microseconds since 1970-01-01 UTC."""
    driven: int = struct.unpack("<q", _cell()[:_WIDTH])[0]
    return driven or time.time_ns() // 1000


def now() -> datetime:
    """The instant, aware, in UTC."""
    return from_us(now_us())


def drive(instant: datetime) -> None:
    """Put the clock of the whole install at `instant`, where it stands until driven again or released."""
    us = to_us(instant)
    assert us > 0, "the clock cannot be driven before 1970"
    _cell()[:_WIDTH] = struct.pack("<q", us)


def release() -> None:
    """Let the clock tell the machine's time again."""
    _cell()[:_WIDTH] = struct.pack("<q", 0)


def is_driven() -> bool:
    return bool(struct.unpack("<q", _cell()[:_WIDTH])[0])


def to_us(instant: datetime) -> int:
    """Microseconds since 1970 of an aware datetime, exact."""
    assert instant.tzinfo is not None, "instants carry a zone"
    delta = instant - _EPOCH
    return (delta.days * 86_400 + delta.seconds) * 1_000_000 + delta.microseconds


def us_or_0(instant: datetime | None) -> int:
    """The same, 0 for none: so a row's empty instant is told outside."""
    return to_us(instant) if instant else 0


def from_us(us: int) -> datetime:
    seconds, microseconds = divmod(us, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microseconds)


def in_words(us: int) -> str:
    """An instant as people read it in a sentence: 7 March 2026 as "07 March 2026, 18:00 UTC"."""
    return f"{from_us(us):%d %B %Y, %H:%M} UTC"


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

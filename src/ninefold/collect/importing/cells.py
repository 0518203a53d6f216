"""What stands in a cell of a table: a time or a number, however people write it. Pure.

What could be read in two ways is read as the column says; without that it is refused, never guessed.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Literal

from ninefold.collect.types import Dates

Order = Literal["", "day", "month"]  # which comes first in 03/04/2026; "" for a column that does not tell
Mark = Literal["", ".", ","]  # what stands before the decimals

CENTURY = 69  # two digits from here on are of the last century, as POSIX reads them
_CLOCK = (
    r"(?:,?[ T]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2}))?(?: ?(?P<half>[ap])\.?m\.?| ?uhr)?)?"
)
_DAY = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<mark>[./-])(?P<two>\d{{1,2}})(?P=mark)(?P<year>\d{{4}}|\d{{2}}){_CLOCK}", re.I
)
_YEAR = re.compile(rf"(?P<year>\d{{4}})[/.](?P<one>\d{{1,2}})[/.](?P<two>\d{{1,2}}){_CLOCK}", re.I)
_SECONDS = re.compile(r"(\d{9,10})(\.\d{1,9})?")
_SPARE = re.compile(r"^(?:[€$£¥]|[A-Z]{3}\b)?\s*|\s*(?:[€$£¥]|\b[A-Z]{3})?$")
_BLANKS = re.compile("[\\s\u00a0\u202f']")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}((?P<mark>[.,])\d{3})((?P=mark)\d{3})*")
_WITH_DECIMALS = re.compile(r"(?P<whole>[+-]?(\d+|\d{1,3}(([.,])\d{3})(\4\d{3})*))(?P<mark>[.,])(?P<rest>\d+)")


class TwoWays(ValueError):
    """A cell that could be read in two ways."""


def instant(text: str, order: Order = "") -> datetime:
    """A time: ISO 8601, a day with dots (which comes first wherever days are so written), slashes or dashes, seconds or
    milliseconds since 1970. Who asks puts the zone of one without. Raises ValueError, TwoWays where it could be two.
    """
    plain = text.strip()
    if found := _SECONDS.fullmatch(plain):
        return datetime.fromtimestamp(float(plain), UTC)
    if re.fullmatch(r"\d{12,13}|\d{15,16}", plain):
        return datetime.fromtimestamp(int(plain) / (1e3 if len(plain) < 15 else 1e6), UTC)
    if found := _YEAR.fullmatch(plain):
        return _put(found, int(found["year"]), int(found["one"]), int(found["two"]))
    if found := _DAY.fullmatch(plain):
        year = int(found["year"])
        year += 0 if year > 99 else 1900 if year >= CENTURY else 2000
        one, two = int(found["one"]), int(found["two"])
        month, day = (two, one) if _is_day_first(found, order) else (one, two)
        return _put(found, year, month, day)
    return datetime.fromisoformat(plain)


def _is_day_first(found: re.Match[str], order: Order) -> bool:
    one, two = int(found["one"]), int(found["two"])
    if found["mark"] == ".":
        return True
    if order:
        return order == "day"
    if one == two or (one > 12) != (two > 12):
        return two <= 12
    raise TwoWays


def _put(found: re.Match[str], year: int, month: int, day: int) -> datetime:
    hour, half = int(found["hour"] or 0), (found["half"] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    return datetime(year, month, day, hour, int(found["minute"] or 0), int(found["second"] or 0))  # noqa: DTZ001  # as told


class ColumnOfDates:
    """How the dates of a whole column are read, cell by cell."""

    def __init__(self) -> None:
        self._days = self._months = 0
        self._sample = self._either = ""

    def hear(self, cell: str) -> None:
        found = _DAY.fullmatch(cell.strip())
        if not found or found["mark"] == ".":
            return
        one, two = int(found["one"]), int(found["two"])
        self._days += one > 12 >= two
        self._months += two > 12 >= one
        day = found["mark"].join((found["one"], found["two"], found["year"]))
        self._sample = self._sample or day
        if not self._either and one <= 12 and two <= 12 and one != two:
            self._either = day

    def told(self) -> Dates | None:
        """None where no cell leaves open what comes first."""
        if not self._sample:
            return None
        is_sure = bool(self._days) != bool(self._months)
        order: Order = ("day" if self._days else "month") if is_sure else ""
        return Dates(order, is_sure, self._either or self._sample)


def looks_like_time(cell: str, today: date) -> bool:
    """Whether a cell is a time rather than a number or a name."""
    plain = cell.strip()
    try:
        found = instant(plain, "" if not _DAY.fullmatch(plain) else "day")
    except TwoWays:
        return True
    except (ValueError, OverflowError, OSError):
        return bool(_is_month_first(plain))
    return not plain.isdigit() or 2000 <= found.year <= today.year + 1


def _is_month_first(plain: str) -> bool:
    try:
        return bool(_DAY.fullmatch(plain) and instant(plain, "month"))
    except ValueError:
        return False


def number(text: str, mark: Mark = "") -> Decimal:
    """An amount: with a point or a comma, thousands apart, its currency beside it. Raises ValueError, TwoWays."""
    plain = _BLANKS.sub("", _SPARE.sub("", text.strip()))
    grouped, ended = _GROUPED.fullmatch(plain), _WITH_DECIMALS.fullmatch(plain)
    if grouped and (plain.count(".") + plain.count(",") > 1 or (mark and mark != grouped["mark"])):
        return Decimal(plain.replace(grouped["mark"], ""))
    if grouped and grouped["mark"] == "," and not mark:
        raise TwoWays
    if ended and ended["mark"] not in ended["whole"]:
        return Decimal(f"{ended['whole'].replace('.', '').replace(',', '')}.{ended['rest']}")
    if not _PLAIN.fullmatch(plain):
        raise ValueError(text)
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise ValueError(text) from None


class ColumnOfAmounts:
    """What stands before the decimals in a whole column, cell by cell."""

    def __init__(self) -> None:
        self._marks: set[Mark] = set()

    def hear(self, cell: str) -> None:
        plain = _BLANKS.sub("", _SPARE.sub("", cell.strip()))
        ended, grouped = _WITH_DECIMALS.fullmatch(plain), _GROUPED.fullmatch(plain)
        if ended and not grouped and ended["mark"] not in ended["whole"]:
            self._marks.add("." if ended["mark"] == "." else ",")
        elif grouped and plain.count(grouped["mark"]) > 1:
            self._marks.add("," if grouped["mark"] == "." else ".")

    def told(self) -> Mark:
        """ "" where no cell tells, or they differ."""
        return next(iter(self._marks)) if len(self._marks) == 1 else ""

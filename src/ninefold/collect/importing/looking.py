"""A kept file as it is looked at before its import: its columns, how many rows, what all of them seem to mean."""

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Protocol

import msgspec

from ninefold.collect.importing import cells, guessing, mending, sheets
from ninefold.collect.importing.mapping import NO, YES
from ninefold.collect.types import Answers, Dates

GUESSED_ROWS = 200
DATED = ("at", "agreed_at", "text", "trait")  # columns that may hold dates
AMOUNTS = ("revenue", "decimal", "integer", "text")  # and those that may hold amounts


class Known(msgspec.Struct, frozen=True):
    """What was seen of a file when it came. It names nobody, so it may stay as long as the file."""

    columns: tuple[str, ...]
    count: int
    guesses: dict[str, str] = {}
    answers: dict[str, Answers] = {}
    times: dict[str, Dates] = {}
    marks: dict[str, str] = {}
    is_mended: bool = False


def look(path: Path, today: date, *, are_events: bool, are_messages: bool, is_mended: bool) -> Known:
    """Look through a kept file, once for its first rows, once for all of them."""
    if are_messages:
        with path.open(encoding="utf-8") as file:
            return Known(sheets.OF_MESSAGES, sum(1 for _ in file))
    columns = tuple(_columns(path))
    first = list(islice(_rows(path), GUESSED_ROWS))
    meant = (guessing.of_events if are_events else guessing.guesses)(columns, first, today)
    said = {column: _Said() for column in columns if meant[column] == "consent"}
    times = {column: cells.ColumnOfDates() for column in columns if meant[column] in DATED}
    marks = {column: cells.ColumnOfAmounts() for column in columns if meant[column] in AMOUNTS}
    every: list[Mapping[str, _Hears]] = [said, times, marks]
    heard = [(columns.index(column), one) for each in every for column, one in each.items()]
    count = _broken(path)
    for row in _rows(path):
        count += 1
        for number, one in heard:
            one.hear(row[number])
    dates = {column: found for column, one in times.items() if (found := one.told())}
    points = {column: mark for column, one in marks.items() if (mark := one.told())}
    answers = {column: one.told() for column, one in said.items()}
    return Known(columns, count, meant, answers, dates, dict[str, str](points), is_mended)


class _Hears(Protocol):
    """What goes through a column, cell by cell."""

    def hear(self, cell: str) -> None: ...


class _Said:
    """How many cells of a column say yes, no, nothing, or what is neither."""

    def __init__(self) -> None:
        self.yes = self.no = self.empty = self.neither = 0

    def hear(self, cell: str) -> None:
        plain = cell.strip().lower()
        self.yes += plain in YES
        self.no += plain in NO
        self.empty += not plain
        self.neither += bool(plain) and plain not in YES | NO

    def told(self) -> Answers:
        return Answers(self.yes, self.no, self.empty, self.neither)


def shown(path: Path, count: int) -> tuple[tuple[str, ...], ...]:
    """The first rows, or what the first messages say."""
    if path.suffix == ".csv":
        return tuple(tuple(row) for row in islice(_rows(path), count))
    with path.open(encoding="utf-8") as file:
        return tuple(_message(line) for line in islice(file, count))


def _message(line: str) -> tuple[str, ...]:
    try:
        said = json.loads(line)
    except ValueError:
        return ("no message",) + ("",) * (len(sheets.OF_MESSAGES) - 1)
    return tuple(str(said.get(name) or "") for name in sheets.OF_MESSAGES)


def _columns(path: Path) -> Sequence[str]:
    head = next(_lines(path))
    return head[1:] if head[0] == mending.BROKEN else head


def _broken(path: Path) -> int:
    """How many rows could not be read."""
    lines = _lines(path)
    return sum(1 for row in lines if row[0]) if next(lines)[0] == mending.BROKEN else 0


def _rows(path: Path) -> Iterator[list[str]]:
    """The rows that could be read."""
    lines = _lines(path)
    has_broken = next(lines)[0] == mending.BROKEN
    for row in lines:
        if not has_broken:
            yield row
        elif not row[0]:
            yield row[1:]


def _lines(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)

"""Reads files of rows: CSV with any delimiter or white space, JSON lines, Parquet, archives of messages.

One row in memory at a time. Text may be compressed by gzip. What is refused of a file is written beside it with the
reason in columns of our own (`mending`), so that it can be mended and read again.
"""

import csv
import gzip
import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import duckdb
import msgspec

from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.importing import mending
from ninefold.collect.importing.mapping import Mapping

LINE_CHARACTERS_MAX = 1_000_000
FILE_BYTES_MAX = 50 * 2**30
PARQUET_ROWS_AT_ONCE = 500
RECORD_LINES_MAX = 1_000  # within quotation marks
STRAY_QUOTE = (
    "A quotation mark opens a cell here and is not closed properly. Take it out, close it at the end of the cell, or"
    ' write it twice ("") where it belongs to the text.'
)
GZIP, PARQUET = b"\x1f\x8b", b"PAR1"


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that cannot be read: its text, and why."""

    text: str
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One record of a file: its number from 1 (of its last line, where it spans lines), its row or what is wrong.

    `raw` is the record as it stands: its cells, or its text. Only what was refused before has a `message_id`.
    """

    number: int
    raw: Sequence[str] | str
    row: dict[str, Any] | Faulty
    message_id: str = ""


def measure(path: Path) -> tuple[str, int]:
    """The file's SHA-256 and its number of lines. Raises ImportRefused if it cannot be read or is too large."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
        return digest.hexdigest(), _parquet_rows(path) if _begins(path, PARQUET) else _lines_in(path)
    except (OSError, EOFError) as error:
        said = getattr(error, "strerror", None) or error
        raise ImportRefused("file_missing", f"{path} cannot be read: {said}.") from error
    except duckdb.Error as error:
        raise ImportRefused("file_unreadable", f"{path.name} is broken: {error}.") from error


def _lines_in(path: Path) -> int:
    lines, size, last = 0, 0, b"\n"
    with gzip.open(path) if _begins(path, GZIP) else path.open("rb") as file:
        while chunk := file.read(1 << 20):
            lines += chunk.count(b"\n")
            size += len(chunk)
            last = chunk[-1:]
            if size > FILE_BYTES_MAX:
                words = f"{path.name} is too large: at most {FILE_BYTES_MAX // 2**30} GB, unpacked."
                raise ImportRefused("file_too_large", words)
    return lines + (last != b"\n")


def _parquet_rows(path: Path) -> int:
    with duckdb.connect() as connection:
        ((count,),) = connection.execute("SELECT COUNT(*) FROM read_parquet($1)", [str(path)]).fetchall()
    return int(count)


def _begins(path: Path, mark: bytes) -> bool:
    with path.open("rb") as file:
        return file.read(len(mark)) == mark


class Reader:
    """The records of a file, empty ones left out. `columns` are a table's, as far as it has been read."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        self._path = path
        self._mapping = mapping
        self.columns = list(mapping.columns)

    def __iter__(self) -> Iterator[Line]:
        if _begins(self._path, PARQUET):
            yield from self._table()
            return
        opened: Any = gzip.open if _begins(self._path, GZIP) else open
        with opened(self._path, "rt", encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            yield from self._csv(file) if self._mapping.format == "csv" else self._json(file)

    def _table(self) -> Iterator[Line]:
        """The rows of a Parquet file, as JSON would have them."""
        with duckdb.connect() as connection:
            rows = connection.execute("SELECT * FROM read_parquet($1)", [str(self._path)])
            names, number = [column[0] for column in rows.description or ()], 0
            while some := rows.fetchmany(PARQUET_ROWS_AT_ONCE):
                for cells in some:
                    number += 1
                    row = msgspec.to_builtins(dict(zip(names, cells, strict=True)), enc_hook=str, str_keys=True)
                    yield Line(number, json.dumps(row), row)

    def _json(self, file: IO[str]) -> Iterator[Line]:
        for number, line in enumerate(lines(file), start=1):
            if line.strip():
                row = json_object(line)
                was = mending.taken_from(row) if isinstance(row, dict) else None
                if was and was.content:
                    row = json_object(was.content)
                yield Line(number, line.rstrip("\r\n"), row, was.message_id if was else "")

    def _csv(self, file: IO[str]) -> Iterator[Line]:
        first = file.readline(LINE_CHARACTERS_MAX)
        file.seek(0)
        is_mended = mending.is_head(first)
        if is_mended:
            self.columns = []
        has_head = self._mapping.header or is_mended
        for number, cells in records(file, "," if is_mended else self._mapping.delimiter, lambda: len(self.columns)):
            if isinstance(cells, Broken):
                yield Line(number, [cells.text], Faulty("line_broken", cells.reason))
                continue
            if not any(cells):
                continue
            if has_head and not self.columns:
                self.columns = [cell.strip() for cell in cells]
                continue
            row, message_id = self._row(cells), ""
            if isinstance(row, dict) and (reason := row.pop(mending.BROKEN, "")):
                row = Faulty("line_broken", reason)
            if is_mended and isinstance(row, dict):
                message_id = mending.taken_from_row(row)
            yield Line(number, cells, row, message_id)

    def _row(self, cells: list[str]) -> dict[str, Any] | Faulty:
        if len(cells) == len(self.columns):
            return dict(zip(self.columns, cells, strict=True))
        words = f"The line has {len(cells)} cells where there are {len(self.columns)} columns."
        return Faulty("columns_differ", words)


def json_object(line: str) -> dict[str, Any] | Faulty:
    """What a line of JSON holds, or what is wrong with it."""
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return Faulty("line_broken", "The line is not JSON.")
    return row if isinstance(row, dict) else Faulty("line_broken", "The line is no JSON object.")


def records(file: IO[str], delimiter: str, columns: Callable[[], int]) -> Iterator[tuple[int, list[str] | Broken]]:
    """The records of a table with the number of their last line. A quotation mark that is not closed properly spoils
    the line on which it stands, never those after it. `columns` is how many there are, 0 while nobody knows.
    """
    if delimiter == "whitespace":
        for number, line in enumerate(lines(file), start=1):
            yield number, line.split()
        return
    source, waiting, number = lines(file), deque[str](), 0
    while True:
        taken: list[str] = []
        cells = _record(_fed(waiting, source, taken), delimiter)
        if not taken:
            return
        is_sound = cells is not None and (len(taken) == 1 or columns() in (0, len(cells)))
        if not is_sound:
            waiting.extendleft(reversed(taken[1:]))
            del taken[1:]
            cells = _of_one_line(taken[0], delimiter, columns())
        number += len(taken)
        yield number, Broken(taken[0].rstrip("\r\n"), STRAY_QUOTE) if cells is None else cells


def _fed(waiting: deque[str], source: Iterator[str], taken: list[str]) -> Iterator[str]:
    """Lines for one record, noted as they are taken."""
    while len(taken) < RECORD_LINES_MAX:
        line = waiting.popleft() if waiting else next(source, None)
        if line is None:
            return
        taken.append(line)
        yield line


def _record(lines: Iterator[str], delimiter: str) -> list[str] | None:
    """The cells of one record; None where a quotation mark is not closed, or not before a delimiter."""
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


def _of_one_line(line: str, delimiter: str, columns: int) -> list[str] | None:
    """The cells of a line that has quotation marks within its cells, where it is a whole one all the same."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter), None)
    except csv.Error:
        return None
    is_open = cells is not None and bool(cells) and cells[-1].endswith("\n")
    return None if cells is None or is_open or columns not in (0, len(cells)) else cells


def lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LINE_CHARACTERS_MAX):
        if len(line) == LINE_CHARACTERS_MAX:
            raise ImportRefused("line_too_long", f"A line has more than {LINE_CHARACTERS_MAX} characters.")
        yield line

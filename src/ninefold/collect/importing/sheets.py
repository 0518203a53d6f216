"""A file as one table of ours: CSV in any encoding and with any delimiter, JSON lines or a list, Parquet, archives.

What lies deeper in JSON stands in a column by its path, such as "address.city". Text may be compressed by gzip. One
row is in memory at a time. What cannot be read is kept as a row that says why, so that the others count.
"""

import codecs
import csv
import io
import json
from collections.abc import Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

import duckdb

from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.importing import mending, reading
from ninefold.collect.importing.mapping import Mapping
from ninefold.collect.importing.reading import Broken
from ninefold.collect.opening import Opened
from ninefold.collect.types import EventKind

COLUMNS_MAX, DEPTH_MAX = 200, 10
DELIMITERS = (",", ";", "\t", "|")
WRONG = "what is wrong"
SCRATCH = "reading-"  # how a folder begins in which a file lies while it is read
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CHUNK = 1 << 20
_HEAD_CHARACTERS = 1 << 16
_SPREADSHEET = "This is a spreadsheet or an archive. Save the table as CSV, then send that."

OF_MESSAGES = ("type", "event", "userId", "anonymousId", "timestamp")  # what is shown of messages
_KINDS = frozenset(EventKind)
_LOOKED_AT = 20

Row = list[str] | Broken
One = dict[str, Any] | Broken


class _SomeBroken(Exception):
    """A row cannot be read: the table needs a column that says so."""


def write(files: Sequence[Opened], into: IO[str], scratch: Path) -> bool:
    """Write the table that files are, its first row the columns' names, as CSV with commas. Whether it is one of ours,
    in which lines were to be mended. Raises ImportRefused for what is no table, or several.

    What must lie on a disk to be read lies in `scratch`. The same file always makes the same table, by which it is
    known again.
    """
    try:
        return _write(files, into, scratch, has_broken=False)
    except _SomeBroken:
        into.seek(0)
        into.truncate()
        return _write(files, into, scratch, has_broken=True)


def _write(files: Sequence[Opened], into: IO[str], scratch: Path, *, has_broken: bool) -> bool:
    head, rows = _read(files, scratch)
    is_mended = head[-1].strip() == WRONG  # what we wrote beside the lines is nobody's trait
    names = _named(head[:-1] if is_mended else head)
    first, count = [""] if has_broken else [], 0
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow([mending.BROKEN, *names] if has_broken else names)
    for row in rows:
        count += 1
        if not isinstance(row, Broken):
            writer.writerow([*first, *_of_length(row[: len(head) - 1] if is_mended else row, len(names))])
        elif has_broken:
            writer.writerow([row.reason, row.text, *[""] * (len(names) - 1)])
        else:
            raise _SomeBroken
    if not count:
        raise ImportRefused("file_empty", "The file has column names, but no rows under them.")
    return is_mended or names[-2:] == [mending.ID, mending.REASON]


def _read(files: Sequence[Opened], scratch: Path) -> tuple[list[str], Iterator[Row]]:
    """The columns' names and the rows of what are all tables, or all JSON."""
    are_objects = {_holds_objects(one) for one in files}
    if len(are_objects) > 1:
        raise ImportRefused("files_differ", "The archive holds tables and JSON. Send these one by one.")
    head, rows = _of_objects(files, scratch) if True in are_objects else _of_tables(files)
    if len(head) > COLUMNS_MAX:
        raise ImportRefused("columns_many", f"A file may have {COLUMNS_MAX} columns.")
    if any("@" in cell for cell in head):
        return [f"column {number}" for number in range(1, len(head) + 1)], chain([head], rows)
    return head, rows


def write_messages(files: Sequence[Opened], into: IO[str]) -> bool:
    """Write the messages of another collector that files hold, one JSON a line; False for any other files."""
    if any(not _holds_objects(one) or _is_parquet(one) for one in files):
        return False
    known = [row for row in islice(_all(files, Path()), _LOOKED_AT) if not isinstance(row, Broken)]
    if not known or not all(_is_message(row) for row in known):
        return False
    for row in _all(files, Path()):
        into.write((row.text if isinstance(row, Broken) else json.dumps(row)) + "\n")
    return True


def _is_message(row: dict[str, Any]) -> bool:
    """Whether an object says its kind and whose it is; also one that was refused before, and is mended."""
    is_ours = isinstance(row.get(mending.OURS), dict)
    return is_ours or (row.get("type") in _KINDS and ("userId" in row or "anonymousId" in row))


def texts(line: str) -> list[str]:
    """Every text that stands in a line of JSON."""
    found: list[str] = []
    waiting: list[Any] = []
    try:
        waiting.append(json.loads(line))
    except (ValueError, RecursionError):
        return found
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str):
            found.append(one)
    return found


def _is_parquet(one: Opened) -> bool:
    return one.head().startswith(reading.PARQUET)


def _holds_objects(one: Opened) -> bool:
    """Whether it is JSON or Parquet rather than a table of text."""
    if _is_parquet(one):
        return True
    with _text(one) as file:
        return file.read(_HEAD_CHARACTERS).lstrip()[:1] in ("{", "[")


def _of_objects(files: Sequence[Opened], scratch: Path) -> tuple[list[str], Iterator[Row]]:
    """A column for each name that any of them has, in the order of their coming, and the rows."""
    names: dict[str, None] = {}
    for one in _all(files, scratch):
        if not isinstance(one, Broken):
            names |= dict.fromkeys(name for name, _ in _flat(one))
            if len(names) > COLUMNS_MAX:
                break
    if not names:
        raise ImportRefused("file_no_table", "No line of the file is a JSON object with names and values.")
    return list(names), (
        one if isinstance(one, Broken) else _cells(dict(_flat(one)), names) for one in _all(files, scratch)
    )


def _cells(row: dict[str, str], names: dict[str, None]) -> list[str]:
    return [row.get(name, "") for name in names]


def _all(files: Sequence[Opened], scratch: Path) -> Iterator[One]:
    for one in files:
        yield from _parquet(one, scratch) if _is_parquet(one) else _objects(one)


def _parquet(one: Opened, scratch: Path) -> Iterator[dict[str, Any]]:
    path = scratch / "rows.parquet"
    with one.open() as file, path.open("wb") as copy:
        while chunk := file.read(_CHUNK):
            copy.write(chunk)
    try:
        yield from (line.row for line in reading.Reader(path, Mapping("parquet")) if isinstance(line.row, dict))
    except duckdb.Error as error:
        raise ImportRefused("file_unreadable", f"The Parquet file is broken: {error}.") from error


def _objects(one: Opened) -> Iterator[One]:
    """JSON objects, one a line or all in one list."""
    with _text(one) as file:
        is_list = file.read(_HEAD_CHARACTERS).lstrip().startswith("[")
    if is_list:
        yield from _listed(one.whole())
        return
    with _text(one) as file:
        for line in reading.lines(file):
            if line.strip():
                row = reading.json_object(line)
                yield Broken(line.strip(), row.message) if isinstance(row, Faulty) else row


def _listed(text: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportRefused("file_no_table", f"The file is no right JSON: {error}.") from error
    if not all(isinstance(row, dict) for row in rows):
        raise ImportRefused("file_no_table", "The file is a list in JSON, but not of objects with names and values.")
    found: list[dict[str, Any]] = rows
    return found


def _flat(row: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > DEPTH_MAX:
        raise ImportRefused("file_no_table", "What stands in the file is nested too deep for a table.")
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.", depth + 1)
        elif value is not None:
            yield f"{path}{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _of_tables(files: Sequence[Opened]) -> tuple[list[str], Iterator[Row]]:
    """The columns' names, which all of them share, and the rows."""
    heads = [_head(one) for one in files]
    if any(head != heads[0] for head in heads):
        raise ImportRefused("files_differ", "The files of the archive have different columns. Send them one by one.")
    if not heads or not heads[0]:
        raise ImportRefused("file_empty", "The file is empty.")
    return heads[0], (row for one in files for row in islice(_rows(one), 1, None))


def _head(one: Opened) -> list[str]:
    first = next(_rows(one), [])
    if isinstance(first, Broken):
        raise ImportRefused("file_no_csv", f"The column names cannot be read. {first.reason}")
    return first


def _rows(one: Opened) -> Iterator[Row]:
    with _text(one) as file:
        head = file.read(_HEAD_CHARACTERS)
    if head.startswith("PK\x03\x04"):
        raise ImportRefused("file_no_csv", _SPREADSHEET)
    delimiter, widths = _delimiter(head), list[int]()
    with _text(one) as file:
        for _, cells in reading.records(file, delimiter, partial(sum, widths)):
            if isinstance(cells, Broken):
                yield cells
            elif any(map(str.strip, cells)):
                widths += [] if widths else [len(cells)]
                yield cells


def _text(one: Opened) -> IO[str]:
    """The text of a file: by its mark, else UTF-8, else as Windows writes it in the west."""
    return io.TextIOWrapper(one.open(), encoding=_encoding(one), newline="")


@lru_cache(maxsize=1_000)
def _encoding(one: Opened) -> str:
    head = one.head()
    if head[:2] in _UTF16:
        return "utf-16"
    if head[1:200:2].count(0) > len(head[:200]) // 4:
        return "utf-16-le"
    found = {name: codecs.getincrementaldecoder(name)() for name in ("utf-8-sig", "cp1252")}
    with one.open() as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk and not head.startswith(reading.PARQUET):  # a picture, a spreadsheet or the like
                raise ImportRefused(
                    "file_unreadable", "This is no text file. Save the table as CSV (UTF-8), then send that."
                )
            found = {name: one for name, one in found.items() if _reads(one, chunk)}
    if "utf-8-sig" in found and not _reads(found["utf-8-sig"], b"", is_end=True):
        del found["utf-8-sig"]
    return next(iter(found), "latin-1")


def _reads(decoder: codecs.IncrementalDecoder, chunk: bytes, *, is_end: bool = False) -> bool:
    try:
        decoder.decode(chunk, is_end)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(head: str) -> str:
    """The delimiter that cuts the first lines into most columns, the same number in each."""
    lines = "\n".join(islice(head.splitlines(), 20))

    def columns(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if row]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=columns)


def _of_length(row: list[str], columns: int) -> list[str]:
    """A row with the empty cells that spreadsheets leave out, or add, at its end; others are refused when read."""
    while len(row) > columns and not row[-1].strip():
        row = row[:-1]
    return row + [""] * (columns - len(row))


def _named(names: Sequence[str]) -> list[str]:
    """Column names, each once and none empty."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        plain = " ".join(name.split())[:80].replace("{", "(").replace("}", ")") or f"column {number}"
        found.append(plain if plain not in found else f"{plain} {number}")
    return found

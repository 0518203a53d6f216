"""The bytes of a file as one table: CSV in any encoding and with any delimiter, JSON lines or a list, Parquet.

What lies deeper in JSON stands in a column by its path, such as "address.city". Text may be compressed by gzip.
"""

import csv
import io
import json
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.importing import mending, reading
from ninefold.collect.importing.mapping import Mapping
from ninefold.collect.types import UPLOAD_BYTES_MAX, EventKind

COLUMNS_MAX, DEPTH_MAX = 200, 10
DELIMITERS = (",", ";", "\t", "|")
WRONG = "what is wrong"
SCRATCH = "reading-"  # how a folder begins in which a file lies while it is read
_UTF16 = (b"\xff\xfe", b"\xfe\xff")

OF_MESSAGES = ("type", "event", "userId", "anonymousId", "timestamp")  # what is shown of messages
_KINDS = frozenset(EventKind)
_LOOKED_AT = 20

Table = list[list[str]]


def table(raw: bytes, folder: Path) -> Table:
    """Its rows, all of one length, the first of them the columns' names. Raises ImportRefused for what is no table.

    What must lie on a disk to be read lies in `folder`, no longer than that.
    """
    raw = _unpacked(raw)
    if raw.startswith(reading.PARQUET):
        rows = _of_objects(_parquet(raw, folder))
    else:
        text = _decoded(raw)
        rows = _of_objects(_objects(text)) if text.lstrip()[:1] in ("{", "[") else _delimited(text)
    if not rows:
        raise ImportRefused("file_empty", "The file is empty.")
    _check_columns(rows[0])
    if any("@" in cell for cell in rows[0]):
        rows.insert(0, [f"column {number}" for number in range(1, len(rows[0]) + 1)])
    if rows[0][-1].strip() == WRONG:  # what we wrote beside the lines that were to be mended is nobody's trait
        rows = [row[: len(rows[0]) - 1] for row in rows]
    if len(rows) == 1:
        raise ImportRefused("file_empty", "The file has column names, but no rows under them.")
    return [_named(rows[0]), *(_of_length(row, len(rows[0])) for row in rows[1:])]


def messages(raw: bytes) -> bytes | None:
    """Messages that another collector kept, one JSON a line; None for any other file. Raises ImportRefused."""
    raw = _unpacked(raw)
    if raw.startswith(reading.PARQUET):
        return None
    text = _decoded(raw)
    if text.lstrip()[:1] not in ("{", "["):
        return None
    rows = list(_objects(text))
    if not rows or not all(_is_message(row) for row in rows[:_LOOKED_AT]):
        return None
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


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


def _unpacked(raw: bytes) -> bytes:
    if not raw.startswith(reading.GZIP):
        return raw
    unpacking = zlib.decompressobj(wbits=31)
    try:
        opened = unpacking.decompress(raw, UPLOAD_BYTES_MAX + 1)
    except zlib.error:
        opened = b""
    check_size(opened)
    if not unpacking.eof:
        raise ImportRefused("file_unreadable", "The file is compressed, and broken. Send it as it was before.")
    return opened


def check_size(raw: bytes) -> None:
    """Raises ImportRefused for what is larger than a file may be."""
    if len(raw) > UPLOAD_BYTES_MAX:
        raise ImportRefused(
            "file_too_large", f"The file is too large: at most {UPLOAD_BYTES_MAX // 2**20} MB. Cut it in two."
        )


def _check_columns(names: Sequence[str]) -> None:
    if len(names) > COLUMNS_MAX:
        raise ImportRefused("columns_many", f"A file may have {COLUMNS_MAX} columns.")


def _parquet(raw: bytes, folder: Path) -> Iterator[dict[str, Any]]:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=folder) as scratch:
        path = Path(scratch) / "people.parquet"
        path.write_bytes(raw)
        try:
            yield from (line.row for line in reading.Reader(path, Mapping("parquet")) if isinstance(line.row, dict))
        except duckdb.Error as error:
            raise ImportRefused("file_unreadable", f"The Parquet file is broken: {error}.") from error


def _objects(text: str) -> Iterator[dict[str, Any]]:
    """JSON objects, one a line or all in one list."""
    if text.lstrip().startswith("["):
        yield from _listed(text)
        return
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            row = reading.json_object(line)
            if isinstance(row, Faulty):
                raise ImportRefused("file_no_table", f"Line {number}: {row.message} Mend it, then send the file again.")
            yield row


def _listed(text: str) -> list[dict[str, Any]]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImportRefused("file_no_table", f"The file is no right JSON: {error}.") from error
    if not all(isinstance(row, dict) for row in rows):
        raise ImportRefused("file_no_table", "The file is a list in JSON, but not of objects with names and values.")
    found: list[dict[str, Any]] = rows
    return found


def _of_objects(objects: Iterator[dict[str, Any]]) -> Table:
    """A column for each name that any of them has, in the order of their coming."""
    rows = [dict(_flat(one)) for one in objects]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    _check_columns(columns)
    return [columns, *([row.get(name, "") for name in columns] for row in rows)] if rows else []


def _flat(row: dict[str, Any], path: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    if depth > DEPTH_MAX:
        raise ImportRefused("file_no_table", "What stands in the file is nested too deep for a table.")
    for name, value in row.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{path}{name}.", depth + 1)
        elif value is not None:
            yield f"{path}{name}", value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _decoded(raw: bytes) -> str:
    """The text of a file: by its mark, else UTF-8, else as Windows writes it in the west."""
    if raw[:2] in _UTF16:
        encodings = ["utf-16"]
    elif raw[1:200:2].count(0) > len(raw[:200]) // 4:
        encodings = ["utf-16-le"]
    else:
        encodings = ["utf-8-sig", "cp1252", "latin-1"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if "\x00" not in text:  # no text holds it, so this is a picture, a spreadsheet or the like
            return text
    raise ImportRefused("file_unreadable", "This is no text file. Save the table as CSV (UTF-8), then send that.")


def _delimited(text: str) -> Table:
    if text.startswith("PK\x03\x04"):
        raise ImportRefused(
            "file_no_csv", "This is a spreadsheet or an archive. Save the table as CSV, then send that."
        )
    delimiter = _delimiter(text)
    try:
        return [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise ImportRefused("file_no_csv", f"The file cannot be read as a table: {error}.") from error


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into most columns, the same number in each."""
    lines = "\n".join(islice(text.splitlines(), 20))

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

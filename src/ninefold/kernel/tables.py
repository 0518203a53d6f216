"""Writes rows as CSV, JSON lines or Parquet, to a file or to whoever reads along. One row in memory at a time.

A cell is given as its column's kind says; None where there is nothing.
"""

import csv
import gzip
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO, Any, Literal, cast

import duckdb
import msgspec

from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput

FORMATS = (".csv", ".jsonl", ".parquet")
OBJECT_BYTES_MAX = 16 * 2**20
_OWNER_ALONE, _PIECE_BYTES = 0o600, 1 << 20
_PARQUET = {
    "text": "VARCHAR", "int": "BIGINT", "bool": "BOOLEAN", "instant": "TIMESTAMP", "texts": "VARCHAR[]",
    "json": "VARCHAR",
}  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = re.compile(r"[+-][\d .()/-]+")  # a phone's, too


@dataclass(frozen=True, slots=True)
class Column:
    """One column: text; int; bool; instant (microseconds); texts (a list); json (any value, or its JSON as bytes).

    CSV has a column of its own for each of `keys` of a JSON object.
    """

    name: str
    kind: Literal["text", "int", "bool", "instant", "texts", "json"] = "text"
    keys: tuple[str, ...] = ()


Rows = Iterable[Sequence[Any]]


def write(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    """Write a file by its suffix (FORMATS, the first two also with .gz), wholly or not at all; how many rows.

    Its owner alone may read it. Raises BadInput for another suffix.
    """
    kind, is_packed = _format(path)
    scratch = _scratch(path)
    try:
        if kind == ".parquet":
            count = _write_parquet(scratch, columns, rows)
        else:
            with _created(scratch, is_packed=is_packed) as file:
                count = _write_text(file, columns, rows, is_csv=kind == ".csv")
        scratch.replace(path)
    finally:
        scratch.unlink(missing_ok=True)
    return count


def was_cut_short(path: Path) -> bool:
    """Whether a writer of this file was killed, or still writes."""
    return _scratch(path).exists()


def _scratch(path: Path) -> Path:
    return path.with_name(f".{path.name}.part")


def check(path: Path) -> None:
    """Raise BadInput for a file whose name tells no format."""
    _format(path)


def pieces(kind: str, columns: Sequence[Column], rows: Rows, *, folder: Path) -> Iterator[bytes]:
    """A file of a format (one of FORMATS) in pieces. Parquet is written in the folder first, and gone from there when
    it is read: its end tells where its parts are."""
    assert kind in FORMATS
    if kind == ".parquet":
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as scratch:
            path = Path(scratch) / "whole.parquet"
            write(path, columns, rows)
            with path.open("rb") as file:
                yield from iter(lambda: file.read(_PIECE_BYTES), b"")
        return
    lines = csv_lines(columns, rows) if kind == ".csv" else (_json_line(columns, row) for row in rows)
    yield from (line.encode("utf-8", "replace") for line in lines)


def csv_lines(columns: Sequence[Column], rows: Rows) -> Iterator[str]:
    """The lines of a CSV file, the heads of its columns first."""
    line = io.StringIO(newline="")
    writer = csv.writer(line)
    for cells in chain([_heads(columns)], (_csv_row(columns, row) for row in rows)):
        writer.writerow(cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _format(path: Path) -> tuple[str, bool]:
    is_packed = path.suffix == ".gz"
    kind = path.with_suffix("").suffix if is_packed else path.suffix
    if kind not in FORMATS or (is_packed and kind == ".parquet"):
        words = "end the name with .csv, .jsonl (or one of these and .gz), or .parquet."
        raise BadInput("format_unknown", f"{path.name}: {words}")
    return kind, is_packed


@contextmanager
def _created(path: Path, *, is_packed: bool) -> Iterator[IO[bytes]]:
    """A new file for its owner alone; what a killed writer left there goes."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ALONE), "wb") as file:
        if not is_packed:
            yield file
            return
        with gzip.GzipFile(fileobj=file, mode="wb") as packed:
            yield cast(IO[bytes], packed)


def _write_text(file: IO[bytes], columns: Sequence[Column], rows: Rows, *, is_csv: bool) -> int:
    lines = csv_lines(columns, rows) if is_csv else (_json_line(columns, row) for row in rows)
    count = -1 if is_csv else 0  # the heads are no row
    for line in lines:
        file.write(line.encode("utf-8", "replace"))
        count += 1
    return count


def _write_parquet(path: Path, columns: Sequence[Column], rows: Rows) -> int:
    """Through JSON lines beside it, which DuckDB reads by their types: nothing is guessed."""
    lines = path.with_name(f"{path.name}.jsonl")
    kinds = ", ".join(f"{_quoted(each.name)}: '{_PARQUET[each.kind]}'" for each in columns)
    try:
        with _created(lines, is_packed=False) as file:
            count = _write_text(file, columns, rows, is_csv=False)
        with duckdb.connect() as connection:
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, _OWNER_ALONE))
            read = f"read_json({_quoted(str(lines))}, format = 'newline_delimited', columns = {{{kinds}}}"
            whole = f"SELECT * FROM {read}, maximum_object_size = {OBJECT_BYTES_MAX})"
            connection.execute(f"COPY ({whole}) TO {_quoted(str(path))} (FORMAT parquet)")
    finally:
        lines.unlink(missing_ok=True)
    return count


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _json_line(columns: Sequence[Column], row: Sequence[Any]) -> str:
    """One object; what is empty is left out."""
    found = {
        column.name: _json(column, cell)
        for column, cell in zip(columns, row, strict=True)
        if cell not in (None, "", [])
    }
    return msgspec.json.encode(found).decode() + "\n"


def _json(column: Column, cell: Any) -> Any:
    if column.kind == "instant":
        return _instant(cell)
    return msgspec.Raw(cell) if column.kind == "json" and isinstance(cell, bytes) else cell


def _heads(columns: Sequence[Column]) -> list[str]:
    return [head for column in columns for head in ([f"{column.name}.{key}" for key in column.keys] or [column.name])]


def _csv_row(columns: Sequence[Column], row: Sequence[Any]) -> list[str]:
    return [text for column, cell in zip(columns, row, strict=True) for text in _csv_cells(column, cell)]


def _csv_cells(column: Column, cell: Any) -> list[str]:
    if column.keys:
        whole = msgspec.json.decode(cell) if isinstance(cell, bytes) else (cell or {})
        return [_plain(whole.get(key)) for key in column.keys]
    if cell is None:
        return [""]
    if column.kind == "instant":
        return [_instant(cell)]
    return [_plain("; ".join(cell) if column.kind == "texts" else cell)]


def _plain(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode()
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    is_formula = text.startswith(_FORMULA) and isinstance(value, str) and not _NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text


def _instant(us: int) -> str:
    return clock.from_us(us).isoformat().replace("+00:00", "Z")

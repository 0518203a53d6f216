"""Reads files of rows: CSV with any delimiter or white space, JSON lines. One row in memory at a time."""

import csv
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ninefold.collect.errors import Faulty, ImportRefused
from ninefold.collect.importing.mapping import Mapping

LINE_CHARACTERS_MAX = 1_000_000
FILE_BYTES_MAX = 50 * 2**30
Row = dict[str, Any] | Faulty


def measure(path: Path) -> tuple[str, int]:
    """The file's SHA-256 and its number of lines. Raises ImportRefused if it cannot be read or is too large."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise ImportRefused("file_too_large", f"{path.name} is too large: at most {FILE_BYTES_MAX // 2**30} GB.")
        with path.open("rb") as file:
            while chunk := file.read(1 << 20):
                digest.update(chunk)
                lines += chunk.count(b"\n")
                last = chunk[-1:]
    except OSError as error:
        raise ImportRefused("file_missing", f"{path} cannot be read: {error.strerror}.") from error
    return digest.hexdigest(), lines + (last != b"\n")


def rows(path: Path, mapping: Mapping) -> Iterator[tuple[int, str, Row]]:
    """(line number from 1, the line as it stands, its row or what is wrong with it). Empty lines are left out.

    The line number of a record that spans lines is that of its last line.
    """
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
        if mapping.format == "jsonl":
            yield from _json_rows(file)
        else:
            yield from _csv_rows(file, mapping)


def _json_rows(file: IO[str]) -> Iterator[tuple[int, str, Row]]:
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            yield number, line, Faulty("line_broken", "The line is not JSON.")
            continue
        yield number, line, row if isinstance(row, dict) else Faulty("line_broken", "The line is no JSON object.")


def _csv_rows(file: IO[str], mapping: Mapping) -> Iterator[tuple[int, str, Row]]:
    columns = list(mapping.columns)
    for number, cells in _records(file, mapping):
        if not any(cells):
            continue
        if mapping.header and not columns:
            columns = [cell.strip() for cell in cells]
            continue
        if len(cells) != len(columns):
            fault = Faulty("columns_differ", f"The line has {len(cells)} cells where there are {len(columns)} columns.")
            yield number, ",".join(cells), fault
        else:
            yield number, ",".join(cells), dict(zip(columns, cells, strict=True))


def _records(file: IO[str], mapping: Mapping) -> Iterator[tuple[int, list[str]]]:
    if mapping.delimiter == "whitespace":
        for number, line in enumerate(_lines(file), start=1):
            yield number, line.split()
        return
    reader = csv.reader(_lines(file), delimiter=mapping.delimiter)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = [str(error)]
        yield reader.line_num, cells


def _lines(file: IO[str]) -> Iterator[str]:
    while line := file.readline(LINE_CHARACTERS_MAX):
        if len(line) == LINE_CHARACTERS_MAX:
            raise ImportRefused("line_too_long", f"A line has more than {LINE_CHARACTERS_MAX} characters.")
        yield line

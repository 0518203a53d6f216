"""What was refused of a file, beside it: its records as they stood, each with its id and what is wrong with it.

Mended, this file is imported like the one it came from, by the same mapping. A record keeps the id it had there, so
however often it is sent it counts once.
"""

import csv
import io
import json
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ID, REASON = "ninefold id", "ninefold reason"
BROKEN = "ninefold broken"  # the first column of a kept table in which lines could not be read: why
_OURS = (ID, REASON, BROKEN)
OURS = "ninefold"  # the key of the same in JSON lines
_IS_ID = re.compile(r"[0-9a-f]{32}:\d+")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A record that was refused: its cells, or its text, and why."""

    message_id: str
    raw: Sequence[str] | str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Was:
    """What a line of refused JSON says of itself; `content` is its text where that is no JSON object."""

    message_id: str
    content: str


def place(path: Path, *, is_table: bool) -> Path:
    """Where what is refused of a file is written."""
    return path.with_name(f"{path.name}.refused.{'csv' if is_table else 'jsonl'}")


def write(path: Path, columns: Sequence[str], refusals: Sequence[Refusal]) -> None:
    """Add refusals, on disk when this returns. `columns` are those of the table they come from."""
    lines = io.StringIO(newline="")
    if path.suffix == ".csv":
        writer = csv.writer(lines)
        if not path.exists():
            writer.writerow((*(one for one in columns if one not in _OURS), ID, REASON))
        writer.writerows(_row(each, columns) for each in refusals)
    else:
        lines.writelines(_line(each) + "\n" for each in refusals)
    with path.open("a", encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.write(lines.getvalue())
        file.flush()
        os.fsync(file.fileno())


def _row(refusal: Refusal, columns: Sequence[str]) -> list[str]:
    """The cells under their columns; cells that are too many stand in the reason."""
    cells = list(refusal.raw)
    over = cells[len(columns) :]
    cells = [*cells[: len(columns)], *[""] * (len(columns) - len(cells))]
    kept = [cell for cell, column in zip(cells, columns, strict=True) if column not in _OURS]
    return [*kept, refusal.message_id, f"{refusal.reason}{' Left over: ' + ', '.join(over) if over else ''}"]


def _line(refusal: Refusal) -> str:
    text = str(refusal.raw)
    ours = {"id": refusal.message_id, "code": refusal.code, "reason": refusal.reason}
    try:
        row = json.loads(text)
    except (ValueError, RecursionError):
        row = None
    whole = row | {OURS: ours} if isinstance(row, dict) else {OURS: ours | {"content": text}}
    return json.dumps(whole, ensure_ascii=False)


def is_head(line: str) -> bool:
    """Whether this is the first line of a table of refusals."""
    return line.rstrip("\r\n").endswith(f"{ID},{REASON}")


def taken_from_row(row: dict[str, Any]) -> str:
    """Take our columns out of a row; the id the record had, "" where it has none that can be."""
    row.pop(REASON, None)
    return _id(row.pop(ID, ""))


def taken_from(row: dict[str, Any]) -> Was | None:
    """Take our key out of a line of JSON; None where it was not refused before."""
    ours = row.get(OURS)
    if not isinstance(ours, dict) or "reason" not in ours:
        return None
    del row[OURS]
    return Was(_id(ours.get("id", "")), str(ours.get("content", "")))


def _id(value: object) -> str:
    return value if isinstance(value, str) and _IS_ID.fullmatch(value) else ""

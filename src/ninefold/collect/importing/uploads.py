"""A file of people as someone sent it: made UTF-8 with commas, kept until it is imported, its columns guessed.

Spreadsheets write CSV in many ways; it is read once, whatever its encoding and delimiter, and kept one way. It holds
personal data: when its import is done only the lines that could not be used are kept, to be mended.
"""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path

import msgspec

from ninefold.collect.errors import ImportRefused
from ninefold.collect.importing import guessing
from ninefold.collect.types import UPLOAD_BYTES_MAX, Sheet, UploadState
from ninefold.kernel.settings import Settings

COLUMNS_MAX = 200
SHOWN_ROWS = 5
GUESSED_ROWS = 200
DELIMITERS = (",", ";", "\t", "|")
PEOPLE, MAPPING, MEND, DONE, REFUSED = (
    "people.csv",
    "mapping.json",
    "to-mend.csv",
    "done.json",
    "people.csv.refused.csv",
)
WRONG = "what is wrong"
KEY_CHARACTERS = 16
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def folder(install: Settings) -> Path:
    """Where an install keeps files of people."""
    return install.data / "imports"


def keep(folder: Path, raw: bytes) -> str:
    """Keep a file in a folder of its own under `folder`; its key. Raises ImportRefused for what is no table."""
    if len(raw) > UPLOAD_BYTES_MAX:
        raise ImportRefused(
            "file_too_large", f"The file is too large: at most {UPLOAD_BYTES_MAX // 2**20} MB. Cut it in two."
        )
    table = _table(_decoded(raw))
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(table)
    whole = text.getvalue().encode("utf-8")
    key = hashlib.sha256(whole).hexdigest()[:KEY_CHARACTERS]
    place = folder / key
    place.mkdir(parents=True, exist_ok=True)
    state = done(folder, key)
    if state is None or not state.recorded:  # nothing of it counts yet: it may be read anew
        for name in (DONE, MEND, REFUSED):
            (place / name).unlink(missing_ok=True)
        (place / PEOPLE).write_bytes(whole)
    return key


def done(folder: Path, key: str) -> UploadState | None:
    """What became of a file whose import is done, None before that."""
    try:
        return msgspec.json.decode((folder / key / DONE).read_bytes(), type=UploadState)
    except FileNotFoundError:
        return None


def sheet(folder: Path, key: str) -> Sheet:
    """What a kept file holds. Raises ImportRefused where it is gone."""
    path = folder / key / PEOPLE
    try:
        rows = list(_read(path))
    except FileNotFoundError:
        raise ImportRefused("upload_gone", "This file is not kept any more. Send it again.") from None
    columns, shown = tuple(rows[0]), tuple(tuple(row) for row in rows[1 : SHOWN_ROWS + 1])
    meant = guessing.guesses(columns, rows[1 : GUESSED_ROWS + 1])
    asked = [number for number, column in enumerate(columns) if meant[column] == "consent"]
    said = {columns[n]: guessing.answers([row[n] for row in rows[1:]]) for n in asked}
    return Sheet(key, columns, shown, len(rows) - 1, meant, said)


def finish(folder: Path, key: str) -> None:
    """Keep of an imported file only what is to be mended, each line with its reason."""
    place = folder / key
    if not (place / PEOPLE).exists():
        return
    refused = list(_read(place / REFUSED)) if (place / REFUSED).exists() else []
    once = {row[-2]: [*row[:-2], row[-1]] for row in refused[1:]}  # by the line's id: a kill may have left one twice
    with (place / f"{MEND}.new").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([[*next(_read(place / PEOPLE)), WRONG], *once.values()])
    (place / f"{MEND}.new").replace(place / MEND)
    (place / PEOPLE).unlink()
    (place / REFUSED).unlink(missing_ok=True)


def forget(folder: Path, key: str) -> None:
    """Drop a file that is not to be imported."""
    shutil.rmtree(folder / key, ignore_errors=True)


def erase(folder: Path, mentions: Callable[[str], bool], is_begun: Callable[[str], bool]) -> int | None:
    """Take the rows that mention somebody out of all kept files; how many. None while one of them is being imported.

    A file of which some lines are recorded is known by its hash: it must not change before its import is done.
    """
    gone = 0
    for path in sorted(folder.glob("*/*")):
        if path.suffix not in (".csv", ".new"):
            continue
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            rows = list(csv.reader(file))
        kept = [row for row in rows if not any(mentions(cell) for cell in row)]
        if len(kept) == len(rows):
            continue
        if path.name == PEOPLE and is_begun(hashlib.sha256(path.read_bytes()).hexdigest()):
            return None
        scratch = path.with_name(f"{path.name}.kept")
        with scratch.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(kept)
        scratch.replace(path)
        gone += len(rows) - len(kept)
    return gone


def write_mapping(folder: Path, key: str, mapping: dict[str, object]) -> Path:
    """Keep what the columns mean, beside the file; its path."""
    path = folder / key / MAPPING
    path.write_text(json.dumps(mapping), encoding="utf-8")
    return path


def _read(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


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


def _table(text: str) -> list[list[str]]:
    """The rows of a table, the first of them its columns' names, all of one length."""
    if text.startswith("PK\x03\x04"):
        raise ImportRefused(
            "file_no_csv", "This is a spreadsheet or an archive. Save the table as CSV, then send that."
        )
    delimiter = _delimiter(text)
    try:
        rows = [
            row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(map(str.strip, row))
        ]
    except csv.Error as error:
        raise ImportRefused("file_no_csv", f"The file cannot be read as a table: {error}.") from error
    if not rows:
        raise ImportRefused("file_empty", "The file is empty.")
    if len(rows[0]) > COLUMNS_MAX:
        raise ImportRefused("columns_many", f"A file may have {COLUMNS_MAX} columns.")
    if any("@" in cell for cell in rows[0]):
        rows.insert(0, [f"column {number}" for number in range(1, len(rows[0]) + 1)])
    if rows[0][-1].strip() == WRONG:  # what we wrote beside the lines that were to be mended is nobody's trait
        rows = [row[: len(rows[0]) - 1] for row in rows]
    if len(rows) == 1:
        raise ImportRefused("file_empty", "The file has column names, but no rows under them.")
    return [_named(rows[0]), *(_of_length(row, len(rows[0])) for row in rows[1:])]


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


def _delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into most columns, the same number in each."""
    lines = "\n".join(islice(text.splitlines(), 20))

    def columns(delimiter: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(io.StringIO(lines), delimiter=delimiter) if row]
        usual = max(set(counts), key=counts.count) if counts else 0
        return (counts.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=columns)

"""A file of people as someone sent it: made UTF-8 with commas, kept until it is imported, its columns guessed.

Tables come in many forms (`sheets`); each is read once and kept one way. It holds personal data: when its import is
done only the lines that could not be used are kept, to be mended.
"""

import csv
import hashlib
import io
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from ninefold.collect.errors import ImportRefused
from ninefold.collect.importing import guessing, sheets
from ninefold.collect.types import Sheet, UploadState
from ninefold.kernel.settings import Settings

SHOWN_ROWS = 5
GUESSED_ROWS = 200
PEOPLE, MAPPING, MEND, DONE, REFUSED = (
    "people.csv",
    "mapping.json",
    "to-mend.csv",
    "done.json",
    "people.csv.refused.csv",
)
KEY_CHARACTERS = 16


def folder(install: Settings) -> Path:
    """Where an install keeps files of people."""
    return install.data / "imports"


def keep(folder: Path, raw: bytes) -> str:
    """Keep a file in a folder of its own under `folder`; its key. Raises ImportRefused for what is no table."""
    sheets.check_size(raw)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(sheets.table(raw, folder))
    whole = text.getvalue().encode("utf-8", "replace")  # JSON can say half a character
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
        csv.writer(file).writerows([[*next(_read(place / PEOPLE)), sheets.WRONG], *once.values()])
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
    for left in folder.glob(f"{sheets.SCRATCH}*"):  # by a process that was killed while it read a file
        shutil.rmtree(left, ignore_errors=True)
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

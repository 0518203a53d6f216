"""A file of people or events as someone sent it: made UTF-8 with commas, its columns guessed, kept until it is read.

Tables come in many forms (`sheets`); each is read once and kept one way. Messages that another collector kept say by
themselves what they are, and are kept as they are. A file holds personal data: when its import is done only the lines
that could not be used are kept, to be mended.
"""

import csv
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import msgspec

from ninefold.collect import opening
from ninefold.collect.errors import ImportRefused
from ninefold.collect.importing import looking, mending, sheets
from ninefold.collect.opening import Opened
from ninefold.collect.types import Sheet, UploadState
from ninefold.kernel.settings import Settings

SHOWN_ROWS = 5
TABLE, MESSAGES = "people.csv", "messages.jsonl"
MAPPING, STATE, DONE, ASKED = "mapping.json", "state.json", "done.json", "asked.json"
MEND, MEND_MESSAGES = "to-mend.csv", "to-mend.jsonl"
KEY_CHARACTERS = 16
KNOWN, SAID = "known.json", "said"
SPREADSHEETS = ("/[Content_Types].xml", "/mimetype")  # what stands in the archives that spreadsheets are
EVENTS = "events-"  # how the key of a file of events begins


def folder(install: Settings) -> Path:
    """Where an install keeps files of people."""
    return install.data / "imports"


def keep(
    folder: Path, sent: Iterable[bytes], bytes_max: int, today: date, *, called: str = "", are_events: bool = False
) -> str:
    """Keep what a file holds in a folder of its own under `folder`; its key. Raises ImportRefused for what is no table.

    `called` is what whoever sent it calls it. What its columns seem to mean is looked at once, then kept with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=sheets.SCRATCH, dir=folder) as held:
        scratch = Path(held)
        _receive(sent, scratch / "sent", bytes_max)
        files = _files(scratch / "sent", scratch, called or "The file")
        whole, is_mended = scratch / "whole", False
        with whole.open("w", encoding="utf-8", errors="replace", newline="") as into:  # JSON can say half a character
            are_messages = are_events and sheets.write_messages(files, into)
            if not are_messages:
                is_mended = sheets.write(files, into, scratch)
        key = (EVENTS if are_events else "") + _hash(whole)[:KEY_CHARACTERS]
        place = folder / key
        place.mkdir(parents=True, exist_ok=True)
        now = state(folder, key)
        if now is None or not now.recorded:  # nothing of it counts yet: it may be read anew
            for name in (DONE, STATE, ASKED, MEND, MEND_MESSAGES):
                (place / name).unlink(missing_ok=True)
            for left in place.glob("*.refused.*"):
                left.unlink()
            known = looking.look(whole, today, are_events=are_events, are_messages=are_messages, is_mended=is_mended)
            _write(place / KNOWN, msgspec.json.encode(known))
            whole.replace(place / (MESSAGES if are_messages else TABLE))
    return key


def too_large(bytes_max: int) -> str:
    """What is said of a file that is larger than one may be."""
    most = bytes_max // 1_000_000
    return f"The file is too large: at most {most:,} MB. Cut it in two, or read it by the command ninefold import."


def _receive(sent: Iterable[bytes], into: Path, bytes_max: int) -> None:
    size = 0
    with into.open("wb") as file:
        for chunk in sent:
            size += len(chunk)
            if size > bytes_max:
                raise ImportRefused("file_too_large", too_large(bytes_max))
            file.write(chunk)


def _files(sent: Path, scratch: Path, called: str) -> list[Opened]:
    """The files that were sent, those of an archive each. Raises ImportRefused."""
    alone = Opened(sent, called=called)
    if alone.head()[257:262] == b"ustar" and not opening.is_tar(sent):  # so that its files can be opened one by one
        sent = scratch / "unpacked.tar"
        with alone.open() as packed, sent.open("wb") as whole:
            shutil.copyfileobj(packed, whole, 1 << 20)
    found = list(opening.members(sent, called))
    if any(one.name.endswith(SPREADSHEETS) for one in found):
        raise ImportRefused("file_no_csv", "This is a spreadsheet. Save the table as CSV, then send that.")
    if not found:
        raise ImportRefused("file_empty", "The archive is empty.")
    return found


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def path_of(folder: Path, key: str) -> Path:
    """Where a file is kept until its import is done."""
    messages = folder / key / MESSAGES
    return messages if messages.exists() else folder / key / TABLE


def state(folder: Path, key: str) -> UploadState | None:
    """How far the import of a file has come, or what became of it; None before it begins."""
    for name in (DONE, STATE):
        try:
            return msgspec.json.decode((folder / key / name).read_bytes(), type=UploadState)
        except FileNotFoundError:
            continue
    return None


def ask(folder: Path, key: str) -> None:
    """Have a file imported whose meaning is said."""
    (folder / key / STATE).unlink(missing_ok=True)
    (folder / key / ASKED).touch()


def is_asked(folder: Path, key: str) -> bool:
    """Whether a file waits for its import, or is being imported."""
    return (folder / key / ASKED).exists()


def asked(folder: Path) -> str | None:
    """The file that has waited longest; None where none waits."""
    waiting = sorted((path.stat().st_mtime_ns, path.parent.name) for path in folder.glob(f"*/{ASKED}"))
    return waiting[0][1] if waiting else None


def note(folder: Path, key: str, now: UploadState) -> None:
    """Keep how far an import has come; where it is done or refused, what became of it."""
    place = folder / key
    _write(place / STATE, msgspec.json.encode(now))
    if now.is_done:
        _finish(place)
        (place / STATE).replace(place / DONE)
    if now.is_done or now.problem:
        (place / ASKED).unlink(missing_ok=True)


def _write(path: Path, content: bytes) -> None:
    scratch = path.with_name(f"{path.name}.writing")
    scratch.write_bytes(content)
    scratch.replace(path)


def sheet(folder: Path, key: str) -> Sheet:
    """What a kept file holds. Raises ImportRefused where it is gone."""
    path = path_of(folder, key)
    try:
        known = msgspec.json.decode((folder / key / KNOWN).read_bytes(), type=looking.Known)
        shown = looking.shown(path, SHOWN_ROWS)
    except FileNotFoundError:
        raise ImportRefused("upload_gone", "This file is not kept any more. Send it again.") from None
    return Sheet(
        key, known.columns, shown, known.count, known.guesses, known.answers, path.name == MESSAGES,
        known.times, known.marks, known.is_mended,
    )  # fmt: skip


def remember(folder: Path, key: str, said: Mapping[str, str]) -> None:
    """Keep what was said of a file's columns, and of all of it, for the next file with the same columns."""
    place = _place_of_said(folder, sheet(folder, key).columns, key)
    place.parent.mkdir(parents=True, exist_ok=True)
    _write(place, msgspec.json.encode(dict(said)))


def remembered(folder: Path, key: str) -> dict[str, str]:
    """What was said of the last file with the same columns; empty where none came."""
    try:
        place = _place_of_said(folder, sheet(folder, key).columns, key)
        return msgspec.json.decode(place.read_bytes(), type=dict[str, str])
    except FileNotFoundError:
        return {}


def _place_of_said(folder: Path, columns: Sequence[str], key: str) -> Path:
    named = "\n".join(one for one in columns if one not in (mending.ID, mending.REASON))
    what = "events" if key.startswith(EVENTS) else "people"
    return folder / SAID / f"{what}-{hashlib.sha256(named.encode()).hexdigest()[:KEY_CHARACTERS]}.json"


def _finish(place: Path) -> None:
    """Keep of an imported file only what is to be mended, each line with its reason.

    People may be told twice; an event must count once, so what is to be mended of events keeps our ids.
    """
    kept = next((place / name for name in (MESSAGES, TABLE) if (place / name).exists()), None)
    if kept is None:
        return
    if kept.name == MESSAGES:
        _once(place, kept, MEND_MESSAGES, lambda line: json.loads(line)[mending.OURS]["id"])
    elif place.name.startswith(EVENTS):
        _once_of_table(place, kept, is_event=True)
    else:
        _once_of_table(place, kept, is_event=False)
    kept.unlink()
    for left in place.glob("*.refused.*"):
        left.unlink()


def _once(place: Path, kept: Path, name: str, id_of: Callable[[str], str]) -> None:
    """Each refused line once: a kill may have left one twice."""
    refused = mending.place(kept, is_table=False)
    lines = refused.read_text(encoding="utf-8").splitlines() if refused.exists() else []
    once = {id_of(line): line for line in lines}
    _write(place / name, "".join(f"{line}\n" for line in once.values()).encode())


def _once_of_table(place: Path, kept: Path, *, is_event: bool) -> None:
    refused = mending.place(kept, is_table=True)
    rows = list(_read(refused)) if refused.exists() else []
    once = {row[-2]: row if is_event else [*row[:-2], row[-1]] for row in rows[1:]}
    columns = [one for one in next(_read(kept)) if one != mending.BROKEN]
    head = rows[0] if is_event and rows else [*columns, sheets.WRONG]
    with (place / f"{MEND}.new").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([head, *once.values()])
    (place / f"{MEND}.new").replace(place / MEND)


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
        if path.suffix not in (".csv", ".new", ".jsonl"):
            continue
        rows = _records(path)
        kept = [row for row in rows if not any(mentions(cell) for cell in row)]
        if len(kept) == len(rows):
            continue
        if path.name in (TABLE, MESSAGES) and is_begun(hashlib.sha256(path.read_bytes()).hexdigest()):
            return None
        scratch = path.with_name(f"{path.name}.kept")
        with scratch.open("w", encoding="utf-8", newline="") as file:
            if path.suffix == ".jsonl":
                file.writelines(row[-1] for row in kept)
            else:
                csv.writer(file, lineterminator="\n").writerows(kept)
        scratch.replace(path)
        gone += len(rows) - len(kept)
    return gone


def _records(path: Path) -> list[list[str]]:
    """The cells of each row of a kept file; of a message what stands in it, and last the line itself."""
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        if path.suffix != ".jsonl":
            return list(csv.reader(file))
        return [[*sheets.texts(line), line] for line in file]


def write_mapping(folder: Path, key: str, mapping: dict[str, object]) -> Path:
    """Keep what the columns mean, beside the file; its path."""
    path = folder / key / MAPPING
    path.write_text(json.dumps(mapping), encoding="utf-8")
    return path


def _read(path: Path) -> Iterator[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)

"""Where the files of moves lie. Exports go when a move has ended; what could not be read of them stays."""

import csv
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath

from ninefold.collect.errors import ImportRefused
from ninefold.collect.moving.output import REFUSED
from ninefold.kernel import settings

FILES_MAX = 50
_CHUNK = 1 << 20
_ARRIVING, _ARRIVING_SECONDS_MAX = "arriving-", 3_600


def folder(key: str = "") -> Path:
    """The folder of a move; without a key that of all of them."""
    return settings.current().data / "moving" / key


def files(key: str) -> list[Path]:
    """The exports of a move, in the order of their names."""
    return sorted(path for path in (folder(key) / "files").glob("*") if path.is_file())


def work(key: str) -> Path:
    """Where what is made of the exports lies."""
    place = folder(key) / "work"
    place.mkdir(parents=True, exist_ok=True)
    return place


@contextmanager
def arriving() -> Iterator[Path]:
    """A folder for exports that nobody has looked at; what is not `taken` goes with it."""
    folder().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=_ARRIVING, dir=folder()) as place:
        began = Path(place).stat().st_mtime
        for left in _arrivals():
            if began - left.stat().st_mtime > _ARRIVING_SECONDS_MAX:  # of a process that was killed
                shutil.rmtree(left, ignore_errors=True)
        yield Path(place)


def _arrivals() -> list[Path]:
    return list(folder().glob(f"{_ARRIVING}*"))


def taken(key: str, place: Path) -> None:
    """Give exports that have arrived to a move."""
    (folder(key) / "files").mkdir(parents=True, exist_ok=True)
    for path in place.iterdir():
        path.replace(folder(key) / "files" / path.name)


def keep(place: Path, name: str, chunks: Iterable[bytes]) -> None:
    """Keep an export in a folder, for the owner of the install alone."""
    plain = (
        "".join(c if c.isalnum() or c in "-_. " else "_" for c in PurePath(name).name)[-150:].lstrip(". ") or "export"
    )
    with (place / plain).open("wb") as file:
        for chunk in chunks:
            file.write(chunk)


def of_path(path: Path) -> Iterable[bytes]:
    """A file in pieces. Raises ImportRefused where it cannot be read."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise ImportRefused("file_missing", f"{path} cannot be read: {error.strerror}.") from error


def refused(key: str) -> Path:
    """What could not be read, with its reasons; as far as it is known."""
    made = folder(key) / "work" / REFUSED
    return made if made.exists() else folder(key) / REFUSED


def end(key: str) -> None:
    """Drop the exports, and keep what could not be read of them."""
    made = folder(key) / "work" / REFUSED
    if made.exists():
        made.replace(folder(key) / REFUSED)
    for name in ("files", "work"):
        shutil.rmtree(folder(key) / name, ignore_errors=True)


def erase(mentions: Callable[[str], bool]) -> int | None:
    """Take rows that mention somebody out of what is kept; how many. None while exports lie here, for a move to end."""
    with arriving() as own:
        if any(folder().glob("*/files/*")) or _arrivals() != [own]:
            return None
    gone = 0
    for path in folder().glob(f"*/{REFUSED}"):
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            rows = list(csv.reader(file))
        kept = [row for row in rows if not any(mentions(cell) for cell in row)]
        gone += len(rows) - len(kept)
        scratch = path.with_name(f"{path.name}.kept")
        with scratch.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows(kept)
        scratch.replace(path)
    return gone

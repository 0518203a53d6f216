"""The tombstones' file in the data folder: a database restored from before an erasure is cleaned by it.

Lines are only added. It holds keyed hashes and nothing else. Keep its newest copy when a backup is restored.
"""

import os
from pathlib import Path

import msgspec

from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.kernel import settings
from ninefold.pipeline.erasing import memory


class Grave(msgspec.Struct, frozen=True):
    """The tombstones of one erasure."""

    erasure: str
    erased_at: int
    hashes: tuple[str, ...]


class _Looked:
    """How much of which file this process has looked through."""

    at: tuple[str, int] = ("", 0)


def path() -> Path:
    return settings.current().data / "erased.log"


def add(grave: Grave) -> None:
    """Add a line; on disk when this returns."""
    memory.write(path(), msgspec.json.encode(grave) + b"\n", flags=os.O_CREAT | os.O_APPEND)


def mend_restored(now: int) -> int:
    """Where the database does not know tombstones of the file, it is older than they: set them, and erase again.

    Looks once for each state of the file, at the start first; how many people are to be erased again.
    """
    try:
        state = (str(path()), path().stat().st_size)
    except FileNotFoundError:
        return 0
    if state == _Looked.at:
        return 0
    graves = [_read(line) for line in path().read_bytes().splitlines()]
    began = sum(_begin_again(grave, now) for grave in graves if grave is not None)
    _Looked.at = state
    return began


def _read(line: bytes) -> Grave | None:
    """A line; None for the last one of a file whose writer was killed: its erasure writes it again."""
    try:
        return msgspec.json.decode(line, type=Grave)
    except msgspec.DecodeError:
        return None


def _begin_again(grave: Grave, now: int) -> int:
    lacking = queries.missing(grave.hashes)
    if not lacking or _is_known(grave.erasure):
        return 0
    profiles = queries.profiles_under(lacking)
    people = queries.profiles_of(queries.person_ids(profiles).values())
    for own in people.values():
        context.begin_erasure(own, asked_by="system:restore", now=now)
    context.bury(lacking, erased_at=grave.erased_at)
    return len(people)


def _is_known(key: str) -> bool:
    """An erasure that this database knows sets its tombstones itself."""
    return any(each.key == key for each in queries.erasures(limit=1_000) if not each.finished_at)

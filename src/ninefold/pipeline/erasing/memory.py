"""What an erasure must remember to find traces after the rows are gone: a file that goes with the last step.

No row holds it: what is deleted from a database is the harder to be sure of.
"""

import os
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import msgspec

from ninefold.context import tombstones
from ninefold.kernel import settings
from ninefold.kernel.mentions import Mentions

SHORT = 6  # shorter ones than this are looked for as whole words in quotes, or whole cells, alone


class Memory(msgspec.Struct, frozen=True, dict=True):
    """A person's identities, and what they wrote where others could quote it."""

    identities: tuple[tuple[str, str], ...]
    texts: tuple[str, ...] = ()

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        return tuple(value for kind, value in self.identities if kind == "email")

    @cached_property
    def mentioned(self) -> Mentions:
        """What finds their identifiers in what is kept of others."""
        return Mentions(self.identities, key=tombstones.key(settings.current().secret_key))

    @cached_property
    def _values(self) -> frozenset[str]:
        return frozenset(value.casefold() for _, value in self.identities)

    @cached_property
    def needles(self) -> tuple[str, ...]:
        """What is looked for within longer texts, in lower case."""
        short = {msgspec.json.encode(one).decode() for one in self._values if len(one) < SHORT}
        return tuple(
            sorted(short | {one for one in self._values if len(one) >= SHORT} | {_plain(t) for t in self.texts})
        )

    def mentions(self, text: str) -> bool:
        """Whether a text holds one of their identifiers or a text of theirs."""
        whole = text.casefold()
        if whole.strip() in self._values or self.mentioned.is_in(text):
            return True
        plain = _plain(text) if self.texts else whole
        return any(needle in whole or needle in plain for needle in self.needles)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def path_of(key: str) -> Path:
    return settings.current().data / "erasing" / f"{key}.json"


def keep(key: str, memory: Memory) -> None:
    """On disk when this returns, for its owner alone."""
    write(path_of(key), msgspec.json.encode(memory))


def read(key: str) -> Memory:
    """What was kept; nothing where the file is gone: then its last step was reached before."""
    try:
        return msgspec.json.decode(path_of(key).read_bytes(), type=Memory)
    except FileNotFoundError:
        return Memory(())


def forget(key: str) -> None:
    """Overwrite it, then delete it."""
    path = path_of(key)
    if path.exists():
        write(path, b" " * path.stat().st_size)
        path.unlink()


def write(path: Path, raw: bytes, *, flags: int = os.O_CREAT) -> None:
    """Write to a file in place; on disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | flags, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def texts(rows: Iterable[object]) -> tuple[str, ...]:
    """Those texts that are long enough to be known again."""
    return tuple(sorted({str(row).strip() for row in rows if row and len(str(row).strip()) >= 20}))

"""One running install per data folder: the second one finds the first and leaves."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def only_one(data: Path, said: dict[str, str]) -> Iterator[dict[str, str] | None]:
    """Yield None when this process is the first, else what the first one said of itself.

    The lock is the kernel's (flock): it goes with the process that holds it, however that ends.
    The folder is its owner's alone: it holds personal data.
    """
    data.mkdir(parents=True, exist_ok=True)
    with suppress(PermissionError):  # another user's folder that this one may write to: `doctor` tells of it
        data.chmod(data.stat().st_mode & 0o700)
    descriptor = os.open(data / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield json.loads(file.read() or "{}")
            return
        file.truncate(0)
        file.write(json.dumps(said))
        file.flush()
        try:
            yield None
        finally:
            file.truncate(0)  # it ended by itself, well or not


def was_cut_short(data: Path) -> bool:
    """Whether the process that ran here last was killed, and none runs now: what it had started may be ending still."""
    return (data / "up.lock").exists() and bool((data / "up.lock").read_text()) and running(data) is None


def running(data: Path) -> dict[str, str] | None:
    """What the process that runs here said of itself, or None where none does."""
    try:
        file = (data / "up.lock").open(encoding="utf-8")
    except FileNotFoundError:
        return None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return dict(json.loads(file.read() or "{}"))
        return None

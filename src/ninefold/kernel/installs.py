"""The two installs that can stand beside each other: the demo in `data`, the company in `data-company`.

A note in the demo's folder says which of them is served. Each is whole in its own folder; the note is the only thing
that a change from one to the other writes outside of them, and it is replaced in one step.
"""

import os
from enum import StrEnum
from pathlib import Path

NOTE = "served"
DATABASE = "ninefold.sqlite3"


class Which(StrEnum):
    """One of the two installs."""

    DEMO = "demo"
    COMPANY = "company"


def folder(home: Path, which: Which) -> Path:
    """The data folder of an install; `home` is the demo's."""
    return home if which is Which.DEMO else home.with_name(f"{home.name}-{which.value}")


def which(home: Path, data: Path) -> Which:
    """Which of the two has this data folder."""
    return Which.DEMO if data == home else Which.COMPANY


def stands(home: Path, which: Which) -> bool:
    """Whether an install has been made there."""
    return (folder(home, which) / DATABASE).exists()


def served(home: Path) -> Which:
    """Which install is served from `home`, or would be: the company where the note says so and it stands."""
    try:
        noted = (home / NOTE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return Which.DEMO
    return Which.COMPANY if noted == Which.COMPANY and stands(home, Which.COMPANY) else Which.DEMO


def serve(home: Path, which: Which) -> None:
    """Note which install is served from now on. On disk, whole, when this returns."""
    home.mkdir(parents=True, exist_ok=True)
    scratch = home / f"{NOTE}.new"
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(which.value)
        file.flush()
        os.fsync(file.fileno())
    scratch.replace(home / NOTE)
    _keep(home)


def put_in_place(scratch: Path, home: Path, which: Which) -> None:
    """Make a finished folder an install, in one step: a crash leaves the scratch folder or the install."""
    scratch.rename(folder(home, which))
    _keep(home.parent)


def _keep(directory: Path) -> None:
    """Put the names in a folder on disk."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

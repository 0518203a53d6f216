"""A note in the data folder that the public site takes all its visitors for one, since when; without any address."""

from pathlib import Path

from ninefold.kernel.settings import Settings


def write(install: Settings, since: int) -> None:
    """Note that all seem one visitor, at an instant (us)."""
    _path(install).write_text(str(since))


def forget(install: Settings) -> None:
    """Take the note away: visitors are told apart."""
    _path(install).unlink(missing_ok=True)


def taken_for_one_since(install: Settings) -> int:
    """When all seemed one visitor (us), 0 where they are told apart or too few asked to say."""
    path = _path(install)
    return int(path.read_text()) if path.exists() else 0


def _path(install: Settings) -> Path:
    return install.data / "one-visitor"

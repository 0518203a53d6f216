"""Room on the disk: asked for before anything starts, and one line when it runs out, whichever part met it first."""

import shutil
import sys

from ninefold.kernel import settings
from ninefold.kernel.errors import Unavailable

FULL_BYTES = 1_000_000  # with less no database writes, whatever words it finds for it


def require_room() -> None:
    """Raise Unavailable where the data folder cannot be made, or less is free than the edge needs."""
    data = settings.current().data
    try:
        data.mkdir(parents=True, exist_ok=True)
    except (FileNotFoundError, FileExistsError, NotADirectoryError) as error:
        said = f"The folder {data} cannot be made ({error.strerror}). Set NINEFOLD_DATA to another folder."
        raise Unavailable("data_folder", said) from error
    if said := low():
        raise Unavailable("disk_low", said)


def low() -> str:
    """What to do where less is free than the edge needs, "" while there is enough."""
    install = settings.current()
    free = _free()
    if free >= install.disk_free_bytes_min:
        return ""
    return (
        f"Only {free / 1e6:,.0f} MB are free for {install.data}; {install.disk_free_bytes_min / 1e6:,.0f} MB are needed"
        " to take events in. Free some space, or set NINEFOLD_DATA to a folder on another disk."
    )


def full() -> str:
    """The one line about this install's disk, "" while it has room."""
    return words(str(settings.current().data)) if _free() < FULL_BYTES else ""


def words(where: str) -> str:
    """What to do about a full disk that holds `where`."""
    place = f" ({where})" if where else ""
    return f"The disk is full{place}. Free some space, then start again: nothing acknowledged is lost."


def _free() -> int:
    """Free bytes; as good as endless on a file system that counts none, such as /proc."""
    data = settings.current().data
    usage = shutil.disk_usage(next(folder for folder in (data, *data.parents) if folder.is_dir()))
    return usage.free if usage.total else sys.maxsize

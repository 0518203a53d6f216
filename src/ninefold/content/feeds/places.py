"""Where feeds read from and write to on this machine. What somebody types must not reach any other folder."""

import shutil
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from ninefold.content.feeds.types import FeedKind
from ninefold.kernel import settings
from ninefold.kernel.errors import BadInput
from ninefold.kernel.outgoing.addresses import target

GIVEN = "given"
GIVEN_BYTES_MAX = 100_000_000
OF_FILES = (FeedKind.WORDPRESS, FeedKind.TABLE, FeedKind.PRODUCTS, FeedKind.SYNDICATION)


def folder(feed_id: int, run: str = "") -> Path:
    """The folder of a feed, or of one reading of it."""
    return settings.current().data / "feeds" / str(feed_id) / run


def given(feed_id: int) -> Path:
    """The file that was handed in for a feed."""
    return folder(feed_id) / GIVEN


def keep(feed_id: int, chunks: Iterable[bytes]) -> None:
    """Keep a file that is handed in, in the place of the one before. Raise BadInput where it is too large."""
    place, size = given(feed_id), 0
    place.parent.mkdir(parents=True, exist_ok=True)
    scratch = place.with_name(f"{GIVEN}.new")
    try:
        with scratch.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > GIVEN_BYTES_MAX:
                    megabytes = GIVEN_BYTES_MAX // 1_000_000
                    raise BadInput("feed_large", f"A file may have {megabytes} MB. Part the export into several feeds.")
                file.write(chunk)
        scratch.replace(place)
    finally:
        scratch.unlink(missing_ok=True)


def checked(kind: FeedKind, address: str) -> str:
    """An address that a feed of this kind can be read from: on the web, or on this machine below the folder for feeds.

    "" stands for a file that is handed in. Raise BadInput saying what to change.
    """
    text = address.strip()
    if not text:
        if kind not in OF_FILES:
            raise BadInput("feed_address", "Write where it stands.")
        return ""
    if urlsplit(text).scheme in ("http", "https"):
        if kind is FeedKind.MARKDOWN:
            words = "A folder is on this machine. For one on the web, make a feed of its git repository."
            raise BadInput("feed_address", words)
        return target(text).url
    if kind in (FeedKind.GIT, FeedKind.PAGE):
        raise BadInput("feed_address", "Write an address that begins with https://.")
    _below(text)
    return text


def source(feed_id: int, address: str) -> str:
    """What a feed is read from now: its address, or a path. Raise BadInput where that is no place to read from."""
    if not address:
        return str(given(feed_id))
    return address if urlsplit(address).scheme in ("http", "https") else str(_below(address))


def _below(text: str) -> Path:
    root = settings.current().feeds_folder
    if root is None:
        words = "No folder of this machine may be read. Who runs this install names one with NINEFOLD_FEEDS_FOLDER."
        raise BadInput("feed_folder", words)
    place = (root / text).resolve()
    if not place.is_relative_to(root):
        raise BadInput("feed_folder", "This lies outside the folder that feeds may read. Write a place inside it.")
    if not place.exists():
        raise BadInput("feed_folder", f"There is no “{text[:80]}” in the folder for feeds.")
    return place


def end(feed_id: int, run: str) -> None:
    """Drop what a reading wrote."""
    assert run, "a reading has a name"
    shutil.rmtree(folder(feed_id, run), ignore_errors=True)


def forget(feed_id: int) -> None:
    """Drop all that is kept of a feed."""
    shutil.rmtree(folder(feed_id), ignore_errors=True)

"""Keeps the lake: makes few files of many, and takes people out of it, leaving no older file behind.

Both run under the lake's lease, so beside no append, and each piece is one commit of the table: killed anywhere it left
the table as it was or as it is to be, and files that no table names go with the next time.
"""

import time
from collections import Counter
from collections.abc import Collection

from deltalake import CommitProperties, DeltaTable

from ninefold.collect import lake, masking
from ninefold.collect.masking import Learn
from ninefold.collect.types import ErasedEvents
from ninefold.kernel.mentions import Mentions

FILES_MAX = 20  # of one day; an append of every half minute makes 2,880
PAUSE_SECONDS = 600.0
READERS_HOURS = 24  # who reads a state of the table from before has so long until its files go
FILE_BYTES = 16_000_000  # about half a million events; whom an erasure takes out of a file has it written anew
ERASED_AT_ONCE = 100_000  # events that an erasure looks through in one piece
NO_RETRY = CommitProperties(max_commit_retries=0)


def erase(profile_ids: Collection[int], mentions: Mentions, learn: Learn, *, after: int, last: int) -> ErasedEvents:
    """Take these profiles' events out of the lake and mask them in others' events, in the piece after number `after`.

    Of all up to `last`. With the last piece go the files from before. Under the lake's lease: an append that is under
    way would fail this, or this it. Twice is as once.
    """
    delta = lake.table()
    if delta is not None and after < min(lake.last_id(delta), last):
        within = lake.stretch(delta, after, ERASED_AT_ONCE)
        gone, masked = masking.mask_lake(delta, within, frozenset(profile_ids), mentions, learn)
        upto = within.upto if within.files else lake.last_id(delta)
    else:
        upto, masked = masking.mask_database(after, last, mentions, learn)
        gone = 0
    if upto >= last and delta is not None:
        drop_old(delta)
    return ErasedEvents(upto, last, gone, masked)


def drop_old(delta: DeltaTable) -> None:
    """Delete the files that the table does not hold any more, and the log before now."""
    delta.update_incremental()
    delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
    delta.update_incremental()
    delta.create_checkpoint()
    delta.cleanup_metadata()


class _Pace:
    """When this process looked last, on the machine's time."""

    looked_at = -PAUSE_SECONDS


def is_due() -> bool:
    """Whether it is time to look again."""
    return time.monotonic() - _Pace.looked_at >= PAUSE_SECONDS


def compact() -> int:
    """Make one file, or few large ones, of the day that has most of them, where these are many; how many went."""
    _Pace.looked_at = time.monotonic()
    delta = lake.table()
    if delta is None:
        return 0
    told = delta.get_add_actions(flatten=True)
    sizes = zip(told.column("path").to_pylist(), told.column("size_bytes").to_pylist(), strict=True)
    days = Counter(_day(path) for path, size in sizes if size < FILE_BYTES / 2)
    day, files = max(days.items(), key=lambda found: (found[1], found[0]), default=("", 0))
    if files <= FILES_MAX:
        return 0
    done = delta.optimize.compact(
        partition_filters=[("received_date", "=", day)], target_size=FILE_BYTES, commit_properties=NO_RETRY,
        writer_properties=lake.WRITING,
    )  # fmt: skip
    delta.update_incremental()
    delta.vacuum(retention_hours=READERS_HOURS, dry_run=False, enforce_retention_duration=False)
    delta.create_checkpoint()
    delta.cleanup_metadata()
    return int(done["numFilesRemoved"])


def _day(path: str) -> str:
    return path.rpartition("/")[0].rpartition("received_date=")[2]

"""Keeps the lake: makes few files of many, and takes people out of it, leaving no older file behind.

Both run under the lake's lease, so beside no append, and each is one commit of the table: killed anywhere it left the
table as it was or as it is to be, and files that no table names go with the next time.
"""

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

from deltalake import CommitProperties, DeltaTable

from ninefold.collect import lake, masking
from ninefold.collect.masking import Learn
from ninefold.kernel.mentions import Mentions

FILES_MAX = 20  # of one day; an append of every half minute makes 2,880
PAUSE_SECONDS = 600.0
READERS_HOURS = 24  # who reads a state of the table from before has so long until its files go
_FILE_BYTES = 256_000_000
NO_RETRY = CommitProperties(max_commit_retries=0)


def erase(profile_ids: Sequence[int], mentions: Mentions, learn: Learn) -> tuple[int, int]:
    """Rewrite the lake without the events of these profiles; how many went, and in how many of others they are masked.

    Under the lake's lease: an append that is under way would fail this, or this it. Twice is as once.
    """
    delta = lake.table()
    gone = _delete(delta, profile_ids) if delta is not None and profile_ids else 0
    masked = masking.mask(delta, mentions, learn)
    if delta is not None:
        drop_old(delta)
    return gone, masked


def _delete(delta: DeltaTable, profile_ids: Sequence[int]) -> int:
    wanted = ", ".join(str(int(profile)) for profile in profile_ids)
    done: dict[str, Any] = delta.delete(f"profile_id IN ({wanted})", commit_properties=NO_RETRY)
    return int(done.get("num_deleted_rows") or 0)


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
    days = Counter(_day(path) for path in delta.file_uris())
    day, files = max(days.items(), key=lambda found: (found[1], found[0]), default=("", 0))
    if files <= FILES_MAX:
        return 0
    done = delta.optimize.compact(
        partition_filters=[("received_date", "=", day)], target_size=_FILE_BYTES, commit_properties=NO_RETRY,
        writer_properties=lake.WRITING,
    )  # fmt: skip
    delta.update_incremental()
    delta.vacuum(retention_hours=READERS_HOURS, dry_run=False, enforce_retention_duration=False)
    delta.create_checkpoint()
    delta.cleanup_metadata()
    return int(done["numFilesRemoved"])


def _day(path: str) -> str:
    return path.rpartition("/")[0].rpartition("received_date=")[2]

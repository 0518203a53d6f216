"""Takes people out of the lake: rewrites the files that hold their events, and leaves no older file behind."""

from collections.abc import Sequence
from typing import Any

from deltalake import CommitProperties, DeltaTable

from ninefold.collect import lake

_NOW = {"delta.logRetentionDuration": "interval 0 seconds", "delta.deletedFileRetentionDuration": "interval 0 seconds"}
_NO_RETRY = CommitProperties(max_commit_retries=0)


def erase(profile_ids: Sequence[int]) -> int:
    """Rewrite the lake without the events of these profiles; how many went. Twice is as once.

    Under the lake's lease: an append that is under way would fail this, or this it.
    """
    delta = lake.table()
    if delta is None or not profile_ids:
        return 0
    wanted = ", ".join(str(int(profile)) for profile in profile_ids)
    done: dict[str, Any] = delta.delete(f"profile_id IN ({wanted})", commit_properties=_NO_RETRY)
    drop_old(delta)
    return int(done.get("num_deleted_rows") or 0)


def drop_old(delta: DeltaTable) -> None:
    """Delete the files that the table does not hold any more, and the log before now."""
    delta.update_incremental()
    delta.vacuum(retention_hours=0, dry_run=False, enforce_retention_duration=False)
    delta.update_incremental()
    delta.create_checkpoint()
    delta.cleanup_metadata()

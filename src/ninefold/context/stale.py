"""Whose computed traits are to be computed anew."""

from collections.abc import Collection

from ninefold.kernel.database import bulk


def note(profile_ids: Collection[int]) -> None:
    """Have the people of these profiles computed anew, in the caller's transaction."""
    rows = [(profile,) for profile in sorted(profile_ids)]
    bulk.insert("context_stale", {"profile_id": "int"}, rows, on_conflict="(profile_id) DO NOTHING")

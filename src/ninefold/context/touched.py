"""Notes of whom segments must look at again though no event of theirs tells why: people joined or taken apart, and
traits that were computed. The worker takes them from here.
"""

from collections.abc import Collection

from ninefold.context.models import SegmentRow
from ninefold.kernel.database import bulk

_COLUMNS = {"profile_id": "int", "name": "text"}


def note(profile_ids: Collection[int], trait: str = "") -> None:
    """Have segments look at these people again, in the caller's transaction: those that read the trait, or all."""
    if not SegmentRow.objects.exists():
        return
    bulk.insert("context_touched", _COLUMNS, [(profile, trait) for profile in sorted(profile_ids)])

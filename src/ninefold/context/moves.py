"""Which profiles have changed their person, until whose figures rest on who is one person has looked at them."""

from collections.abc import Collection

from django.db import connection

from ninefold.context.models import Move
from ninefold.kernel.database import bulk


def note(profile_ids: Collection[int]) -> None:
    """Write down, in the transaction that moves them, that these profiles belong to another person now."""
    bulk.insert("context_move", {"profile_id": "int"}, [(each,) for each in sorted(profile_ids)])


def have_moved() -> bool:
    """Whether `take_moved` would find one. Writes nothing."""
    return Move.objects.exists()


def take_moved(*, limit: int) -> set[int]:
    """Profiles whose person has changed, each once, in the transaction that acts on it."""
    assert connection.in_atomic_block
    waiting = Move.objects.order_by("pk")
    if connection.vendor == "postgresql":
        waiting = waiting.select_for_update(skip_locked=True)
    found = dict(waiting.values_list("pk", "profile_id")[:limit])
    Move.objects.filter(pk__in=list(found)).delete()
    return set(found.values())

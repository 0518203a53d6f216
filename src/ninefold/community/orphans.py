"""Events of a forum that came before what they are about: kept by number, and taken in when that has come."""

from collections.abc import Collection, Iterable

from ninefold.collect import queries as collect
from ninefold.collect.types import Event
from ninefold.community.models import Orphan
from ninefold.community.types import PostKind
from ninefold.kernel import clock
from ninefold.kernel.database import bulk

_COLUMNS = {"kind": "text", "parent": "text", "event_id": "int", "kept_at": "int"}
FORGOTTEN_AT_ONCE = 1_000


def keep(events: Iterable[tuple[Event, PostKind, str]]) -> None:
    """Keep events until the question or answer of that key has come."""
    now = clock.now_us()
    rows = [(kind.value, parent, event.id, now) for event, kind, parent in events]
    bulk.insert("community_orphan", _COLUMNS, rows, on_conflict="(event_id) DO NOTHING")


def take(parents: Collection[tuple[PostKind, str]]) -> list[Event]:
    """The events that waited for these posts, in their order; they wait no more."""
    wanted = {(kind.value, key) for kind, key in parents}
    rows = Orphan.objects.filter(parent__in={key for _, key in wanted}).values_list("event_id", "kind", "parent")
    ids = sorted(event_id for event_id, *parent in rows if tuple(parent) in wanted)
    Orphan.objects.filter(event_id__in=ids).delete()
    return [event for each in ids if (event := collect.event(each))]


def forget(*, before: int) -> int:
    """Give up on events kept before an instant (us), a bounded number; how many."""
    old = Orphan.objects.filter(kept_at__lt=before).order_by("kept_at").values_list("pk", flat=True)
    return int(Orphan.objects.filter(pk__in=list(old[:FORGOTTEN_AT_ONCE])).delete()[0])

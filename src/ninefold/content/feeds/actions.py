"""Writes of feeds: made, changed, asked for, stopped; and what becomes of a version that waits."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from ninefold.content import actions as content
from ninefold.content import tags
from ninefold.content.feeds import places, queries, versions
from ninefold.content.feeds.types import Arrival, Feed, FeedKind
from ninefold.content.models import Feed as FeedRow
from ninefold.content.models import FeedDocument
from ninefold.culture.types import Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput, NotFound

EVERY = (0, 15, 60, 360, 1_440, 10_080)
PRICE_HOURS_MAX = 24 * 31
FEEDS_MAX = 200


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a feed is to be. `address` "" for a file that is handed in; `every_minutes` one of EVERY, 0 for
    when asked."""

    name: str
    kind: FeedKind
    address: str = ""
    every_minutes: int = 0
    arrival: Arrival = Arrival.REVIEW
    tag: str = "en"
    topic: str = ""
    purpose: Purpose = Purpose.NEWS
    price_hours: int = 48


def create_feed(*, actor: Actor, wanted: Wanted, file: Iterable[bytes] | None = None, now: int) -> Feed:
    """A new feed, read at once. Raise BadInput, or NotAllowed for one that publishes."""
    with transaction.atomic():
        _require(actor, wanted.arrival)
        if FeedRow.objects.count() >= FEEDS_MAX:
            raise BadInput("feeds_many", f"There are {FEEDS_MAX} feeds, which is the most. Take one away first.")
        row = FeedRow(kind=wanted.kind.value, made_by=actor.name[:150], next_at=now)
        _write(row, wanted)
        _keep(row, file)
    return queries.feed(row.pk)


def change_feed(*, actor: Actor, feed_id: int, wanted: Wanted, file: Iterable[bytes] | None = None, now: int) -> Feed:
    """Change a feed; its kind stays. It is read anew at once."""
    with transaction.atomic():
        row = _locked(actor, feed_id)
        _require(actor, wanted.arrival)
        if wanted.kind is not FeedKind(row.kind):
            raise BadInput("feed_kind", "What a feed reads stays. Make another feed for it.")
        _write(row, wanted)
        _keep(row, file)
        _ask(row, now)
    return queries.feed(feed_id)


@transaction.atomic
def read_now(*, actor: Actor, feed_id: int, now: int) -> None:
    """Ask for a reading at once, of one that was stopped or failed, too."""
    _ask(_locked(actor, feed_id), now)


@transaction.atomic
def stop_feed(*, actor: Actor, feed_id: int) -> None:
    """Read a feed no more, and leave a reading that is under way. What was taken stays."""
    row = _locked(actor, feed_id)
    row.is_stopped = True
    row.save(update_fields=["is_stopped"])


def delete_feed(*, actor: Actor, feed_id: int) -> None:
    """Take a feed away. Its items stay, as the team's own; its products go out of sale with their last price's hour."""
    with transaction.atomic():
        _locked(actor, feed_id).delete()
    places.forget(feed_id)


@transaction.atomic
def take_waiting(*, actor: Actor, document_id: int) -> None:
    """Take the feed's newer version as the newest draft, in the place of the team's, which stays in the history."""
    row = _waiting(actor, document_id)
    assert row.variant_id, "asked for above"
    version = versions.content_of(row.waiting)
    row.revision_id = content.revise_variant(actor=actor, variant_id=row.variant_id, content=version)
    row.waiting = None
    row.save(update_fields=["revision_id", "waiting"])


@transaction.atomic
def keep_ours(*, actor: Actor, document_id: int) -> None:
    """Leave the feed's newer version; the next one is shown again."""
    row = _waiting(actor, document_id)
    row.waiting = None
    row.save(update_fields=["waiting"])


def _waiting(actor: Actor, document_id: int) -> FeedDocument:
    actor.require(Permission.CONTENT_EDIT)
    found = FeedDocument.objects.select_for_update().filter(pk=document_id, waiting__isnull=False).first()
    if found is None or not found.variant_id:
        raise NotFound("document_not_found", "Nothing waits here any more.")
    return found


def _require(actor: Actor, arrival: Arrival) -> None:
    actor.require(Permission.CONTENT_EDIT)
    if arrival is Arrival.PUBLISHED:
        actor.require(Permission.CONTENT_PUBLISH)


def _locked(actor: Actor, feed_id: int) -> FeedRow:
    """The feed, for whoever may change it: one that publishes takes the right to publish."""
    row = FeedRow.objects.select_for_update().filter(pk=feed_id).first()
    if row is None:
        raise NotFound("feed_not_found", "There is no such feed.")
    _require(actor, Arrival(row.arrival))
    return row


def _ask(row: FeedRow, now: int) -> None:
    row.is_stopped, row.next_at = False, clock.from_us(now)
    row.save(update_fields=["is_stopped", "next_at"])


def _write(row: FeedRow, wanted: Wanted) -> None:
    name = " ".join(wanted.name.split())
    if not 0 < len(name) <= 100:
        raise BadInput("feed_name", "A feed needs a name of 1 to 100 characters.")
    if FeedRow.objects.filter(name=name).exclude(pk=row.pk).exists():
        raise BadInput("feed_name", "There is a feed of this name already. Choose another one.")
    if wanted.every_minutes not in EVERY or not 1 <= wanted.price_hours <= PRICE_HOURS_MAX:
        raise BadInput("feed_pace", f"A price holds 1 to {PRICE_HOURS_MAX} hours.")
    if wanted.kind is FeedKind.PRODUCTS and wanted.every_minutes > wanted.price_hours * 60:
        raise BadInput("feed_pace", "Prices would end before the feed is read again. Let them hold longer.")
    address = places.checked(wanted.kind, wanted.address)
    if address != row.address:  # what was read before says nothing of what stands there
        row.etag, row.modified = "", ""
    row.name, row.address, row.every_minutes, row.arrival = name, address, wanted.every_minutes, wanted.arrival.value
    row.tag, row.topic, row.purpose = tags.normal(wanted.tag), wanted.topic.strip()[:100], wanted.purpose.value
    row.price_hours = wanted.price_hours
    row.save()


def _keep(row: FeedRow, file: Iterable[bytes] | None) -> None:
    """The file that was handed in. A feed without an address needs one."""
    if file is not None:
        places.keep(row.pk, file)
    elif not row.address and not places.given(row.pk).exists():
        raise BadInput("feed_file", "Choose a file, or write the address where it stands.")

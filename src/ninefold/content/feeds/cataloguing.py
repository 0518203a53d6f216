"""Takes products of a feed in, and out of sale when it has them no more. A price holds so long after it was read."""

from collections.abc import Sequence

from django.db.models import F, Q, Value
from django.db.models.functions import Least

from ninefold.content.models import Feed
from ninefold.content.models import Product as Row
from ninefold.content.pictures import fetchjob
from ninefold.content.types import Product
from ninefold.kernel import clock

HOUR_US = 3_600_000_000
_KEPT = ["name", "price", "currency", "url", "image_url", "is_available", "valid_until", "feed", "run", "own_until"]


def take(feed: Feed, given: Sequence[Product], now: int) -> list[Product]:
    """Keep products under their keys; those that are not taken, because another feed keeps a product of their key."""
    there = {row.key: row for row in Row.objects.filter(key__in=[one.key for one in given])}
    foreign = {key for key, row in there.items() if row.feed_id not in (None, feed.pk)}
    rows = [_row(feed, one, now) for one in given if one.key not in foreign]
    Row.objects.bulk_create(rows, update_conflicts=True, unique_fields=["key"], update_fields=_KEPT)
    changed = [row for row in rows if row.key in there and _said(row) != _said(there[row.key])]
    fetchjob.look_again([row.image_url for row in changed if row.image_url], now=now)
    return [one for one in given if one.key in foreign]


def _said(row: Row) -> tuple[object, ...]:
    """What a feed says of a product."""
    return row.name, row.price, row.currency, row.url, row.image_url, row.is_available


def _row(feed: Feed, one: Product, now: int) -> Row:
    until = _until(feed, now)
    return Row(
        key=one.key, name=one.name, price=one.price, currency=one.currency, url=one.url, image_url=one.image_url,
        is_available=one.is_available, feed=feed, run=feed.run,
        own_until=one.valid_until or None, valid_until=min(until, one.valid_until or until),
    )  # fmt: skip


def _until(feed: Feed, now: int) -> int:
    return now + feed.price_hours * HOUR_US


def end(feed: Feed) -> int:
    """After a whole reading: what the feed has no more is not sold any more; how many that were."""
    gone = Row.objects.filter(~Q(run=feed.run), feed=feed, is_available=True)
    return gone.update(is_available=False)


def has_ended(feed: Feed, now: int) -> bool:
    """Whether a price of it held for a time that is over: what holds since then stands in the feed as it is."""
    over = Row.objects.filter(feed=feed, is_available=True, own_until__lte=clock.from_us(now))
    return over.exists()


def hold_on(feed: Feed, now: int) -> None:
    """After a reading that found nothing new: its prices hold anew, none longer than it says of itself."""
    until = clock.from_us(_until(feed, now))
    Row.objects.filter(feed=feed, own_until=None).update(valid_until=until)
    own = Row.objects.filter(feed=feed, own_until__isnull=False)
    own.update(valid_until=Least(F("own_until"), Value(until, output_field=Row._meta.get_field("own_until"))))

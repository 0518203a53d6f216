"""Reads of feeds: how they stand, their documents, where an item comes from."""

from collections.abc import Collection, Sequence

from django.db.models import Count, Q, QuerySet

from ninefold.content import publishing
from ninefold.content.feeds import simhash, versions
from ninefold.content.feeds.types import Arrival, Counts, Feed, FeedKind, Origin, Twin
from ninefold.content.models import Feed as FeedRow
from ninefold.content.models import FeedDocument, Product, Variant
from ninefold.content.types import VariantContent
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

PAGE = 50
_FILTERS = {
    "": Q(), "refused": ~Q(problem=""), "gone": Q(gone_at__isnull=False), "waiting": Q(waiting__isnull=False),
    "alike": Q(alike__isnull=False) | Q(likened__isnull=False),
}  # fmt: skip


def feeds() -> list[Feed]:
    """All feeds by name."""
    return [value(row) for row in FeedRow.objects.order_by("name")]


def feed(feed_id: int) -> Feed:
    """One feed. Raise NotFound."""
    return value(row(feed_id))


def row(feed_id: int) -> FeedRow:
    """The row of a feed, for this room alone. Raise NotFound."""
    found = FeedRow.objects.filter(pk=feed_id).first()
    if found is None:
        raise NotFound("feed_not_found", "There is no such feed.")
    return found


def value(row: FeedRow) -> Feed:
    """A feed as it crosses the door."""
    return Feed(
        id=row.pk, name=row.name, kind=FeedKind(row.kind), address=row.address, every_minutes=row.every_minutes,
        arrival=Arrival(row.arrival), tag=row.tag, topic=row.topic, purpose=row.purpose, price_hours=row.price_hours,
        is_stopped=row.is_stopped, is_reading=bool(row.run), lines=row.lines, taken=row.taken,
        next_at=clock.us_or_0(row.next_at), read_at=clock.us_or_0(row.read_at),
        changed_at=clock.us_or_0(row.changed_at), failures=row.failures, problem=row.problem, made_by=row.made_by,
    )  # fmt: skip


def counts(feed_ids: Collection[int]) -> dict[int, Counts]:
    """For each feed how many documents, or products on sale, it has, and how many ask for a look."""
    rows = FeedDocument.objects.filter(feed_id__in=list(feed_ids)).values("feed_id").annotate(
        documents=Count("id", filter=Q(content_hash__gt="")), alike_too=Count("alike"),
        refused=Count("id", filter=_FILTERS["refused"]), gone=Count("id", filter=_FILTERS["gone"]),
        waiting=Count("id", filter=_FILTERS["waiting"]),
    )  # fmt: skip
    found = {
        row["feed_id"]: Counts(row["documents"], row["gone"], row["refused"], row["waiting"], row["alike_too"])
        for row in rows
    }
    sold = Product.objects.filter(feed_id__in=list(feed_ids)).values("feed_id")
    for one in sold.annotate(all=Count("id"), gone=Count("id", filter=Q(is_available=False))):
        refused = found.get(one["feed_id"], Counts()).refused
        found[one["feed_id"]] = Counts(documents=one["all"], gone=one["gone"], refused=refused)
    return {feed_id: found.get(feed_id, Counts()) for feed_id in feed_ids}


def documents(feed_id: int, *, show: str = "", search: str = "", start: int = 0) -> list[Origin]:
    """Documents of a feed by title, at most PAGE from `start`; `show` one of "", refused, gone, waiting, alike."""
    found = FeedDocument.objects.filter(_FILTERS.get(show, Q()), feed_id=feed_id)
    if search:
        found = found.filter(Q(title__icontains=search) | Q(key__icontains=search))
    return _origins(found.order_by("title", "id").distinct()[start : start + PAGE])


def origin(document_id: int) -> Origin:
    """One document. Raise NotFound."""
    found = _origins(FeedDocument.objects.filter(pk=document_id))
    if not found:
        raise NotFound("document_not_found", "There is no such document.")
    return found[0]


def origins(item_ids: Collection[int]) -> dict[int, Origin]:
    """Where these items come from, those that come from a feed."""
    return {one.item_id: one for one in _origins(FeedDocument.objects.filter(item_id__in=list(item_ids)))}


def compared(document_id: int) -> tuple[VariantContent, VariantContent]:
    """What the team's newest version says, and the newer one of the feed that waits beside it. Raise NotFound."""
    found = FeedDocument.objects.filter(pk=document_id, waiting__isnull=False, variant__isnull=False).first()
    if found is None:
        raise NotFound("document_not_found", "Nothing waits here any more.")
    variant = Variant.objects.select_related("item").get(pk=found.variant_id or 0)
    return publishing.content_of(variant.get_latest_revision_as_object()), versions.content_of(found.waiting)


def keepers(keys: Collection[str]) -> dict[str, Feed]:
    """By key, the feeds that keep these products."""
    rows = Product.objects.filter(key__in=list(keys), feed__isnull=False).select_related("feed")
    return {one.key: value(one.feed) for one in rows if one.feed}


def _origins(found: "QuerySet[FeedDocument]") -> list[Origin]:
    rows = list(found.select_related("feed", "alike__feed", "variant").prefetch_related("likened__feed"))
    return [_origin(one) for one in rows]


def _origin(row: FeedDocument) -> Origin:
    near: Sequence[FeedDocument] = [*([row.alike] if row.alike else []), *row.likened.all()]
    twins = [one for one in near if simhash.is_alike(one.fingerprint, row.fingerprint)]
    is_told = bool(row.problem) and not (row.variant and row.variant.live)
    return Origin(
        id=row.pk, feed_id=row.feed_id, feed=row.feed.name, key=row.key, title=row.title, url=row.url,
        authors=tuple(row.authors), item_id=row.item_id or 0, variant_id=row.variant_id or 0,
        seen_at=clock.us_or_0(row.seen_at), published_at=clock.us_or_0(row.published_at),
        gone_at=clock.us_or_0(row.gone_at), problem=row.problem if is_told else "", left=tuple(row.left),
        is_waiting=row.waiting is not None,
        twins=tuple(Twin(one.feed.name, one.title, one.item_id or 0) for one in near if one in twins),
    )  # fmt: skip

"""Reads of content: published items and variants, drafts for preview, images. Values, never rows."""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower

from ninefold.content import lookup, publishing
from ninefold.content.lexicon.reading import every_term, learnt, phrasing, sounds, term, terms, texts, told_in_texts
from ninefold.content.models import ContentItem, FeedDocument, MediaImage, Variant
from ninefold.content.models import Product as ProductRow
from ninefold.content.pictures.reading import fetched, picture, pictures, problems_of_fetched, standing
from ninefold.content.stated import claims_delivered, claims_of
from ninefold.content.types import FitProblem, Item, Product, VariantContent
from ninefold.content.types import Variant as PublishedVariant
from ninefold.culture.types import Channel
from ninefold.kernel import clock
from ninefold.kernel.errors import Ended, NotFound

__all__ = [
    "claims_delivered",
    "claims_of",
    "described_images",
    "draft",
    "draft_problems",
    "every_term",
    "fetched",
    "item",
    "items",
    "languages",
    "learnt",
    "phrasing",
    "picture",
    "pictures",
    "problems_of_fetched",
    "product",
    "products",
    "products_on_sale",
    "public_item",
    "public_items",
    "published_variant",
    "readable",
    "sounds",
    "standing",
    "term",
    "terms",
    "texts",
    "told_in_texts",
    "variant_for",
]
REVISIONS_KEPT_MAX = 2_000
ITEMS_MAX = 1_000
PUBLIC_MAX = 100
PRODUCTS_MAX = 500


def item(item_id: int) -> Item:
    """One item with its published variants. Raise NotFound."""
    found = _items([item_id])
    if not found:
        raise NotFound("item_not_found", f"There is no content item {item_id}.")
    return found[0]


def items(*, limit: int = ITEMS_MAX) -> list[Item]:
    """The newest items with their published variants, newest first; at most `limit`.

    Those that came from a feed are among them once they are published: else a thousand drafts would hide all others.
    """
    published = Variant.objects.filter(item=OuterRef("pk"), live=True)
    drafted = Exists(FeedDocument.objects.filter(item=OuterRef("pk"))) & ~Exists(published)
    newest = ContentItem.objects.exclude(drafted).order_by("-id")
    return _items(list(newest.values_list("id", flat=True)[: min(limit, ITEMS_MAX)]))


def languages() -> set[str]:
    """The languages that anything is published in, by their short names."""
    tags = Variant.objects.filter(live=True).order_by().values_list("tag", flat=True).distinct()
    return {tag.partition("-")[0] for tag in tags if not tag.startswith("x-")}


def public_items(*, now: int, topic: str = "", before_id: int = 0, limit: int = PUBLIC_MAX) -> list[Item]:
    """Items that anyone may read at `now` (us) and of which something is published, newest first; those before an id.

    `topic` is compared without case.
    """
    instant = clock.from_us(now)
    rows = ContentItem.objects.filter(Exists(_published(instant).filter(item=OuterRef("pk"))), is_public=True)
    rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=instant))
    rows = rows.filter(Q(valid_until=None) | Q(valid_until__gt=instant))
    rows = rows.filter(topic__iexact=topic) if topic else rows
    rows = rows.filter(pk__lt=before_id) if before_id else rows
    return _items(list(rows.order_by("-id").values_list("id", flat=True)[: min(limit, PUBLIC_MAX)]))


def public_item(uuid: UUID, *, now: int) -> Item:
    """The one of this id, if anyone may read it at `now` (us). Raise NotFound; Ended where its time is over."""
    found = ContentItem.objects.filter(uuid=uuid).values_list("id", flat=True).first()
    items = public_items(now=now, before_id=found + 1, limit=1) if found else []
    if not items or items[0].uuid != uuid:
        if found and _has_ended(found, now):
            raise Ended("item_ended", "What stood here was published for a time, and that is over.")
        raise NotFound("item_not_found", "There is no such item, or it is not public any more.")
    return items[0]


def _has_ended(item_id: int, now: int) -> bool:
    """Whether a public item's last day is over, or that of all that was published of it."""
    instant = clock.from_us(now)
    row = ContentItem.objects.filter(pk=item_id, is_public=True).first()
    if row is None:
        return False
    is_over = row.valid_until is not None and row.valid_until <= instant
    ended = row.variants.filter(Q(expired=True) | Q(live=True, expire_at__lte=instant))
    return is_over or (ended.exists() and not _published(instant).filter(item=row).exists())


def _published(instant: datetime) -> QuerySet[Variant]:
    """Variants that are published at an instant: what has expired and was not taken down yet is not."""
    rows: QuerySet[Variant] = Variant.objects.filter(Q(expire_at=None) | Q(expire_at__gt=instant), live=True)
    return rows


def variant_for(item: Item, tag: str, form_factor: str) -> PublishedVariant:
    """The published variant that serves a reader of `tag` in a form factor (RFC 4647 lookup, then the default).

    Raise NotFound where the item has none that fits the form factor.
    """
    found = lookup.best_variant(item, tag, form_factor)
    if found is None:
        raise NotFound("variant_not_found", f"“{item.title}” has no published version that fits {form_factor}.")
    return found


def readable(item_ids: Collection[int], form_factors: Collection[str]) -> set[int]:
    """Those of these items of which something is published that fits one of these form factors."""
    found = _published(clock.now()).filter(item_id__in=list(item_ids))
    rows = found.values_list("item_id", "form_factor", "fits")
    return {
        item_id
        for item_id, written_for, fits in rows
        if any(one in fits and written_for in ("", one) for one in form_factors)
    }


def published_variant(variant_id: int) -> PublishedVariant:
    """One published variant. Raise NotFound if it is not published."""
    row = Variant.objects.select_related("item", "layout").filter(pk=variant_id, live=True).first()
    if row is None:
        raise NotFound("variant_not_found", f"Version {variant_id} is not published.")
    return _variant(row)


def draft(variant_id: int) -> VariantContent:
    """What the newest revision of a variant says, published or not. Raise NotFound."""
    row = Variant.objects.select_related("item", "layout").filter(pk=variant_id).first()
    if row is None:
        raise NotFound("variant_not_found", f"There is no version {variant_id}.")
    return publishing.content_of(row.get_latest_revision_as_object())


def draft_problems(variant_id: int) -> tuple[FitProblem, ...]:
    """What stands in the way of publishing the newest revision; empty when nothing does."""
    row = Variant.objects.select_related("item", "layout").filter(pk=variant_id).first()
    if row is None:
        raise NotFound("variant_not_found", f"There is no version {variant_id}.")
    return publishing.problems(row.get_latest_revision_as_object())


def described_images(image_ids: Collection[int]) -> set[int]:
    """Those of these images that say what they show."""
    rows = MediaImage.objects.filter(pk__in=list(image_ids)).exclude(description="")
    return set(rows.values_list("pk", flat=True))


def product(key: str) -> Product:
    """One product, on sale or not. Raise NotFound."""
    row = ProductRow.objects.filter(key=key).first()
    if row is None:
        raise NotFound("product_not_found", f"There is no product “{key}”.")
    return _product(row)


def products(*, search: str = "", limit: int = PRODUCTS_MAX) -> list[Product]:
    """Products by name, at most `limit`; `search` looks in names and keys."""
    named = Q(name__icontains=search) | Q(key__icontains=search) if search else Q()
    rows = ProductRow.objects.filter(named).order_by(Lower("name"), "key")
    return [_product(row) for row in rows[: min(limit, PRODUCTS_MAX)]]


def products_on_sale(keys: Collection[str], *, now: int) -> dict[str, Product]:
    """Those of these products, by key, that can be had at `now` (us)."""
    found = ProductRow.objects.filter(key__in=list(keys), is_available=True)
    rows = found.filter(Q(valid_until=None) | Q(valid_until__gt=clock.from_us(now)))
    return {row.key: _product(row) for row in rows}


def _product(row: ProductRow) -> Product:
    return Product(
        key=row.key,
        name=row.name,
        price=row.price,
        currency=row.currency,
        url=row.url,
        image_url=row.image_url,
        is_available=row.is_available,
        valid_until=clock.us_or_0(row.valid_until),
    )


def _items(item_ids: list[int]) -> list[Item]:
    rows = {row.pk: row for row in ContentItem.objects.filter(pk__in=item_ids)}
    variants: dict[int, list[PublishedVariant]] = {pk: [] for pk in rows}
    for row in _published(clock.now()).select_related("item", "layout").filter(item_id__in=list(rows)).order_by("id"):
        variants[row.item_id].append(_variant(row))
    return [_item(rows[pk], tuple(variants[pk])) for pk in item_ids if pk in rows]


def _item(row: ContentItem, variants: tuple[PublishedVariant, ...]) -> Item:
    return Item(
        id=row.pk,
        uuid=row.uuid,
        title=row.title,
        topic=row.topic,
        purpose=row.purpose,
        valid_from=clock.us_or_0(row.valid_from),
        valid_until=clock.us_or_0(row.valid_until),
        variants=variants,
        form_factors=tuple(row.form_factors),
        default_tag=row.default_tag,
        audience=tuple(row.audience),
    )


def _variant(row: Variant) -> PublishedVariant:
    revision_id = row.live_revision_id
    assert revision_id is not None, "what is published has its revision"
    key = (row.pk, revision_id, str(row.last_published_at), f"{row.layout_id or 0} {row.item.facts}")
    kept = _kept_variants()
    if key not in kept:
        if len(kept) >= REVISIONS_KEPT_MAX:
            kept.clear()
        kept[key] = PublishedVariant(
            id=row.pk,
            item_id=row.item_id,
            revision_id=revision_id,
            content=publishing.content_of(row),
            fits=tuple(row.fits),
            channels=tuple(Channel(channel) for channel in row.channels),
            published_at=clock.us_or_0(row.last_published_at),
        )
    return kept[key]


@lru_cache(maxsize=1)
def _kept_variants() -> dict[tuple[int, int, str, str], PublishedVariant]:
    """Published revisions do not change, so each is read from its blocks once in a process.

    The time of publishing is part of the key: a transaction rolled back gives its revision id to another.
    """
    return {}

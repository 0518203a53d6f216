"""Items with all their variants, drafts included: what lists and the contact sheet show and no other room asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q
from wagtail.models import WorkflowState

from ninefold.content.models import ContentItem, FeedDocument, Variant
from ninefold.content.publishing import content_of
from ninefold.content.types import VariantContent
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

ITEMS_MAX = 200
_OF_FEEDS = FeedDocument.objects.filter(item=OuterRef("pk"))
_PUBLISHED = Variant.objects.filter(item=OuterRef("pk"), live=True)


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A variant as lists show it. `fits` as proved when it was published.

    `state` is draft, live or live + draft, with “in review” in the place of draft while someone is to approve it.
    """

    pk: int
    tag: str
    form_factor: str
    state: str
    is_live: bool
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item as lists show it, with its variants by tag."""

    pk: int
    title: str
    topic: str
    purpose: str
    form_factors: tuple[str, ...]
    default_tag: str
    facts: tuple[str, ...]
    variants: tuple[VariantRow, ...]
    has_end: bool = False  # whether it has a last day
    audience: tuple[str, ...] = ()  # keys of the communities that it is for, none for everyone
    sources: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    valid_from: int = 0  # us
    valid_until: int = 0
    page: str = ""  # the path of its page, where anyone may read it and something is published

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that something is written for, the default first."""
        found = sorted({variant.tag for variant in self.variants})
        return tuple(sorted(found, key=lambda tag: tag != self.default_tag))

    @property
    def fitting(self) -> tuple[str, ...]:
        """The form factors that at least one published variant fits."""
        return tuple(dict.fromkeys(key for variant in self.variants for key in variant.fits))

    def standing(self, form_factor: str) -> str:
        """How it stands in a form factor: fits, does not fit (published, but not for it), draft, or not written."""
        usable = [variant for variant in self.variants if variant.form_factor in ("", form_factor)]
        if form_factor in self.fitting:
            return "fits"
        if any(variant.is_live for variant in usable):
            return "does not fit"
        return "draft" if usable else "not written"


def item_rows(search: str = "") -> list[ItemRow]:
    """The newest items whose title or topic holds `search`, at most ITEMS_MAX, in three statements.

    Without a search, drafts that came from feeds are left out: a thousand of them would hide the team's own.
    """
    named = Q(title__icontains=search) | Q(topic__icontains=search) if search else Q()
    found, reviewed = ContentItem.objects.filter(named).order_by("-pk"), _in_review()
    if not search:
        found = found.exclude(Exists(_OF_FEEDS) & ~Exists(_PUBLISHED))
    return [_item(row, reviewed) for row in found.prefetch_related("variants")[:ITEMS_MAX]]


def item_row(item_id: int) -> ItemRow:
    """One item. Raises NotFound."""
    row = ContentItem.objects.filter(pk=item_id).prefetch_related("variants").first()
    if row is None:
        raise NotFound("item_not_found", f"There is no content item {item_id}.")
    return _item(row, _in_review())


def _in_review() -> set[int]:
    """The variants that wait for someone's approval."""
    waiting = WorkflowState.objects.active().filter(base_content_type=Variant.get_content_type())
    return {int(object_id) for object_id in waiting.values_list("object_id", flat=True)}


def _item(row: ContentItem, reviewed: set[int]) -> ItemRow:
    variants = sorted(row.variants.all(), key=lambda variant: (variant.tag, variant.form_factor))
    return ItemRow(
        pk=row.pk,
        title=row.title,
        topic=row.topic,
        purpose=row.purpose,
        form_factors=tuple(row.form_factors),
        default_tag=row.default_tag,
        facts=tuple(row.fact_lines()),
        variants=tuple(_variant(variant, variant.pk in reviewed) for variant in variants),
        has_end=row.valid_until is not None,
        audience=tuple(row.audience),
        sources=tuple(row.source_lines()),
        evidence=tuple(row.evidence_lines()),
        valid_from=clock.us_or_0(row.valid_from),
        valid_until=clock.us_or_0(row.valid_until),
        page=f"/content/{row.uuid}" if row.is_public and any(variant.live for variant in variants) else "",
    )


def _variant(row: Variant, is_in_review: bool) -> VariantRow:
    draft = "in review" if is_in_review else "draft"
    state = draft if not row.live else f"live + {draft}" if row.has_unpublished_changes else "live"
    return VariantRow(row.pk, row.tag, row.form_factor, state, row.live, tuple(row.fits) if row.live else ())


def contents(variant_ids: Iterable[int]) -> dict[int, VariantContent]:
    """What the newest revision of each variant says."""
    rows = Variant.objects.select_related("item", "layout", "latest_revision").filter(pk__in=list(variant_ids))
    return {row.pk: content_of(_newest(row)) for row in rows}


def _newest(row: Variant) -> Variant:
    """What `get_latest_revision_as_object` gives, in one statement where that takes five: the revision is loaded."""
    if row.latest_revision is None or (row.live and not row.has_unpublished_changes):
        return row
    draft: Variant = row.with_content_json(row.latest_revision.content)
    if draft.item_id == row.item_id:
        draft.item = row.item
    if draft.layout_id == row.layout_id:
        draft.layout = row.layout
    return draft

"""Reads of the schedule."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from wagtail.models import Revision

from ninefold.content import publishing
from ninefold.content.models import ContentItem, Variant
from ninefold.kernel import clock

ENTRIES_MAX = 200


class Happening(StrEnum):
    """What happens by itself."""

    GOES_OUT = "goes out"
    ENDS = "ends"
    ITEM_BEGINS = "may be sent from here on"
    ITEM_ENDS = "is not sent any more"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happens at an instant (us). `tag` and `variant_id` are "" and 0 where all of an item is meant;
    `problems` say why it could not go out as it stands now."""

    at: int
    happening: Happening
    item_id: int
    title: str
    tag: str = ""
    form_factor: str = ""
    variant_id: int = 0
    problems: tuple[str, ...] = ()


def entries(*, now: int, item_id: int = 0) -> list[Entry]:
    """What happens from `now` (us) on, the next first: of one item, or of all."""
    found = [*_going_out(item_id), *_ending(now, item_id), *_life_spans(now, item_id)]
    return sorted(found, key=lambda one: (one.at, one.title, one.tag))[:ENTRIES_MAX]


def _going_out(item_id: int) -> Iterator[Entry]:
    """Scheduled revisions, with what would be refused; also such as are due and wait for the worker's turn."""
    rows = Revision.objects.filter(content_type=Variant.get_content_type(), approved_go_live_at__isnull=False)
    scheduled = list(rows.order_by("approved_go_live_at")[:ENTRIES_MAX])
    wanted = Variant.objects.select_related("item").filter(Q(item_id=item_id) if item_id else Q())
    variants = wanted.in_bulk([int(row.object_id) for row in scheduled])
    for row in scheduled:
        variant = variants.get(int(row.object_id))
        if variant is not None:
            draft = row.as_object()
            problems = tuple(dict.fromkeys(one.message for one in publishing.problems(draft)))
            yield _of_variant(variant, clock.to_us(row.approved_go_live_at), Happening.GOES_OUT, problems)
            if draft.expire_at and not variant.live:
                yield _of_variant(variant, clock.to_us(draft.expire_at), Happening.ENDS)


def _ending(now: int, item_id: int) -> Iterator[Entry]:
    rows = Variant.objects.select_related("item").filter(live=True, expire_at__gt=clock.from_us(now))
    rows = rows.filter(item_id=item_id) if item_id else rows
    for row in rows.order_by("expire_at")[:ENTRIES_MAX]:
        yield _of_variant(row, clock.to_us(row.expire_at), Happening.ENDS)


def _life_spans(now: int, item_id: int) -> Iterator[Entry]:
    """Items of which something is published whose life span begins or ends."""
    instant = clock.from_us(now)
    rows = ContentItem.objects.filter(variants__live=True).distinct()
    rows = rows.filter(pk=item_id) if item_id else rows
    for row in rows.filter(Q(valid_from__gt=instant) | Q(valid_until__gt=instant)).order_by("pk")[:ENTRIES_MAX]:
        for at, happening in ((row.valid_from, Happening.ITEM_BEGINS), (row.valid_until, Happening.ITEM_ENDS)):
            if at is not None and at > instant:
                yield Entry(clock.to_us(at), happening, row.pk, row.title)


def _of_variant(row: Variant, at: int, happening: Happening, problems: tuple[str, ...] = ()) -> Entry:
    return Entry(at, happening, row.item_id, row.item.title, row.tag, row.form_factor, row.pk, problems)

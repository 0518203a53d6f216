"""Reads of layouts."""

from dataclasses import dataclass
from html import escape

from django.db.models import Count, QuerySet

from ninefold.content.layouts import places
from ninefold.content.layouts.dressing import dressed
from ninefold.content.layouttables import LayoutRow
from ninefold.content.types import Layout, LayoutSlot
from ninefold.culture import queries as culture
from ninefold.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Kept:
    """A layout as the team keeps it: its slots, what was taken out of it, and in how many versions it is worn.

    The company is named in it as it is called now; its other marks stand (see dressing).
    """

    layout: Layout
    slots: tuple[LayoutSlot, ...]
    notes: tuple[str, ...]
    is_ready: bool
    is_default: bool
    worn_by: int


def layouts() -> list[Kept]:
    """All layouts, by name."""
    worn = _worn(LayoutRow.objects.all())
    return [_kept(row, worn[row.pk]) for row in LayoutRow.objects.order_by("name")]


def layout(layout_id: int) -> Kept:
    """One. Raise NotFound."""
    return _kept(row_of(layout_id), _worn(LayoutRow.objects.filter(pk=layout_id))[layout_id])


def row_of(layout_id: int) -> LayoutRow:
    """The row, for content's own. Raise NotFound."""
    row = LayoutRow.objects.filter(pk=layout_id).first()
    if row is None:
        raise NotFound("layout_not_found", "There is no such layout. It may have been taken out.")
    return row


def named(layout: Layout) -> Layout:
    """The layout with the company's name where it is to stand."""
    return dressed(layout, {"company": escape(culture.company().name)})


def default_id() -> int | None:
    """The layout that new versions begin with; None for Ninefold's own."""
    return LayoutRow.objects.filter(is_default=True).values_list("pk", flat=True).first()


def _worn(rows: QuerySet[LayoutRow]) -> dict[int, int]:
    """In how many versions each is worn."""
    return dict(rows.annotate(worn=Count("variants")).values_list("pk", "worn"))


def _kept(row: LayoutRow, worn_by: int) -> Kept:
    shown = named(row.layout())
    slots, is_ready = places.slots(shown.body), places.has_body(shown.body)
    return Kept(shown, slots, tuple(row.notes), is_ready, row.is_default, worn_by)

"""Writes of layouts. What versions wear stays as it is: readers get what was proved to fit."""

from django.db import transaction

from ninefold.content.errors import LayoutRefused
from ninefold.content.layouts import places, queries, reading
from ninefold.content.layouts.queries import Kept
from ninefold.content.layouttables import NAME_CHARACTERS_MAX, LayoutRow
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission

LAYOUTS_MAX = 200


@transaction.atomic
def save(*, actor: Actor, name: str, source: str, layout_id: int = 0) -> Kept:
    """Keep pasted HTML or MJML as a layout, new or (`layout_id`) in the place of that one's. Raise LayoutRefused."""
    actor.require(Permission.CONTENT_PUBLISH)
    row = queries.row_of(layout_id) if layout_id else LayoutRow()
    row.name = _checked_name(name, layout_id)
    if not layout_id and LayoutRow.objects.count() >= LAYOUTS_MAX:
        raise LayoutRefused("layouts_many", f"There are {LAYOUTS_MAX} layouts. Take one out that nobody wears.")
    if source != row.source:
        _refuse_worn(row)
        found = reading.read(source)
        row.source, row.notes = source, list(found.notes)
        row.head, row.body, row.style, row.ground = found.head, found.body, found.style, found.ground[:40]
        row.width, row.has_dark = found.width, found.has_dark
    return _kept(row, actor)


@transaction.atomic
def pick(*, actor: Actor, layout_id: int, names: dict[int, str], body_number: int | None) -> Kept:
    """Make slots of these elements (by their number, see places.candidates), and lock all others.

    `body_number` says in which cell the blocks stand; None leaves that as it is. Raise LayoutRefused.
    """
    actor.require(Permission.CONTENT_PUBLISH)
    row = queries.row_of(layout_id)
    _refuse_worn(row)
    body = places.picked(row.body, names, body_number)
    places.check(body, body)
    row.body, row.width = body, places.width_of_body(body) or reading.WIDTH
    return _kept(row, actor)


@transaction.atomic
def choose_default(*, actor: Actor, layout_id: int) -> None:
    """New versions begin with this layout; 0 for Ninefold's own. Raise LayoutRefused."""
    actor.require(Permission.CONTENT_PUBLISH)
    if layout_id and not queries.layout(layout_id).is_ready:
        raise LayoutRefused("layout_unready", "Say first where the blocks stand in it.")
    LayoutRow.objects.filter(is_default=True).exclude(pk=layout_id).update(is_default=False)
    LayoutRow.objects.filter(pk=layout_id).update(is_default=True)


@transaction.atomic
def delete(*, actor: Actor, layout_id: int) -> None:
    """Take a layout out that no version wears. Raise LayoutRefused."""
    actor.require(Permission.CONTENT_PUBLISH)
    row = queries.row_of(layout_id)
    _refuse_worn(row)
    row.delete()


def _refuse_worn(row: LayoutRow) -> None:
    worn = queries.layout(row.pk).worn_by if row.pk else 0
    if worn:
        what = "1 version wears" if worn == 1 else f"{worn} versions wear"
        raise LayoutRefused(
            "layout_worn", f"{what} this layout, and what readers get does not change behind it. Paste it as a new one."
        )


def _checked_name(name: str, layout_id: int) -> str:
    name = " ".join(name.split())
    if not name or len(name) > NAME_CHARACTERS_MAX:
        raise LayoutRefused("layout_name", f"Give it a name of at most {NAME_CHARACTERS_MAX} characters.")
    if LayoutRow.objects.filter(name=name).exclude(pk=layout_id).exists():
        raise LayoutRefused("layout_name", f"There is a layout “{name}” already. Give this one another name.")
    return name


def _kept(row: LayoutRow, actor: Actor) -> Kept:
    row.changed_at, row.changed_by = clock.now(), actor.key[:150]
    row.save()
    return queries.layout(row.pk)

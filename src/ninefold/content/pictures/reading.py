"""Reads of pictures: what was made of images for a slot. Opens no file."""

from collections.abc import Collection

from ninefold.content.models import MediaRendition
from ninefold.content.types import Picture, PictureFile


def pictures(image_ids: Collection[int], slot: str) -> dict[int, Picture]:
    """Those of these images that are cut for a slot ("mail/body"), by id."""
    rows = MediaRendition.objects.filter(image_id__in=list(image_ids), slot=slot, is_current=True)
    found: dict[int, list[MediaRendition]] = {}
    for row in rows.select_related("image").order_by("width", "id"):
        found.setdefault(row.image_id, []).append(row)
    return {number: Picture(tuple(map(_file, some)), some[0].image.description) for number, some in found.items()}


def picture(image_id: int, slot: str) -> Picture | None:
    """The same of one; None where it is gone, or not made."""
    return pictures([image_id], slot).get(image_id) if image_id else None


def _file(row: MediaRendition) -> PictureFile:
    return PictureFile(row.url, row.format, row.width, row.height, row.size_bytes, row.density)

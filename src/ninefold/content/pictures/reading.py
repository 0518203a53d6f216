"""Reads of pictures: what was made of images for a slot. Opens no file."""

from collections.abc import Collection

from ninefold.content.models import MediaImage, MediaRendition
from ninefold.content.types import Picture, PictureFile, Standing
from ninefold.kernel.errors import NotFound


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


def standing(image_id: int) -> Standing:
    """All that is made of one image, and how far it is. Raise NotFound."""
    row = MediaImage.objects.filter(pk=image_id).first()
    if row is None:
        raise NotFound("image_not_found", "This picture is not there any more.")
    found: dict[str, list[MediaRendition]] = {}
    for one in row.renditions.filter(is_current=True).order_by("width", "id"):
        found.setdefault(one.slot, []).append(one)
    made = {slot: Picture(tuple(map(_file, some)), row.description) for slot, some in found.items()}
    return Standing(row.pk, row.title, made, dict(row.problems), row.is_for_all, is_made=bool(row.settled))


def _file(row: MediaRendition) -> PictureFile:
    return PictureFile(row.url, row.format, row.width, row.height, row.size_bytes, row.density)

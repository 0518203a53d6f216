"""Reads of pictures: what was made of images for a slot. Opens no file."""

from collections.abc import Collection

from ninefold.content.models import MediaImage, MediaRendition
from ninefold.content.picturetables import FetchedRow
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
    urls = tuple(row.sources.values_list("url", flat=True))
    return Standing(row.pk, row.title, made, dict(row.problems), row.is_for_all, bool(row.settled), urls)


def _file(row: MediaRendition) -> PictureFile:
    return PictureFile(row.url, row.format, row.width, row.height, row.size_bytes, row.density)


def fetched(urls: Collection[str], slot: str) -> dict[str, Picture | None]:
    """The pictures of these addresses as they are cut for a slot: None where none will ever be; those that are not
    fetched or made yet are left out."""
    rows = FetchedRow.objects.filter(url__in={url for url in urls if url}).exclude(image=None, next_at__isnull=False)
    numbers = dict(rows.values_list("url", "image_id")) if urls else {}
    made = pictures([number for number in numbers.values() if number], slot)
    return {url: made.get(number) for url, number in numbers.items() if not number or number in made}


def problems_of_fetched(urls: Collection[str]) -> dict[str, str]:
    """Why the pictures of these addresses could not be fetched, by address."""
    rows = FetchedRow.objects.filter(url__in=list(urls)).exclude(problem="")
    return dict(rows.values_list("url", "problem"))

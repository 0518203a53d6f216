"""The places for pictures of an install, and what stands in them: all by reading, no file is opened."""

from collections.abc import Collection
from dataclasses import replace

from ninefold.adapt import formfactors
from ninefold.adapt.types import Layout
from ninefold.content import queries as content
from ninefold.content.imaging.types import STUDIO_SLOTS, Plan, Slot
from ninefold.content.types import ImageFile, Picture, VariantContent
from ninefold.kernel import settings

PAGE = "page"
LETTER, LOGO, ITEM, SHARE = "mail/body", "mail/logo", "page/body", "page/share"


def slots() -> dict[str, Slot]:
    """All places of form factors and pages by their full keys ("mail/body")."""
    known = formfactors.form_factors().values()
    found = {f"{form.key}/{slot.key}": slot for form in known for slot in form.image}
    return found | {f"{PAGE}/{slot.key}": slot for slot in formfactors.page_images()}


def plan() -> Plan:
    """What is made of every picture of this install, and what is made at first of those that feeds bring."""
    letters = {form.key for form in formfactors.form_factors().values() if form.layout is Layout.LETTER}
    every = slots()
    first = {key: slot for key, slot in every.items() if key.partition("/")[0] in letters}
    return Plan(STUDIO_SLOTS | every, STUDIO_SLOTS | first)


def of_letter(variant: VariantContent) -> dict[int, ImageFile]:
    """The files that a letter shows, by image; those that are not made, or gone, are left out."""
    return {number: open_to_all(picture.plain) for number, picture in _of_letter(variant).items()}


def weight_of_letter(variant: VariantContent) -> int:
    """The bytes of the files that a letter shows, which come beside its page."""
    return sum(picture.widest.size_bytes for picture in _of_letter(variant).values())


def _of_letter(variant: VariantContent) -> dict[int, Picture]:
    shown = (*(block.image_id for block in variant.blocks), *(one.image_id for one in variant.filled))
    wanted = set(filter(None, shown))
    return content.pictures(wanted, LETTER) if wanted else {}


def of_products(urls: Collection[str]) -> dict[str, str]:
    """Our own addresses of pictures that stand elsewhere, "" where there is none to show; those that are not fetched
    and made yet are left out."""
    found = content.fetched(urls, LETTER) if any(urls) else {}
    return {url: full(picture.plain.path) if picture else "" for url, picture in found.items()}


def logo(image_id: int) -> ImageFile | None:
    """The company's logo, None while there is none, or it is being made ready."""
    found = content.picture(image_id, LOGO)
    return found.plain if found else None


def open_to_all(file: ImageFile) -> ImageFile:
    """A file with an address that the whole world can open."""
    return replace(file, path=full(file.path))


def full(path: str) -> str:
    """The address by which everyone reaches a file of ours."""
    return path if "://" in path else settings.current().public_url + path

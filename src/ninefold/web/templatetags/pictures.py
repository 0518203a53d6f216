"""A picture in every format and density that was made of it; browsers choose, and nothing jumps while it loads."""

from itertools import groupby
from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from ninefold.content import queries
from ninefold.content.types import Picture, PictureFile
from ninefold.web.studio.content import picturing

register = template.Library()
_ORDER = ("avif", "webp", "jpeg", "png")  # the first that a browser knows is taken


@register.simple_tag
def picture(image: Picture, alt: str = "", lazy: int = 1, width: int = 776) -> SafeString:
    """An image as `<picture>`: `alt` in the place of its own description where given, loaded late unless `lazy` is 0.
    `width` is the most CSS pixels that it takes."""
    by_format = {name: list(some) for name, some in groupby(sorted(image.files, key=_rank), key=lambda one: one.format)}
    plain = image.plain
    own = next((some for some in by_format.values() if any(one.path == plain.path for one in some)), [])
    shown = min(width, plain.width)
    sizes = f"(max-width: {shown}px) 100vw, {shown}px"
    sources = [(name, _set(some), sizes) for name, some in by_format.items() if some is not own]
    return format_html(
        '<picture>{}<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{} decoding="async"></picture>',
        format_html_join("", '<source type="image/{}" srcset="{}" sizes="{}">', sources), plain.path, _set(own), sizes,
        shown, round(plain.height * shown / plain.width), alt or image.alt,
        SafeString(' loading="lazy"' if lazy else ""),
    )  # fmt: skip


@register.inclusion_tag("studio/content/picture_cuts.html")
def picture_cuts(image_id: int) -> dict[str, Any]:
    """An image as every form factor cuts it."""
    return picturing.told(queries.standing(image_id))


def _rank(one: PictureFile) -> tuple[int, int]:
    return _ORDER.index(one.format), one.width


def _set(files: list[PictureFile]) -> str:
    return ", ".join(f"{one.path} {one.width}w" for one in files)

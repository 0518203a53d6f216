"""Cuts one picture for its slots: upright, in sRGB, without what it says of itself, cropped round what matters. Pure
but for the file it reads; it runs in a process of its own (`making`).

Of a picture that moves the first frame is taken: what moves by itself can neither be stopped in a letter nor by who
must not see it (WCAG 2.2.2), and many inboxes show the first frame alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms, ImageOps

from ninefold.content.imaging.encoding import Encoded, within
from ninefold.content.imaging.types import EVERYWHERE, Fit, Format, Slot

READ = ("PNG", "JPEG", "WEBP", "AVIF", "GIF")
SHRINK = 0.85
PIXELS_LEAST = 0.5  # of the slot's own width: with fewer a picture is no picture of it any more
_MIDDLE = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Cut:
    """A picture cut for a slot, encoded."""

    density: int
    format: Format
    width: int
    height: int
    encoded: Encoded


def upright(path: str) -> Image.Image:
    """The first frame as it is to be seen, in 8 bits of sRGB, with transparency if it has any. Raise OSError, or
    another error of Pillow's, where it cannot be decoded."""
    with Image.open(path, formats=READ) as opened:
        opened.seek(0)
        profile = opened.info.get("icc_profile")
        picture = ImageOps.exif_transpose(opened)
        picture.load()
    seen = _in_srgb(_eight_bits(picture), profile)
    seen.info.clear()  # where, when and with what it was taken; some encoders would write it down again
    return seen


def _eight_bits(picture: Image.Image) -> Image.Image:
    if picture.mode.startswith(("I", "F")):  # grey in 16 or 32 bits
        low, high = picture.getextrema()
        assert isinstance(low, (int, float))
        assert isinstance(high, (int, float))
        scale = 255 / max(255.0, 65_535.0 if high > 255 else 255.0)
        return picture.convert("F").point(lambda value: value * scale).convert("L").convert("RGB")
    if picture.mode == "P" or picture.mode in ("LA", "PA", "La", "RGBa"):
        is_seen_through = picture.mode != "P" or "transparency" in picture.info
        return picture.convert("RGBA" if is_seen_through else "RGB")
    if picture.mode == "RGB" and "transparency" in picture.info:
        return picture.convert("RGBA")
    return picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In sRGB by its profile where that can be read, else as if it were in it."""
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            made = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            made = None
        picture = made or picture
    picture = picture if picture.mode == wanted else picture.convert(wanted)
    return _opaque(picture)


def _opaque(picture: Image.Image) -> Image.Image:
    """Without an alpha channel that hides nothing."""
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        return picture.convert("RGB")
    return picture


def cuts(picture: Image.Image, slot: Slot, focus: tuple[float, float] | None) -> Iterator[Cut]:
    """The picture in each density and format of a slot. Raise TooManyBytes where one cannot keep to its bytes.

    None is larger than the picture is; a density that would bring no more pixels than the one before is left out.
    """
    box = crop(picture.size, slot, focus or _MIDDLE)
    wide, before = box[2] - box[0], 0
    for density in sorted(slot.densities):
        width = min(_width(box, slot) * density, wide)
        if width > before:
            before = width
            for format_ in written(slot, is_seen_through=picture.mode == "RGBA"):
                yield _cut(picture, box, slot, density, width, format_)


def written(slot: Slot, *, is_seen_through: bool) -> list[Format]:
    """The formats that a picture is written in for a slot."""
    one = Format.PNG if is_seen_through else Format.JPEG
    plain = [format_ for format_ in slot.formats if format_ in EVERYWHERE]
    kept = one if one in plain else next(iter(plain), None)
    return [format_ for format_ in slot.formats if format_ not in EVERYWHERE or format_ is kept]


def crop(size: tuple[int, int], slot: Slot, focus: tuple[float, float]) -> tuple[int, int, int, int]:
    """What of a picture is shown: all of it, or the largest part in the slot's shape that has `focus` nearest to its
    middle. Left, top, right, bottom."""
    width, height = size
    if not slot.height or slot.fit is Fit.INSIDE:
        return 0, 0, width, height
    shape = slot.width / slot.height
    across, down = min(width, max(1, round(height * shape))), min(height, max(1, round(width / shape)))
    left = min(max(0, round(focus[0] * width - across / 2)), width - across)
    top = min(max(0, round(focus[1] * height - down / 2)), height - down)
    return left, top, left + across, top + down


def _width(box: tuple[int, int, int, int], slot: Slot) -> int:
    """The CSS pixels that a picture takes across its slot."""
    if slot.fit is Fit.INSIDE and slot.height:
        shape = (box[2] - box[0]) / (box[3] - box[1])
        return max(1, min(slot.width, round(slot.height * shape)))
    return slot.width


def _cut(  # noqa: PLR0917  # what of it, for what, as what
    picture: Image.Image, box: tuple[int, int, int, int], slot: Slot, density: int, width: int, format_: Format
) -> Cut:
    """As good as its bytes allow; with fewer pixels where the plainest encoding still takes too many."""
    least = min(width, max(1, round(_width(box, slot) * PIXELS_LEAST)))
    while True:
        height = max(1, round(width * (box[3] - box[1]) / (box[2] - box[0])))
        small = picture.resize((width, height), Image.Resampling.LANCZOS, box=box, reducing_gap=3.0)
        encoded = within(_laid(small, slot, format_), format_, slot.bytes_max, is_last=width <= least)
        if encoded is not None:
            return Cut(density, format_, width, height, encoded)
        width = max(least, int(width * SHRINK))


def _laid(picture: Image.Image, slot: Slot, format_: Format) -> Image.Image:
    """On paper, where a format knows nothing of transparency."""
    if picture.mode != "RGBA" or format_ is not Format.JPEG:
        return picture
    paper = Image.new("RGBA", picture.size, slot.paper)
    return Image.alpha_composite(paper, picture).convert("RGB")

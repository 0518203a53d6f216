"""Encodes a picture within so many bytes, as well as they allow. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from ninefold.content.imaging.types import Format

# What is tried first, and the least that is still shown to anybody, on each encoder's own scale.
BEST: Mapping[Format, int] = {Format.AVIF: 62, Format.WEBP: 80, Format.JPEG: 82}
LEAST: Mapping[Format, int] = {Format.AVIF: 35, Format.WEBP: 45, Format.JPEG: 45}
COLOURS = (0, 256, 128, 64)  # of a PNG, from all to few


class TooManyBytes(Exception):
    """Even at its plainest it takes `needed` bytes."""

    def __init__(self, needed: int) -> None:
        super().__init__(f"{needed} bytes")
        self.needed = needed


@dataclass(frozen=True, slots=True)
class Encoded:
    """A file's bytes, and the quality it was encoded with; 0 where the format has none."""

    data: bytes
    quality: int


def within(picture: Image.Image, format_: Format, bytes_max: int, *, is_last: bool = False) -> Encoded | None:
    """The best encoding that takes at most `bytes_max`; None where there is none, or TooManyBytes when `is_last`."""
    found, needed = _png(picture, bytes_max) if format_ is Format.PNG else _searched(picture, format_, bytes_max)
    if found is None and is_last:
        raise TooManyBytes(needed)
    return found


def _searched(picture: Image.Image, format_: Format, bytes_max: int) -> tuple[Encoded | None, int]:
    """Binary search for the highest quality that keeps to the bytes; what the lowest takes, where none does."""
    best = Encoded(_encoded(picture, format_, BEST[format_]), BEST[format_])
    if len(best.data) <= bytes_max:
        return best, 0
    least = Encoded(_encoded(picture, format_, LEAST[format_]), LEAST[format_])
    if len(least.data) > bytes_max:
        return None, len(least.data)
    found, low, high = least, LEAST[format_], BEST[format_]
    while high - low > 2:
        tried = Encoded(_encoded(picture, format_, middle := (low + high) // 2), middle)
        if len(tried.data) <= bytes_max:
            found, low = tried, middle
        else:
            high = middle
    return found, 0


def _png(picture: Image.Image, bytes_max: int) -> tuple[Encoded | None, int]:
    """With all its colours, else with as many as the bytes allow."""
    data = b""
    for colours in COLOURS:
        reduced = picture.quantize(colours, method=Image.Quantize.FASTOCTREE) if colours else picture
        data = _saved(lambda file, reduced=reduced: reduced.save(file, "PNG", optimize=True))  # type: ignore[misc]
        if len(data) <= bytes_max:
            return Encoded(data, 0), 0
    return None, len(data)


def _encoded(picture: Image.Image, format_: Format, quality: int) -> bytes:
    """One encoding, with nothing in it but the picture. One thread each, so that a machine serves meanwhile."""
    if format_ is Format.AVIF:
        return _saved(lambda file: picture.save(file, "AVIF", quality=quality, speed=8, max_threads=1))
    if format_ is Format.WEBP:
        return _saved(lambda file: picture.save(file, "WEBP", quality=quality, method=4))
    return _saved(lambda file: picture.save(file, "JPEG", quality=quality, optimize=True, progressive=True))


def _saved(save: Callable[[BytesIO], None]) -> bytes:
    file = BytesIO()
    save(file)
    return file.getvalue()

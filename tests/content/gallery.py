"""Pictures that tests bring in: honest ones, and ones that lie."""

import struct
import tempfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from ninefold.adapt import pictures
from ninefold.content.imaging import making
from ninefold.content.models import MediaImage
from ninefold.content.pictures import job


def photo(width: int = 1600, height: int = 900, kind: str = "JPEG", **saved: Any) -> bytes:
    """A picture with some detail: a gradient with a red disc in its upper left quarter."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    ImageDraw.Draw(picture).ellipse((0, 0, width // 4, height // 4), fill="#cc1020")
    return encoded(picture, kind, **saved)


def noise(width: int, height: int) -> Image.Image:
    """What no encoder can make small."""
    return Image.merge("RGB", [Image.effect_noise((width, height), 120) for _ in range(3)])


def encoded(picture: Image.Image, kind: str, **saved: Any) -> bytes:
    file = BytesIO()
    picture.save(file, kind, **saved)
    return file.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that say they are so many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", head)
        + _chunk(b"IDAT", zlib.compress(b"\0" * 100))
        + _chunk(b"IEND", b"")
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def gif_of(frames: int, width: int = 8, height: int = 8, *, frame: tuple[int, int] = (8, 8)) -> bytes:
    """A GIF of so many frames of a `frame`'s size on a screen of another."""
    screen = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    one = b"\x2c" + struct.pack("<HHHHB", 0, 0, *frame, 0) + b"\x02\x02\x4c\x01\x00"
    return screen + one * frames + b"\x3b"


def image(raw: bytes, name: str = "photo.jpg", **fields: Any) -> MediaImage:
    """A row of the media library with this file, nothing made of it yet."""
    return MediaImage.objects.create(title="Sleeves", file=ContentFile(raw, name), **fields)


def make_ready() -> None:
    """Do what the worker does, in this process: make everything of every image that waits."""
    plan = pictures.plan()
    for row in MediaImage.objects.filter(settled=""):
        with tempfile.TemporaryDirectory() as folder:
            outcome = making.make(job.job_of(row, plan, Path(folder)))
            slots = plan.every if row.is_for_all else plan.first
            assert job.keep(row.pk, row.source(), job.name_of(slots), Path(folder), outcome)

"""Looks a picture over by its head alone, before anything decodes it: what it is, how large it says it is, how many
frames it has. Pure.

A few hundred bytes may unpack to gigabytes, so nothing here unpacks. Sources: the PNG specification (third edition),
GIF89a, ITU T.81 annex B, RFC 9649 (WebP), ISO/IEC 23008-12 (the `ispe` property of AVIF).
"""

import struct
from dataclasses import dataclass
from typing import IO

from ninefold.content.errors import PictureRefused
from ninefold.content.imaging.types import Format

BYTES_MAX = 10_485_760
PIXELS_MAX = 40_000_000
SIDE_MAX = 20_000
FRAMES_MAX = 300
EXTENSIONS = ("avif", "gif", "jpeg", "jpg", "png", "webp")
GIF = "gif"
_KINDS = "Choose a PNG, JPEG, WebP, AVIF or GIF."
_BROKEN = f"This picture is broken: its head cannot be read. {_KINDS}"
_AVIF_HEAD_MAX = 65_536
_JPEG_SIZES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_JPEG_BARE = {0x01, *range(0xD0, 0xD9)}


@dataclass(frozen=True, slots=True)
class Head:
    """What a picture says of itself: its kind ("gif" or a Format), its size in pixels, its frames."""

    kind: str
    width: int
    height: int
    frames: int = 1


def look(file: IO[bytes], size: int) -> Head:
    """What a picture is, read from its head. Raise PictureRefused for what is none, or is more than may be decoded.

    `size` is that of the file in bytes. The file is left at its beginning.
    """
    if size > BYTES_MAX:
        raise PictureRefused("picture_large", f"A picture may have {BYTES_MAX // 1_048_576} MB. Save it smaller.")
    file.seek(0)
    try:
        head = _head(file.read(size + 1))
    except (struct.error, IndexError) as error:
        raise PictureRefused("picture_broken", _BROKEN) from error
    finally:
        file.seek(0)
    if not (head.width and head.height):
        raise PictureRefused("picture_broken", _BROKEN)
    if max(head.width, head.height) > SIDE_MAX or head.width * head.height > PIXELS_MAX:
        words = f"This picture says it is {head.width:,} by {head.height:,} pixels"
        most = f"{PIXELS_MAX // 1_000_000} million pixels, {SIDE_MAX:,} on a side, are the most. Save it smaller."
        raise PictureRefused("picture_many_pixels", f"{words}; {most}")
    if head.frames > FRAMES_MAX:
        words = f"This picture moves: it has more than {FRAMES_MAX} frames, which is the most. Choose a still one."
        raise PictureRefused("picture_many_frames", words)
    return head


def _head(data: bytes) -> Head:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _png(data)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return _gif(data)
    if data.startswith(b"\xff\xd8\xff"):
        return _jpeg(data)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp(data)
    if data[4:8] == b"ftyp" and b"avi" in data[8:40]:
        return _avif(data)
    if b"<svg" in data[:4096].lower():
        words = "An SVG is a drawing that may hold programs, so it is not taken. Save it as PNG, twice as large."
        raise PictureRefused("picture_svg", words)
    raise PictureRefused("picture_kind", f"This is no picture that can be shown. {_KINDS}")


def _png(data: bytes) -> Head:
    """IHDR comes first; acTL, before the first IDAT, counts the frames of one that moves."""
    if data[12:16] != b"IHDR":
        raise PictureRefused("picture_broken", _BROKEN)
    width, height = struct.unpack(">II", data[16:24])
    place, frames = 8, 1
    while place + 12 <= len(data) and (kind := data[place + 4 : place + 8]) != b"IDAT":
        length = struct.unpack(">I", data[place : place + 4])[0]
        if kind == b"acTL":
            frames = struct.unpack(">I", data[place + 8 : place + 12])[0]
        place += 12 + length
    return Head(Format.PNG, width, height, frames)


def _gif(data: bytes) -> Head:
    """Walks the blocks: the screen may be small and a frame large, and nothing says how many frames there are."""
    width, height = struct.unpack("<HH", data[6:10])
    place, frames = 13 + _table(data[10]), 0
    while place < len(data) and frames <= FRAMES_MAX:
        if data[place] == 0x21:
            place = _after(data, place + 2)
        elif data[place] == 0x2C:
            left, top, across, down = struct.unpack("<HHHH", data[place + 1 : place + 9])
            width, height, frames = max(width, left + across), max(height, top + down), frames + 1
            place = _after(data, place + 11 + _table(data[place + 9]))
        else:
            break
    if not frames:
        raise PictureRefused("picture_broken", _BROKEN)
    return Head(GIF, width, height, frames)


def _table(flags: int) -> int:
    """The bytes of a table of colours."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after(data: bytes, place: int) -> int:
    """The place after a row of blocks, which an empty one ends."""
    while place < len(data) and data[place]:
        place += data[place] + 1
    return place + 1


def _jpeg(data: bytes) -> Head:
    place = 2
    while place + 9 <= len(data):
        if data[place] != 0xFF:
            break
        marker = data[place + 1]
        if marker == 0xFF or marker in _JPEG_BARE:
            place += 1 if marker == 0xFF else 2
            continue
        if marker in _JPEG_SIZES:
            height, width = struct.unpack(">HH", data[place + 5 : place + 9])
            return Head(Format.JPEG, width, height)
        place += 2 + struct.unpack(">H", data[place + 2 : place + 4])[0]
    raise PictureRefused("picture_broken", _BROKEN)


def _webp(data: bytes) -> Head:
    kind, body = data[12:16], data[20:]
    if kind == b"VP8X":
        width, height = (int.from_bytes(body[at : at + 3], "little") + 1 for at in (4, 7))
        return Head(Format.WEBP, width, height, max(1, _webp_frames(data)) if body[0] & 2 else 1)
    if kind == b"VP8L":
        bits = struct.unpack("<I", body[1:5])[0]
        return Head(Format.WEBP, (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", body[6:10])
        return Head(Format.WEBP, width & 0x3FFF, height & 0x3FFF)
    raise PictureRefused("picture_broken", _BROKEN)


def _webp_frames(data: bytes) -> int:
    place, frames = 12, 0
    while place + 8 <= len(data) and frames <= FRAMES_MAX:
        frames += data[place : place + 4] == b"ANMF"
        length = struct.unpack("<I", data[place + 4 : place + 8])[0]
        place += 8 + length + length % 2
    return frames


def _avif(data: bytes) -> Head:
    """The largest size that any of its parts has. One that moves keeps its frames apart and is shown by its first."""
    sizes, place = [], 0
    while (place := data.find(b"ispe", place, _AVIF_HEAD_MAX)) >= 0:
        sizes.append(struct.unpack(">II", data[place + 8 : place + 16]))
        place += 4
    if not sizes:
        raise PictureRefused("picture_broken", _BROKEN)
    width, height = max(sizes, key=lambda one: one[0] * one[1])
    return Head(Format.AVIF, width, height)

"""What crosses the door of pictures: slots, and what is made for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

PAPER = "#ffffff"


class Fit(StrEnum):
    """How a picture comes to the size of its slot: cropped round its focal point, or whole inside of it."""

    CROP = "crop"
    INSIDE = "inside"


class Format(StrEnum):
    """What a rendition is written as. AVIF and WebP are for browsers; JPEG and PNG are read everywhere."""

    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpeg"
    PNG = "png"


EVERYWHERE = (Format.JPEG, Format.PNG)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a picture in a form factor or on a page, as data (`formfactors.toml`).

    `width` and `height` are in CSS pixels; a height of 0 leaves a picture the shape it has. Each of `densities` is a
    number of pixels to a CSS pixel. Every one of `formats` is written, but of jpeg and png together only one: PNG for
    a picture that is transparent somewhere, else JPEG. Without PNG what is transparent is laid on `paper`. No file
    takes more than `bytes_max`.
    """

    key: str
    name: str
    width: int
    height: int = 0
    fit: Fit = Fit.CROP
    densities: tuple[int, ...] = (1,)
    formats: tuple[Format, ...] = (Format.JPEG, Format.PNG)
    bytes_max: int = 200_000
    paper: str = PAPER


# What the studio itself shows: lists of pictures, and one picture on which its focal point is set.
SMALL = "studio/small"
STUDIO_SLOTS = {
    SMALL: Slot("small", "The studio's lists", 165, 165, Fit.INSIDE, (1,), (Format.WEBP,), 60_000),
    "studio/large": Slot("large", "The studio's page of a picture", 800, 600, Fit.INSIDE, (1,), (Format.WEBP,)),
}


@dataclass(frozen=True, slots=True)
class Plan:
    """The slots of an install by their full keys: all of them, and those that every picture of a feed is cut for."""

    every: Mapping[str, Slot]
    first: Mapping[str, Slot]


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be made of one picture: the file at `path`, for the slots under their full keys ("mail/body").

    `focus` is the middle of what matters, in hundredths of width and height from the upper left, None for the middle.
    """

    path: str
    folder: str
    slots: dict[str, Slot]
    focus: tuple[float, float] | None = None
    seconds_max: int = 120


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was written for a slot: its name in the job's folder, size in pixels and bytes. `quality` is that of
    the encoder, 0 where it has none."""

    slot: str
    density: int
    format: Format
    name: str
    width: int
    height: int
    size_bytes: int
    quality: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job. `problems` say by slot why it has no rendition; `problem` why the picture has none at
    all."""

    made: tuple[Made, ...] = ()
    problems: dict[str, str] | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FetchJob:
    """Pictures to fetch: their addresses, who asks, and networks that may be asked besides. `now` in microseconds.

    `known` are the ETag and Last-Modified of those that came before, by address.
    """

    urls: tuple[str, ...]
    folder: str
    agent: str
    networks: tuple[str, ...]
    now: int
    known: dict[str, tuple[str, str]] = field(default_factory=dict)
    seconds_max: int = 240


@dataclass(frozen=True, slots=True)
class Came:
    """What came of one address: a file's `name` in the job's folder and its SHA-1, or a `problem`; asking again changes
    nothing where it `is_final`. It `is_unchanged` where the other side says that what was known still holds."""

    url: str
    name: str = ""
    sha1: str = ""
    problem: str = ""
    is_final: bool = False
    retry_after_seconds: int = 0
    is_unchanged: bool = False
    etag: str = ""
    modified: str = ""

"""Pictures are looked over by their heads, and cut as their slots say: upright, bare of data, within their bytes."""

import resource
import time
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from ninefold.adapt import pictures
from ninefold.content.errors import PictureRefused
from ninefold.content.imaging import cutting, looking, making
from ninefold.content.imaging.types import STUDIO_SLOTS, Fit, Format, Job, Outcome, Slot
from tests.content import gallery

WEB = (Format.AVIF, Format.WEBP, Format.JPEG, Format.PNG)


def look(raw: bytes) -> looking.Head:
    return looking.look(BytesIO(raw), len(raw))


def made(tmp_path: Path, raw: bytes, *slots: Slot, focus: tuple[float, float] | None = None) -> Outcome:
    source = tmp_path / "source"
    source.write_bytes(raw)
    return making.make(Job(str(source), str(tmp_path), {slot.key: slot for slot in slots}, focus))


def opened(tmp_path: Path, outcome: Outcome, index: int = 0) -> Image.Image:
    with Image.open(tmp_path / outcome.made[index].name) as picture:
        picture.load()
        return picture


@pytest.mark.parametrize(
    ("kind", "raw"),
    [
        ("png", gallery.photo(33, 21, "PNG")),
        ("jpeg", gallery.photo(33, 21, "JPEG")),
        ("jpeg", gallery.photo(33, 21, "JPEG", progressive=True, comment=b"x" * 60_000)),
        ("gif", gallery.photo(33, 21, "GIF")),
        ("webp", gallery.photo(33, 21, "WEBP")),
        ("webp", gallery.photo(33, 21, "WEBP", lossless=True)),
        ("webp", gallery.photo(33, 21, "WEBP", exif=b"Exif\0\0MM\0*\0\0\0\x08\0\0\0\0\0\0")),
        ("avif", gallery.photo(33, 21, "AVIF")),
    ],
)
def test_a_head_tells_kind_and_size_of_honest_pictures(kind: str, raw: bytes) -> None:
    assert look(raw) == looking.Head(kind, 33, 21, 1)


def test_frames_are_counted_without_decoding_one() -> None:
    frames = [Image.new("RGB", (9, 9), (shade, 0, 0)) for shade in range(0, 250, 50)]
    for kind in ("GIF", "PNG", "WEBP"):
        assert look(gallery.encoded(frames[0], kind, save_all=True, append_images=frames[1:])).frames == 5
    assert look(gallery.gif_of(300)).frames == 300


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (gallery.png_that_claims(50_000, 50_000), r"says it is 50,000 by 50,000 pixels; 40 million pixels"),
        (gallery.png_that_claims(30_000, 2), r"20,000 on a side"),
        (gallery.png_that_claims(0, 5), "broken"),
        (gallery.gif_of(10_000), "more than 300 frames"),
        (gallery.gif_of(1, frame=(60_000, 60_000)), r"60,000 by 60,000"),
        (gallery.gif_of(0), "broken"),
        (gallery.photo()[:3], "broken"),
        (gallery.photo(kind="WEBP")[:18], "broken"),
        (b"<?xml version='1.0'?><!-- x --><svg onload='alert(1)'/>", "SVG is a drawing that may hold programs"),
        (b"%PDF-1.7 and more", "no picture"),
        (b"", "no picture"),
        (b"BM" + b"\0" * 60, "no picture"),
    ],
)
def test_what_is_no_picture_or_unpacks_to_more_than_may_be_is_refused_in_words(raw: bytes, words: str) -> None:
    before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(PictureRefused, match=words):
        look(raw)
    assert time.monotonic() - before[0] < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before[1] < 60_000  # KB


def test_a_file_with_too_many_bytes_is_not_read() -> None:
    class Unread(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            raise AssertionError("it was read")

    with pytest.raises(PictureRefused, match="may have 10 MB"):
        looking.look(Unread(), looking.BYTES_MAX + 1)


def test_a_head_that_lies_is_found_out_beside_and_said(tmp_path: Path) -> None:
    cut = gallery.photo(kind="PNG")[:4_000]
    assert look(cut).width == 1600
    small_claim = gallery.png_that_claims(400, 400)
    for raw in (cut, small_claim, gallery.photo(kind="AVIF")[:900], gallery.photo(kind="WEBP")[:900]):
        outcome = made(tmp_path, raw, Slot("body", "Letter", 518))
        assert outcome.problem == making.BROKEN
        assert not outcome.made


def test_a_picture_is_cut_round_its_focal_point_and_never_made_larger(tmp_path: Path) -> None:
    square = Slot("icon", "Icon", 100, 100)
    raw = gallery.photo(1600, 900)
    at_disc = opened(tmp_path, made(tmp_path, raw, square, focus=(0.1, 0.1)))
    middle = opened(tmp_path, made(tmp_path, raw, square))
    red = (12, 12)
    assert at_disc.size == middle.size == (100, 100)
    assert at_disc.getpixel(red)[0] > 150 > at_disc.getpixel(red)[1] + 80  # type: ignore[index,operator]
    assert abs(middle.getpixel(red)[0] - middle.getpixel(red)[1]) < 12  # type: ignore[index,operator]
    wide = made(tmp_path, gallery.photo(500, 300), Slot("hero", "Hero", 400, 200, densities=(1, 2, 3)))
    assert [(one.density, one.width, one.height) for one in wide.made] == [(1, 400, 200), (2, 500, 250)]
    whole = made(tmp_path, gallery.photo(640, 160, "PNG"), Slot("logo", "Logo", 160, 44, Fit.INSIDE, (2,)))
    assert [(one.width, one.height) for one in whole.made] == [(320, 80)]


def test_each_format_is_written_and_png_only_for_what_is_transparent(tmp_path: Path) -> None:
    slot = Slot("card", "Card", 200, formats=WEB)
    photo = made(tmp_path, gallery.photo(), slot)
    assert [one.format for one in photo.made] == ["avif", "webp", "jpeg"]
    assert [opened(tmp_path, photo, index).format for index in range(3)] == ["AVIF", "WEBP", "JPEG"]
    glass = Image.new("RGBA", (300, 300), (0, 0, 255, 0))
    glass.paste((0, 255, 0, 255), (0, 0, 150, 150))
    clear = made(tmp_path, gallery.encoded(glass, "PNG"), slot)
    assert [one.format for one in clear.made] == ["avif", "webp", "png"]
    for index in range(3):
        assert opened(tmp_path, clear, index).convert("RGBA").getpixel((190, 190))[3] < 10  # type: ignore[index]
    laid = made(tmp_path, gallery.encoded(glass, "PNG"), Slot("x", "X", 200, formats=(Format.JPEG,), paper="#faf8f4"))
    assert all(
        abs(a - b) < 6 for a, b in zip(opened(tmp_path, laid).getpixel((190, 190)), (250, 248, 244), strict=True)
    )  # type: ignore[arg-type]


def test_it_is_upright_and_says_nothing_of_where_when_or_with_what_it_was_taken(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Camera of Ada"
    exif.get_ifd(0x8825)[1] = "N"
    raw = gallery.photo(400, 200, exif=exif, comment=b"Ada's garden")
    outcome = made(tmp_path, raw, Slot("card", "Card", 100, formats=WEB))
    assert [(one.width, one.height) for one in outcome.made] == [(100, 200)] * 3
    for index, one in enumerate(outcome.made):
        picture = opened(tmp_path, outcome, index)
        assert not picture.getexif()
        assert not {"comment", "icc_profile", "exif", "xmp"} & picture.info.keys()
        assert b"Ada" not in (tmp_path / one.name).read_bytes()
    red = opened(tmp_path, outcome, 2).getpixel((90, 10))
    assert red[0] > 150  # type: ignore[index,operator]  # the disc of the upper left is on the right now


def test_colours_come_to_srgb_whatever_they_were_written_in(tmp_path: Path) -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    grey = Image.new("I;16", (50, 50), 32_768)
    broken = gallery.encoded(Image.new("RGB", (50, 50), "#cc1020"), "PNG", icc_profile=b"not a profile" * 20)
    cases = [
        (gallery.encoded(Image.new("CMYK", (50, 50), (0, 255, 255, 0)), "JPEG"), (255, 0, 0)),
        (gallery.encoded(grey, "PNG"), (128, 128, 128)),
        (gallery.encoded(Image.new("P", (50, 50), 0), "PNG"), (0, 0, 0)),
        (gallery.encoded(Image.new("1", (50, 50), 1), "PNG"), (255, 255, 255)),
        (broken, (204, 16, 32)),
        (gallery.encoded(Image.new("RGB", (50, 50), "#cc1020"), "PNG", icc_profile=lab.tobytes()), (204, 16, 32)),
    ]
    for raw, wanted in cases:
        pixel = opened(tmp_path, made(tmp_path, raw, Slot("a", "A", 20))).getpixel((9, 9))
        assert all(abs(a - b) < 8 for a, b in zip(pixel, wanted, strict=True)), (pixel, wanted)  # type: ignore[arg-type]


def test_a_moving_picture_stands_still_and_what_hangs_on_a_file_is_left_behind(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (90, 90), colour) for colour in ("#cc1020", "#1020cc")]
    moving = gallery.encoded(frames[0], "GIF", save_all=True, append_images=frames[1:], duration=50)
    outcome = made(tmp_path, moving, Slot("a", "A", 60, formats=WEB))
    for index in range(3):
        still = opened(tmp_path, outcome, index)
        assert getattr(still, "n_frames", 1) == 1
        assert still.convert("RGB").getpixel((30, 30))[0] > 180  # type: ignore[index,operator]
    hidden = BytesIO()
    with zipfile.ZipFile(hidden, "w") as archive:
        archive.writestr("payload.txt", "<script>alert(1)</script>")
    both = gallery.photo(200, 200) + hidden.getvalue()
    for one in made(tmp_path, both, Slot("a", "A", 60, formats=WEB)).made:
        raw = (tmp_path / one.name).read_bytes()
        assert b"PK\x03\x04" not in raw
        assert b"<script>" not in raw


def test_quality_gives_way_to_bytes_then_pixels_then_it_is_said(tmp_path: Path) -> None:
    raw = gallery.encoded(gallery.noise(900, 600), "JPEG", quality=95)
    free = made(tmp_path, raw, Slot("a", "A", 600, formats=WEB, bytes_max=2_000_000))
    assert [one.quality for one in free.made] == [62, 80, 82]
    for one in made(tmp_path, raw, Slot("a", "A", 600, formats=WEB, bytes_max=60_000)).made:
        assert one.size_bytes <= 60_000
        assert 300 <= one.width <= 600
    tight = made(tmp_path, raw, Slot("a", "A", 600, bytes_max=40_000)).made[0]
    assert tight.size_bytes <= 40_000
    assert 300 <= tight.width < 600
    never = made(tmp_path, raw, Slot("a", "Web hero", 600, bytes_max=9_000))
    assert not never.made
    assert (never.problems or {})["a"].startswith("Web hero may have 9 KB, and even at its plainest this picture takes")


def test_the_quality_is_the_best_that_its_bytes_allow(tmp_path: Path) -> None:
    picture = cutting.upright(str(_written(tmp_path, gallery.encoded(gallery.noise(700, 500), "JPEG", quality=95))))
    (cut,) = cutting.cuts(picture, Slot("a", "A", 600, bytes_max=100_000), None)
    better = gallery.encoded(
        picture.resize((600, cut.height), Image.Resampling.LANCZOS, box=(0, 0, 700, 500), reducing_gap=3.0),
        "JPEG", quality=cut.encoded.quality + 2, optimize=True, progressive=True,
    )  # fmt: skip
    assert 45 < cut.encoded.quality < 82
    assert len(cut.encoded.data) <= 100_000 < len(better)


def _written(tmp_path: Path, raw: bytes) -> Path:
    (tmp_path / "source").write_bytes(raw)
    return tmp_path / "source"


def test_every_slot_that_ninefold_brings_takes_a_photo_within_its_bytes(tmp_path: Path) -> None:
    slots = dict(pictures.plan().every)
    assert slots.keys() > STUDIO_SLOTS.keys()
    source = _written(tmp_path, gallery.photo(3000, 2000))
    outcome = making.make(Job(str(source), str(tmp_path), slots))
    assert not outcome.problems
    assert {one.slot for one in outcome.made} == set(slots)
    for one in outcome.made:
        slot = slots[one.slot]
        assert one.size_bytes == (tmp_path / one.name).stat().st_size <= slot.bytes_max
        assert one.width <= slot.width * one.density
        if slot.height and slot.fit is Fit.CROP:
            assert one.height == round(one.width * slot.height / slot.width)

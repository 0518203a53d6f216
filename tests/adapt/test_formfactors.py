"""Form factors are data: an install adds its own by a file, and a wrong file is refused with what to mend."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninefold.adapt import fit, formfactors, pictures, units
from ninefold.adapt.errors import FormFactorUnknown, FormFactorWrong
from ninefold.adapt.fit import Fitted
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.modes import modes
from ninefold.adapt.texts import CompiledText
from ninefold.adapt.types import Layout
from ninefold.culture.types import Channel
from ninefold.kernel import settings
from tests.adapt import autumn

BOARD = """
[[form_factor]]
key = "board"
name = "Board in the shop"
channel = "web"
layout = "titled"
unit = "graphemes"
limit = 60
title_limit = 30
link_characters = 40

[[form_factor]]
key = "sms"
limit = 306
"""
ONE = """
[[form_factor]]
key = "own{}"
name = "x"
channel = "web"
unit = "graphemes"
limit = 9
link_characters = 20
"""
WALL = """
[[form_factor.image]]
key = "wall"
name = "Wall"
width = 300
height = 400
densities = [1, 2]
formats = ["webp", "jpeg"]
bytes_max = 90_000
"""
PICTURED = BOARD.replace('\n[[form_factor]]\nkey = "sms"', WALL + '\n[[form_factor]]\nkey = "sms"')
MASTODON = modes(BUILT_IN["mastodon"])[0]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A data folder of its own."""
    own = replace(settings.current(), data=tmp_path)
    monkeypatch.setattr(settings, "current", lambda: own)
    yield tmp_path
    formfactors._of_folder.cache_clear()


def test_an_install_adds_a_form_factor_and_changes_another_by_a_file_alone(folder: Path) -> None:
    (folder / "formfactors.toml").write_text(BOARD)
    board = formfactors.form_factor("board")
    assert (board.channel, board.layout, board.limit) == (Channel.WEB, Layout.TITLED, 60)
    assert formfactors.form_factor("sms") == replace(BUILT_IN["sms"], limit=306)
    assert list(formfactors.form_factors()) == [*BUILT_IN, "board"]
    report = fit.report(autumn.box(autumn.HEADING, replace(autumn.STORY, text="Twelve records. 19.90 €.", short="")))
    assert "board" in report.fits
    with pytest.raises(FormFactorUnknown, match=r"There are: mail, sms, .*, board"):
        formfactors.form_factor("fax")


def test_an_install_gives_its_form_factors_and_pages_places_for_pictures(folder: Path) -> None:
    (folder / "formfactors.toml").write_text(PICTURED + "\n[[page_image]]\nkey = 'body'\nbytes_max = 90_000\n")
    (wall,) = formfactors.form_factor("board").image
    assert (wall.width, wall.height, wall.densities, wall.formats) == (300, 400, (1, 2), ("webp", "jpeg"))
    plan = pictures.plan()
    assert plan.every["board/wall"] == wall
    assert "board/wall" not in plan.first
    assert plan.every["page/body"].bytes_max == 90_000
    assert {"mail/body", "page/share", "bluesky/post", "push/icon", "web_hero/phone"} <= plan.every.keys()
    assert {key.partition("/")[0] for key in plan.first} == {"studio", "mail"}


def test_without_a_file_there_are_those_that_ninefold_brings(folder: Path) -> None:
    assert formfactors.form_factors() == BUILT_IN


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("[[form_factor]\n", "cannot be read as TOML"),
        ("\xff", "cannot be read as TOML"),
        ("limit = 3\n", "may hold [[form_factor]] and [[page_image]] tables and nothing else"),
        ("[[form_factor]]\nname = 'x'\n", "whose key is not of small letters"),
        ("[[form_factor]]\nkey = 'Big Board'\n", "whose key is not of small letters"),
        (BOARD.replace('"sms"', '"board"'), "names “board” twice"),
        (BOARD.replace("limit = 60", "limits = 60"), "sets “limits” for “board”; what can be set is key, name"),
        (BOARD.replace("limit = 60", "limit = 'x'"), "says of “board” what cannot be: Expected `int`"),
        (BOARD.replace("limit = 60", "limit = 0"), "its limit is from 1 to"),
        (BOARD.replace('"web"', '"fax"'), "says of “board” what cannot be: Invalid enum value 'fax'"),
        (BOARD.replace('"graphemes"', '"words"'), "its unit is one of bytes, sms, characters, weighted, graphemes"),
        (BOARD.replace("title_limit = 30", ""), "it needs a title_limit"),
        (BOARD.replace("link_characters = 40", "link_characters = 3"), "its link_characters are 20 at least"),
        (BOARD.replace('"titled"', '"letter"'), "a letter is of the channel mail"),
        (BOARD.replace("limit = 306", "layout = 'letter'"), "a letter is of the channel mail"),
        (BOARD.replace("limit = 306", "link_weight = 23"), "link_weight and mentions_by_name are for"),
        (BOARD.replace('key = "sms"', 'key = "mail"').replace("limit = 306", "layout = 'text'"), "its layout stays"),
        (BOARD.replace("limit = 60", "limit = 60\nbytes_max = 9\npayload_bytes = 9"), "leave nothing"),
        (PICTURED.replace("width = 300", "wide = 300"), "an image sets “wide”; what can be set"),
        (PICTURED.replace("width = 300", "width = 'x'"), "of “board” what cannot be: of an image: Expected `int`"),
        (PICTURED.replace('"wall"', '"Wall"'), "its image “Wall”: its key is not of small letters"),
        (PICTURED.replace("height = 400", "height = 400\nfit = 'stretch'"), "Invalid enum value 'stretch'"),
        (PICTURED.replace("height = 400", "fit = 'inside'"), "with fit “inside” it needs a height"),
        (PICTURED.replace("[1, 2]", "[2, 2]"), "its densities are different numbers from 1 to 4"),
        (PICTURED.replace("[1, 2]", "[9]"), "its densities are different numbers from 1 to 4"),
        (PICTURED.replace("width = 300", "width = 3000"), "more than 4096 pixels on a side"),
        (PICTURED.replace('["webp", "jpeg"]', '["webp"]'), "among them jpeg or png, which are read everywhere"),
        (PICTURED.replace("90_000", "9"), "its bytes_max is from 2000 to"),
        (PICTURED.replace('name = "Wall"', 'paper = "red"\nname = "Wall"'), "its paper is a colour such as"),
        (PICTURED.replace(WALL, WALL * 2), "two of its images have the same key"),
        (PICTURED.replace(WALL, "".join(WALL.replace("wall", f"w{n}") for n in range(7))), "7 images; 6 are the most"),
        (BOARD.replace("limit = 60", "limit = 60\nimage = 3"), "its image is a list of tables"),
        ("[[page_image]]\nkey = 'body'\nwidth = 0\n", "says of pages what cannot be: its image “body”: its width"),
        ("page_image = 3\n", "may hold [[form_factor]] and [[page_image]] tables"),
        ("".join(ONE.format(n) for n in range(50)), "50 are the most"),
        ("#" * 100_001, "is larger than"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_name_and_what_is_wrong(folder: Path, told: str, words: str) -> None:
    path = folder / "formfactors.toml"
    path.write_text(told, encoding="latin-1" if "\xff" in told else "utf-8")
    with pytest.raises(FormFactorWrong) as refused:
        formfactors.form_factors()
    assert words in refused.value.message
    assert str(path) in refused.value.message
    assert refused.value.message.endswith("Mend the file, then start again.")


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("hello 👨‍👩‍👧‍👦", 7),
        ("see https://n9.example/a/very/long/path?with=a&query=in+it now", 31),
        ("https://a.co", 23),
        ("@alice@example.social hi", 9),
        ("hi @alice@example.social", 9),
        ("(@alice@example.social)", 8),
        ("@alice hi", 9),
        ("write to alice@example.social", 29),
        ("https://n9.example/@alice@example.social", 23),
    ],
)
def test_mastodon_counts_links_as_23_and_mentions_by_their_name(text: str, length: int) -> None:
    assert MASTODON.count(text) == length


PIECES = st.lists(
    st.sampled_from(
        ["@", "alice", "@bob@host.example", ".", "host", "https://n9.example/a", " ", "é", "/", "-", "x", "👍🏽"]
    ),
    max_size=6,
).map("".join)


@given(before=PIECES, after=PIECES, middle=st.text(alphabet="ab@. é👍", min_size=1, max_size=9))
def test_a_name_between_two_texts_never_makes_the_post_longer_than_it_was_proved(
    before: str, after: str, middle: str
) -> None:
    if "://" in before + after:
        before, after = f"{before} ".replace("x https", "x  https"), f" {after}"
    whole = MASTODON.count(before + middle + after)
    assert whole <= MASTODON.count(before) + max(MASTODON.measure(middle), 23) + MASTODON.inside(after)


def test_bluesky_holds_its_bytes_too() -> None:
    family = "👨‍👩‍👧‍👦"
    story = replace(autumn.STORY, text=" ".join(f"{family * 30}." for _ in range(6)), short="")
    fitted = fit.fit(autumn.box(story), BUILT_IN["bluesky"])
    assert isinstance(fitted, Fitted)
    said = CompiledText(fitted).render(autumn.nobody(), [])[2]
    assert units.utf8_bytes(said) <= 3_000 < units.utf8_bytes(story.text)
    assert units.graphemes(story.text) <= 300
    whole = replace(story, text=family * 140)
    refused = fit.fit(autumn.box(whole), BUILT_IN["bluesky"])
    assert not isinstance(refused, Fitted)
    assert "takes more bytes than Bluesky may have, which are 3,000 in all" in refused[0].message

"""A brand can be read in light and dark whatever its colours, and nothing but colours and our fonts reaches CSS."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.culture import actions, palette, queries, social
from ninefold.culture.types import Brand, Corners
from ninefold.kernel import actors
from ninefold.kernel.errors import BadInput

TEAM = actors.system("test")
COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)
BRANDS = st.builds(Brand, ink=st.just("") | COLOURS, paper=st.just("") | COLOURS, accent=st.just("") | COLOURS)


def test_contrast_is_wcags() -> None:
    assert palette.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert palette.nearest("#888888", ("#ffffff",), 4.5) == "#767676"


def test_without_a_brand_all_is_as_shipped() -> None:
    assert (palette.light(Brand()), palette.dark(Brand())) == (palette.LIGHT, palette.DARK)
    for drawn in (palette.LIGHT, palette.DARK):
        _is_legible(drawn)


@settings(deadline=None)  # the machine may be busy
@given(BRANDS)
def test_whatever_is_let_through_can_be_read_by_day_and_by_night(brand: Brand) -> None:
    said, better = palette.wrong(brand)
    if said:
        assert better in said
        brand = replace(brand, ink=better)
        assert palette.wrong(brand) == ("", "")
    for drawn in (palette.light(brand), palette.dark(brand)):
        _is_legible(drawn)


def _is_legible(drawn: palette.Palette) -> None:
    for text in (drawn.ink, drawn.muted, drawn.accent):
        for ground in (drawn.paper, drawn.card):
            assert palette.contrast(text, ground) >= palette.TEXT_CONTRAST, (text, ground, drawn)
    assert palette.contrast(drawn.accent, drawn.accent_soft) >= palette.TEXT_CONTRAST, drawn
    assert palette.contrast(drawn.button, drawn.on_button) >= palette.TEXT_CONTRAST, drawn


def test_an_accent_that_is_hard_to_see_is_told() -> None:
    (note,) = palette.notes(Brand(accent="#ffd400"))
    assert palette.light(Brand(accent="#ffd400")).accent in note
    assert palette.notes(Brand(accent="#1f7a8c")) == ()


@pytest.mark.parametrize(
    ("brand", "code"),
    [
        (Brand(accent="red;} body{display:none"), "brand_accent"),
        (Brand(paper="#FFFFFF"), "brand_paper"),
        (Brand(ink="#888888", paper="#ffffff"), "brand_ink"),
        (Brand(heading_font="comic"), "brand_font"),
        (Brand(footer="one\ntwo"), "brand_footer"),
        (Brand(social=("javascript:alert(1)",)), "company_page"),
        (Brand(social=("https://a.example",) * 7), "brand_social"),
    ],
)
def test_what_cannot_stand_in_css_or_be_read_is_refused(db: None, brand: Brand, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        actions.save_brand(actor=TEAM, brand=brand, logo_id=0)
    assert refused.value.code == code
    assert queries.company().brand == Brand()


def test_a_brand_is_kept_whole_and_stays_when_the_name_changes(db: None) -> None:
    brand = Brand("#112233", "#fffdf8", "#b0452e", "georgia", "inter", Corners.ROUND, "We answer in a day.",
                  ("https://www.instagram.com/acme",), 7)  # fmt: skip
    actions.save_brand(actor=TEAM, brand=brand, logo_id=0)
    actions.save_company(actor=TEAM, company=replace(queries.written_company(), name="Acme"))
    assert (queries.company().name, queries.company().brand) == ("Acme", brand)


def test_pages_elsewhere_have_names() -> None:
    names = [
        social.name(url) for url in ("https://www.instagram.com/a", "https://de.linkedin.com/b", "https://a.social/@b")
    ]
    assert names == ["Instagram", "LinkedIn", "a.social"]

"""The brand is chosen on one page, tried there before it is saved, and stands wherever customers meet the company."""

import re
from dataclasses import replace
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ninefold.adapt import queries as adapt
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.types import Rendition
from ninefold.channel import service
from ninefold.content import actions as content
from ninefold.content.starters import library
from ninefold.culture import actions, queries
from ninefold.culture.types import Brand, Corners, Purpose
from ninefold.kernel import actors
from ninefold.web.studio.charter.sample import LETTER
from tests.content import gallery

TEAM = actors.system("test")
BRAND = Brand("#20124d", "#fff8ef", "#c2410c", "georgia", "inter", Corners.SQUARE, "We answer within a day.",
              ("https://www.instagram.com/acme",))  # fmt: skip
ADDRESS = "1 Lane, Hamburg"
pytestmark = [
    pytest.mark.usefixtures("db"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # Wagtail leaves pictures open
]


def png(colour: str = "red") -> BytesIO:
    file = BytesIO()
    Image.new("RGB", (200, 50), colour).save(file, "PNG")
    file.seek(0)
    return file


def logo() -> int:
    number = content.add_image(actor=TEAM, title="Logo", file=ImageFile(png(), name="logo.png"))
    gallery.make_ready()
    return number


def branded(brand: Brand = BRAND, *, logo_id: int = 0) -> None:
    actions.save_brand(actor=TEAM, brand=brand, logo_id=logo_id)
    actions.save_charter(actor=TEAM, charter=replace(queries.charter(), postal_address=ADDRESS))


def letter() -> Rendition:
    found = adapt.preview(LETTER, PERSONAS[0], "mail")
    assert isinstance(found, Rendition)
    return found


def test_letters_wear_the_brand_in_html_and_text() -> None:
    shipped = letter().html
    assert "#c2410c" not in shipped
    branded(logo_id=logo())
    made = letter()
    for said in ("#c2410c", "#20124d", "#fff8ef", "Georgia,", "Inter,ui-sans-serif", BRAND.footer, ADDRESS):
        assert said in made.html, said
    assert 'href="https://www.instagram.com/acme"' in made.html
    assert "We answer within a day.\nInstagram: https://www.instagram.com/acme" in made.text


def test_a_letter_has_the_logo_for_dark_ground_by_night() -> None:
    branded(logo_id=logo())
    assert 'class="n9-by-night"' not in letter().html
    branded(replace(BRAND, dark_logo_id=logo()), logo_id=logo())
    html = letter().html
    assert 'class="n9-by-night"' in html
    assert 'class="n9-by-day"' in html


def test_service_mail_wears_it_too() -> None:
    branded(logo_id=logo())
    text, html = service.written(title="A link", paragraphs=["Here."], url="https://a.example", label="Open")
    for said in ("#c2410c", "#fff8ef", BRAND.footer, f"Ninefold Records, {ADDRESS}", "/media/"):
        assert said in html, said
    assert f"Ninefold Records, {ADDRESS}" in text


def test_public_pages_load_the_brand_as_a_sheet_of_their_own(public: Client) -> None:
    assert "brand.css" not in public.get("/join").content.decode()
    assert public.get("/brand.css").content == b""
    branded(logo_id=logo())
    page = public.get("/join").content.decode()
    (address,) = re.findall(r'href="(/brand\.css\?v=\w+)"', page)
    for said in (BRAND.footer, f"Ninefold Records, {ADDRESS}", 'rel="icon" href="/media/', ">Instagram</a>"):
        assert said in page, said
    sheet = public.get(address)
    assert "immutable" in sheet["Cache-Control"]
    assert "--button:#c2410c" in sheet.content.decode()
    assert '@font-face{font-family:"Inter"' in sheet.content.decode()
    assert "immutable" not in public.get("/brand.css?v=old")["Cache-Control"]


def test_a_public_page_asks_for_the_company_once(public: Client, django_assert_max_num_queries: object) -> None:
    branded(logo_id=logo())
    with django_assert_max_num_queries(30) as asked:  # type: ignore[operator]  # pytest-django's
        public.get("/join")
    assert sum('FROM "culture_company"' in one["sql"] for one in asked.captured_queries) == 1


def test_programs_read_it_and_feeds_carry_the_logo(public: Client) -> None:
    branded(logo_id=logo())
    told = public.get("/brand.json")
    assert told["Access-Control-Allow-Origin"] == "*"
    said = told.json()
    assert (said["colours"]["light"]["button"], said["corners"]) == ("#c2410c", "square")
    assert said["logo"]["light"].startswith("http")
    assert said["social"] == [{"name": "Instagram", "url": "https://www.instagram.com/acme"}]
    feed = ElementTree.fromstring(public.get("/content.rss").content)  # our own
    assert (feed.findtext("channel/image/url") or "").startswith("http")
    assert b"<logo>http" in public.get("/content.atom").content


def form(**more: object) -> dict[str, object]:
    return {"ink": "", "paper": "", "accent": "", "heading_font": "", "body_font": "", "corners": "", "footer": "",
            "postal_address": ADDRESS, "social": "", **more}  # fmt: skip


def test_it_is_saved_from_its_page_with_both_logos(studio: Client) -> None:
    files = {name: SimpleUploadedFile(f"{name}.png", png().read()) for name in ("logo", "dark_logo")}
    posted = form(ink="20124D", accent="#c2410c", corners="round", footer="Hello  there", save="1", **files)
    assert studio.post("/charter/brand/", posted).status_code == 302
    company = queries.company()
    assert (company.brand.ink, company.brand.accent, company.brand.footer) == ("#20124d", "#c2410c", "Hello there")
    assert company.logo_id != company.brand.dark_logo_id != 0
    assert queries.charter().postal_address == ADDRESS
    assert studio.post("/charter/brand/", form(save="1", drop_dark_logo="on")).status_code == 302
    assert (queries.company().brand.dark_logo_id, queries.company().logo_id) == (0, company.logo_id)


def test_it_is_drawn_as_it_is_typed_and_saves_nothing(studio: Client) -> None:
    shown = unescape(studio.post("/charter/brand/shown/", form(accent="#ffd400", footer="Just a try")).content.decode())
    assert shown.count("Just a try") >= 4  # letter and page, by day and by night
    assert "background:#ffd400" in shown
    assert "the nearest that passes" in shown
    assert queries.company().brand == Brand()


def test_text_that_cannot_be_read_is_refused_and_the_nearest_offered(studio: Client) -> None:
    refused = studio.post("/charter/brand/", form(ink="#888888", paper="#ffffff", save="1"))
    assert refused.status_code == 422
    assert "contrast is 3.5 to 1" in refused.content.decode()
    assert 'value="#767676"' in refused.content.decode()
    assert queries.company().brand == Brand()
    taken = studio.post("/charter/brand/", form(ink="#888888", paper="#ffffff", use_ink="#767676"))
    assert 'name="ink" value="#767676"' in taken.content.decode()
    assert studio.post("/charter/brand/", form(ink="#767676", paper="#ffffff", save="1")).status_code == 302


def test_a_colour_that_is_none_is_named(studio: Client) -> None:
    refused = studio.post("/charter/brand/", form(accent="red", save="1"))
    assert refused.status_code == 422
    assert "is no colour" in unescape(refused.content.decode())


def test_no_letter_asks_others_for_fonts() -> None:
    branded()
    assert "fonts.googleapis" not in letter().html


def test_cards_and_heroes_are_previewed_in_it(studio: Client) -> None:
    item = content.create_item(actor=TEAM, title="A")
    content.create_variant(actor=TEAM, item_id=item.id, content=library()[0].content("en", Purpose.NEWS))
    plain = studio.get(f"/content/{item.id}/").content.decode()
    assert 'class="small-card" style=""' in plain
    branded()
    sheet = studio.get(f"/content/{item.id}/").content.decode()
    for frame in ("small-card", "hero"):
        assert re.search(rf'class="{frame}" style="--card:light-dark\([^"]*--button:light-dark\(#c2410c', sheet), frame

"""Pictures on pages, in feeds and on their way in: nothing is decoded while a person waits."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from ninefold.adapt import fit
from ninefold.content import actions, queries
from ninefold.content.models import MediaImage
from ninefold.content.types import Block, BlockKind, Item, Priority, VariantContent
from tests.content import gallery
from tests.content.scene import SYSTEM, installed


@pytest.fixture(autouse=True)
def _own_media(db: None, settings: object, tmp_path: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's fixture
    with installed(fit.report):
        yield


@pytest.fixture
def undecoded(monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on whoever opens a picture fails."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a picture was opened")

    monkeypatch.setattr(Image, "open", refuse)
    monkeypatch.setattr("willow.Image.open", refuse)


def served(client: Client, path: str) -> tuple[int, str, bytes]:
    """Status, how long it is kept, and the bytes of a file."""
    answer = client.get(path)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[arg-type]
    return answer.status_code, answer.get("Cache-Control", ""), body


def an_item(raw: bytes = b"") -> Item:
    row = gallery.image(raw or gallery.photo(1600, 1000))
    row.description = "Sleeves in a box"
    row.save()
    gallery.make_ready()
    blocks = (
        Block("t1", BlockKind.TEXT, Priority.ESSENTIAL, "Twelve records wait."),
        Block("i1", BlockKind.IMAGE, Priority.DETAIL, "", image_id=row.pk, alt="Twelve “sleeves”"),
    )
    item = actions.create_item(actor=SYSTEM, title="Box", is_public=True)
    number = actions.create_variant(
        actor=SYSTEM, item_id=item.id, content=VariantContent("en", "", "The box", "", blocks)
    )
    actions.publish(actor=SYSTEM, variant_id=number)
    return queries.item(item.id)


def test_a_page_offers_each_format_and_width_and_opens_no_file(public: Client, request: pytest.FixtureRequest) -> None:
    item = an_item()
    request.getfixturevalue("undecoded")
    page = public.get(f"/content/{item.uuid}").content.decode()
    assert re.findall(r'<source type="image/(\w+)"', page) == ["avif", "webp"]
    (shown,) = re.findall(r"<img [^>]+>", page.partition("<article")[2])
    for part in ('width="776"', 'height="485"', 'alt="Twelve “sleeves”"', 'loading="lazy"',
                 'sizes="(max-width: 776px) 100vw, 776px"'):  # fmt: skip
        assert part in shown
    assert re.findall(r" (\d+)w", shown) == ["776", "1552"]
    (share,) = re.findall(r'<meta property="og:image" content="([^"]+)"', page)
    assert share.startswith("http://127.0.0.1:8900/media/renditions/")
    assert '<meta property="og:image:width" content="1200">' in page
    for path in {*re.findall(r"(/media/\S+) \d+w", page), share.partition("8900")[2]}:
        status, kept, body = served(public, path)
        assert (status, kept, bool(body)) == (200, "public, max-age=31536000, immutable", True)


def test_programs_are_told_every_file_and_readers_of_feeds_one(public: Client, request: pytest.FixtureRequest) -> None:
    an_item()
    request.getfixturevalue("undecoded")
    (said,) = public.get("/content.json").json()["items"]
    image = said["blocks"][1]["image"]
    assert (image["width"], image["height"], image["alt"]) == (1552, 970, "Twelve “sleeves”")
    assert {(one["format"], one["width"]) for one in image["files"]} == {
        (kind, width) for kind in ("avif", "webp", "jpeg") for width in (776, 1552)
    }
    assert all(one["url"].startswith("http://127.0.0.1:8900/media/") and one["bytes"] > 99 for one in image["files"])
    channel = ElementTree.fromstring(public.get("/content.rss").content)  # our own
    (enclosure,) = channel.iter("enclosure")
    assert enclosure.attrib["type"] == "image/jpeg"
    body = served(public, enclosure.attrib["url"].partition("8900")[2])[2]
    assert len(body) == int(enclosure.attrib["length"])


def test_an_original_is_for_the_team_alone(public: Client, studio: Client) -> None:
    row = gallery.image(gallery.photo(300, 200))
    path = row.file.url
    assert served(studio, path)[:2] == (200, "private, max-age=300")
    name = path.rpartition("/")[2]
    for way in (path, f"/media/renditions/../original_images/{name}", f"/media//original_images/{name}"):
        assert public.get(way).status_code == 404
    assert Client(SERVER_NAME="localhost").get(path).status_code == 404


@pytest.mark.usefixtures("undecoded")
def test_the_team_brings_pictures_in_and_bombs_are_refused_before_they_are_opened(studio: Client) -> None:
    def bring(raw: bytes, name: str = "a.png") -> str:
        answer = studio.post("/images/add/", {"title": "A", "file": SimpleUploadedFile(name, raw), "collection": "1"})
        return answer.content.decode() if answer.status_code == 200 else ""

    assert "50,000 by 50,000 pixels" in bring(gallery.png_that_claims(50_000, 50_000))
    assert "more than 300 frames" in bring(gallery.gif_of(10_000), "a.gif")
    assert "may hold programs" in bring(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.png")
    assert "but it is a picture of the kind gif" in bring(gallery.gif_of(1), "a.png")
    assert not MediaImage.objects.exists()
    assert not bring(gallery.photo(300, 200, "PNG"))
    row = MediaImage.objects.get()
    assert (row.width, row.height, row.settled) == (300, 200, "")
    assert "being-made" in studio.get("/images/").content.decode()
    assert "being-made" in studio.get(f"/images/{row.pk}/").content.decode()
    many = studio.post("/images/multiple/add/", {"title": "B", "collection": "1",
                       "files[]": SimpleUploadedFile("b.gif", gallery.gif_of(10_000))},
                       headers={"X-Requested-With": "XMLHttpRequest"})  # fmt: skip
    assert "more than 300 frames" in json.loads(many.content)["error_message"]
    fine = studio.post("/images/multiple/add/", {"title": "B", "collection": "1",
                       "files[]": SimpleUploadedFile("b.gif", gallery.gif_of(2))},
                       headers={"X-Requested-With": "XMLHttpRequest"})  # fmt: skip
    assert json.loads(fine.content)["success"]
    number = json.loads(fine.content)["image_id"]
    changed = studio.post(f"/images/multiple/{number}/", {f"image-{number}-title": "New words",
                          f"image-{number}-collection": "1"},
                          headers={"X-Requested-With": "XMLHttpRequest"})  # fmt: skip
    assert json.loads(changed.content)["success"], changed.content


def test_the_cuts_of_a_picture_stand_beside_its_focal_point_and_on_the_contact_sheet(studio: Client) -> None:
    item = an_item()
    row = MediaImage.objects.get()
    for address in (f"/images/{row.pk}/", f"/content/pictures/{row.pk}/"):
        page = studio.get(address).content.decode()
        for said in ("Web hero on a phone", "Post on Bluesky", "Public pages", "AVIF", "390 × 488", "of 195.3"):
            assert said in page, (address, said)
        assert 'hx-trigger="every 2s"' not in page
    sheet = studio.get(f"/content/{item.id}/").content.decode()
    assert "Post on Bluesky: 1600 × 1000" in sheet
    assert "web_hero-wide-" in sheet
    assert "Its pictures weigh" in sheet
    MediaImage.objects.update(settled="")
    row.renditions.all().delete()
    assert "The worker is making it ready" in studio.get(f"/content/pictures/{row.pk}/").content.decode()
    waiting = studio.get(f"/content/{item.id}/").content.decode()
    assert 'hx-trigger="every 3s"' in waiting
    assert "Web hero: the picture is being made ready." in waiting


def test_a_focal_point_set_in_the_studio_has_the_picture_made_anew(studio: Client) -> None:
    row = gallery.image(gallery.photo(1600, 1000))
    gallery.make_ready()
    before = queries.picture(row.pk, "push/icon")
    fields = {"title": "A", "collection": "1", "focal_point_x": "200", "focal_point_y": "125",
              "focal_point_width": "90", "focal_point_height": "90"}  # fmt: skip
    assert studio.post(f"/images/{row.pk}/", fields).status_code == 302
    assert not MediaImage.objects.get().settled
    gallery.make_ready()
    after = queries.picture(row.pk, "push/icon")
    assert before is not None
    assert after is not None
    assert after.plain.path != before.plain.path


def test_a_picture_stands_in_the_form_itself_and_not_among_what_had_no_room(studio: Client) -> None:
    item = an_item()
    address = f"/snippets/content/variant/preview/{item.variants[0].id}/?mode=bluesky:plain"
    places = {"Bluesky": "post", "Chat": "chat", "Push": "note", "Web card": "small-card", "Web hero": "hero"}
    for page in (studio.get(address), studio.get(f"/content/{item.id}/")):
        html = page.content.decode()
        found = re.findall(r"(<figure.*?<figcaption>([^<]*?) ?<.*?</figure>)", html, re.DOTALL)
        figures = {name: figure for figure, name in found}
        for name, place in places.items():
            shape = figures[name][figures[name].index(f'class="{place}"') : figures[name].index('class="left-out"')]
            assert "<picture>" in shape, name
            assert "No room here for" not in figures[name], name
        assert "<picture>" not in figures["SMS"]
        assert 'class="icon"' in figures["Push"]

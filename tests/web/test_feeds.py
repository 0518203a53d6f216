"""The pages of feeds: made, read, looked through, compared, stopped, taken away."""

import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from ninefold.content import actions as content
from ninefold.content.feeds import actions, job, queries
from ninefold.content.feeds.types import Arrival, FeedKind
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Role
from ninefold.kernel.users.models import User
from tests.content import feeding, scene
from tests.content.feeding import OWNER

pytestmark = pytest.mark.django_db
TABLE = b"key,title,body,authors,url\n1,Pressing,How vinyl is pressed.,Ada,https://blog.example/1\n2,Empty,,,\n"


@pytest.fixture(autouse=True)
def _own_files(data_folder: Path) -> Iterator[None]:
    with feeding.install():
        yield
    job.close()
    shutil.rmtree(data_folder / "feeds", ignore_errors=True)


def text(answer: Any) -> str:
    """A page as one line of words."""
    return " ".join(strip_tags(unescape(answer.content.decode())).split())


def handed_in(studio: Client, raw: bytes, **given: object) -> int:
    data = {"name": "Articles", "every_minutes": 0, "arrival": "draft", "tag": "en", "purpose": "news",
            "file": SimpleUploadedFile("articles.csv", raw), **given}  # fmt: skip
    answer = studio.post("/feeds/new/table/", data)
    assert answer.status_code == 302, text(answer)
    return int(str(answer["Location"]).strip("/").rpartition("/")[2])


def test_a_feed_is_made_read_and_told(studio: Client) -> None:
    assert "What is written elsewhere?" in text(studio.get("/feeds/"))
    feed = handed_in(studio, TABLE)
    assert "The worker begins in a moment" in text(studio.get(f"/feeds/{feed}/"))
    feeding.turn(feed)

    part = studio.get(f"/feeds/{feed}/", headers={"HX-Request": "true"})
    assert part["HX-Refresh"] == "true"
    page = text(studio.get(f"/feeds/{feed}/"))
    assert "in sync 1 article · 1 with a problem" in page
    assert "Pressing" in page
    assert "there is no text in it" in page
    assert "Empty" not in text(studio.get(f"/feeds/{feed}/?q=pressing"))
    [one] = [one for one in queries.documents(feed) if one.item_id]
    sheet = text(studio.get(f"/content/{one.item_id}/"))
    assert "The original came from Articles, by Ada" in sheet
    assert "from Articles" in text(studio.get("/content/?q=pressing"))
    assert "Drafts that came from feeds stand under Feeds" in (listed := text(studio.get("/content/")))
    assert "Pressing" not in listed
    assert "1 article · 1 with a problem" in text(studio.get("/feeds/"))


def test_a_feed_without_a_place_is_told_what_it_lacks(studio: Client) -> None:
    data = {"name": "News", "every_minutes": 60, "arrival": "draft", "tag": "en", "purpose": "news"}
    assert "Choose a file, or write the address" in text(studio.post("/feeds/new/table/", data))
    assert "begins with https:// or http://" in text(
        studio.post("/feeds/new/syndication/", data | {"address": "https://"})
    )
    assert "not sent in an address" in text(
        studio.post("/feeds/new/page/", data | {"address": "https://a:b@x.example"})
    )
    assert "This field is required" in text(studio.post("/feeds/new/git/", data))
    assert studio.get("/feeds/new/telepathy/").status_code == 404
    assert not queries.feeds()


def test_a_feed_that_fails_says_why_and_when_it_tries_again(studio: Client) -> None:
    with feeding.site() as site:
        made = feeding.feed(FeedKind.SYNDICATION, f"{site.url}/none", every_minutes=15)
        feeding.turn(made.id)
    for page in ("/feeds/", f"/feeds/{made.id}/"):
        assert "127.0.0.1 has nothing at this address." in text(studio.get(page))
    assert "It is tried again at" in text(studio.get(f"/feeds/{made.id}/"))


def test_a_newer_version_is_compared_and_taken_or_left(studio: Client) -> None:
    feed = handed_in(studio, TABLE)
    feeding.turn(feed)
    [one] = [one for one in queries.documents(feed) if one.item_id]
    content.revise_variant(actor=OWNER, variant_id=one.variant_id, content=scene.letter(text="Our own words."))
    newer = SimpleUploadedFile("articles.csv", TABLE.replace(b"is pressed", b"is pressed today"))
    data = {"name": "Articles", "every_minutes": 0, "arrival": "draft", "tag": "en", "purpose": "news", "file": newer}
    assert studio.post(f"/feeds/{feed}/edit/", data).status_code == 302
    feeding.turn(feed)

    assert "newer than yours" in text(studio.get(f"/feeds/{feed}/"))
    page = text(studio.get(f"/feeds/newer/{one.id}/"))
    assert "Our own words." in page
    assert "How vinyl is pressed today." in page
    assert "Yours stays in the history" in text(studio.post(f"/feeds/newer/{one.id}/take/", follow=True))
    assert studio.get(f"/feeds/newer/{one.id}/").status_code == 404


def test_a_feed_is_stopped_read_and_taken_away(studio: Client) -> None:
    feed = handed_in(studio, TABLE)
    feeding.turn(feed)
    assert "stopped" in text(studio.post(f"/feeds/{feed}/stop/", follow=True))
    studio.post(f"/feeds/{feed}/read/")
    assert not queries.feed(feed).is_stopped
    feeding.turn(feed)
    [one] = [one for one in queries.documents(feed) if one.item_id]
    assert "It has 1 article" in text(studio.get(f"/feeds/{feed}/delete/"))
    assert "is taken away" in text(studio.post(f"/feeds/{feed}/delete/", follow=True))
    assert studio.get(f"/content/{one.item_id}/").status_code == 200
    assert not queries.feeds()


def test_a_product_says_which_feed_keeps_it(studio: Client) -> None:
    raw = b"key,name,price,currency,url\nneedle,Needle,19.90,EUR,https://shop.example/needle\n"
    data = {"name": "Shop", "every_minutes": 60, "price_hours": 48, "file": SimpleUploadedFile("shop.csv", raw)}
    assert "end before the feed is read again" in text(
        studio.post("/feeds/new/products/", data | {"price_hours": 1, "every_minutes": 1_440})
    )
    data["file"] = SimpleUploadedFile("shop.csv", raw)
    address = studio.post("/feeds/new/products/", data)["Location"]
    feeding.turn(queries.feeds()[0].id)
    assert "in sync 1 product" in text(studio.get(address))
    assert "needle · kept by Shop" in text(studio.get("/products/"))


def test_who_may_not_publish_neither_makes_nor_changes_a_feed_that_does(db: None) -> None:
    expert = Client(SERVER_NAME="localhost")
    expert.force_login(User.objects.create_user(username="eve", password="a password", role="expert"))
    wanted = actions.Wanted("News", FeedKind.PAGE, "https://news.example/", arrival=Arrival.PUBLISHED)
    editor = Actor("user:1", "Ed", frozenset({Role.EDITOR}))
    made = actions.create_feed(actor=editor, wanted=wanted, now=clock.now_us())
    assert "Published, where" not in text(expert.get("/feeds/new/page/"))
    assert "Take away" not in text(expert.get(f"/feeds/{made.id}/"))
    for way in ("stop", "read", "delete"):
        assert expert.post(f"/feeds/{made.id}/{way}/").status_code == 403

"""Pictures of products are fetched into the media library: once, guarded, beside the worker, and failures are told."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ninefold.adapt import things
from ninefold.content import actions, queries
from ninefold.content.feeds import cataloguing
from ninefold.content.feeds.types import FeedKind
from ninefold.content.living import reference
from ninefold.content.models import Feed as FeedRow
from ninefold.content.models import MediaImage
from ninefold.content.models import Product as Row
from ninefold.content.pictures import child, fetchjob
from ninefold.content.picturetables import FetchedRow
from ninefold.content.types import Block, BlockKind, Priority, Product
from ninefold.kernel import clock
from ninefold.kernel.database import leases
from tests.content import feeding, gallery, scene
from tests.content.feeding import Site, answer

HOUR = 3_600_000_000


@pytest.fixture(autouse=True)
def _own_media(database: object, settings: object, tmp_path: Path, data_folder: Path) -> Iterator[None]:
    settings.MEDIA_ROOT = str(tmp_path)  # type: ignore[attr-defined]  # pytest-django's fixture
    fetchjob._now.looked_at = -1e9
    with feeding.install():
        yield
    fetchjob.close()
    leases.release_all()
    shutil.rmtree(data_folder / "pictures", ignore_errors=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with feeding.site() as made:
        yield made


def fetch(*, later: int = 0) -> None:
    """Turn until nothing is due."""
    until, fetchjob._now.looked_at = time.monotonic() + 60, -1e9
    while fetchjob.advance(now=clock.now_us() + later) or fetchjob._now.child.is_there:
        assert time.monotonic() < until
        time.sleep(0.02)


def shop(**pictures: str) -> None:
    """Products with these pictures. Their addresses were checked when feeds or people brought them."""
    given = [Product(key, key.title(), 1990, "EUR", f"https://shop.example/{key}") for key in pictures]
    actions.save_products(actor=scene.SYSTEM, given=given)

    for key, url in pictures.items():
        Row.objects.filter(key=key).update(image_url=url)


def shown(key: str) -> str:
    block = Block("p1", BlockKind.PRODUCT, Priority.SUPPORTING, "", thing=key)
    return things.shared([reference(block)], now=clock.now_us())[reference(block)].picture


def test_a_product_shows_a_picture_of_our_own_that_was_fetched_once(site: Site) -> None:
    site.pages |= {"/needle.jpg": gallery.photo(900, 900), "/same.jpg": gallery.photo(900, 900)}
    shop(needle=f"{site.url}/needle.jpg", box=f"{site.url}/needle.jpg", twin=f"{site.url}/same.jpg")
    assert shown("needle") == f"{site.url}/needle.jpg"
    fetch()
    row = MediaImage.objects.get()
    assert (row.title, row.description, row.is_for_all) == ("Box", "Box", False)
    assert set(row.sources.values_list("url", flat=True)) == {f"{site.url}/needle.jpg", f"{site.url}/same.jpg"}
    gallery.make_ready()
    assert shown("needle") == shown("twin")
    assert f"/media/renditions/{row.pk}/mail-body-2x-" in shown("needle")
    fetch(later=9 * HOUR)
    assert [path for path, _ in site.asked] == ["/needle.jpg", "/same.jpg"]
    assert queries.standing(row.pk).came_from


def test_what_cannot_be_fetched_is_told_tried_again_and_blocks_nothing(site: Site) -> None:
    def slow(handler: BaseHTTPRequestHandler) -> None:
        answer(handler, b"later", 503, Retry_After="7200")

    site.pages |= {"/fine.png": gallery.photo(300, 300, "PNG"), "/slow.png": slow, "/page.png": b"<html>no</html>",
                   "/bomb.png": gallery.png_that_claims(50_000, 50_000)}  # fmt: skip
    shop(fine=f"{site.url}/fine.png", slow=f"{site.url}/slow.png", page=f"{site.url}/page.png",
         bomb=f"{site.url}/bomb.png", inside="http://10.0.0.1/x.png")  # fmt: skip
    fetch()
    told = {one.url.rpartition("/")[2]: one for one in FetchedRow.objects.all()}
    assert told["fine.png"].image_id
    assert "answers with an error (503)" in told["slow.png"].problem
    assert "no picture" in told["page.png"].problem
    assert "50,000 by 50,000" in told["bomb.png"].problem
    assert "10.0.0.1" in told["x.png"].problem
    assert [name for name, one in told.items() if one.next_at] == ["slow.png"]
    assert (shown("page"), shown("bomb")) == ("", "")
    assert MediaImage.objects.count() == 1
    fetch(later=HOUR)
    assert sum(path == "/slow.png" for path, _ in site.asked) == 1
    site.pages["/slow.png"] = gallery.photo(200, 200, "PNG")
    fetch(later=3 * HOUR)
    assert FetchedRow.objects.get(url=f"{site.url}/slow.png").image_id
    assert queries.problems_of_fetched([f"{site.url}/slow.png"]) == {}


def test_what_the_team_deleted_is_not_fetched_again(site: Site) -> None:
    site.pages["/needle.jpg"] = gallery.photo(300, 300)
    shop(needle=f"{site.url}/needle.jpg")
    fetch()
    MediaImage.objects.get().delete()
    fetch(later=9 * HOUR)
    assert not MediaImage.objects.exists()
    assert shown("needle") == ""


def test_a_process_that_ends_without_a_word_is_tried_again_later(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    shop(needle=f"{site.url}/needle.jpg")
    monkeypatch.setattr(child.sys, "executable", "/bin/false")
    fetch()
    row = FetchedRow.objects.get()
    assert (row.problem, row.failures, bool(row.next_at)) == (fetchjob.ENDED, 1, True)


MONTH = 31 * 24 * HOUR


def file_of(key: str) -> bytes:
    row = FetchedRow.objects.get(url=Row.objects.get(key=key).image_url)
    assert row.image
    with row.image.file.open("rb") as file:
        found: bytes = file.read()
    return found


def test_after_a_month_only_what_is_new_is_fetched_and_takes_the_place_of_the_old(site: Site) -> None:
    first, second = gallery.photo(600, 600), gallery.photo(500, 400)
    site.pages["/needle.jpg"] = first
    shop(needle=f"{site.url}/needle.jpg")
    fetch()
    gallery.make_ready()
    before = shown("needle")
    fetch(later=MONTH)
    assert "if-none-match" in site.asked[1][1]
    assert (len(site.asked), shown("needle"), file_of("needle")) == (2, before, first)
    fetch(later=MONTH)
    assert len(site.asked) == 2, "it was looked for just now"
    site.pages["/needle.jpg"] = second
    fetch(later=2 * MONTH)
    assert shown("needle") == before, "what is there is shown until the new one is cut"
    gallery.make_ready()
    row = MediaImage.objects.get()
    assert (row.width, row.height, file_of("needle")) == (500, 400, second)
    assert "/media/renditions/" in shown("needle") != before
    assert len(list(Path(row.file.path).parent.iterdir())) == 1, "the old file is gone"


def test_a_picture_that_is_gone_over_there_stays_here(site: Site) -> None:
    site.pages["/needle.jpg"] = gallery.photo(600, 600)
    shop(needle=f"{site.url}/needle.jpg")
    fetch()
    gallery.make_ready()
    before = shown("needle")
    del site.pages["/needle.jpg"]
    fetch(later=MONTH)
    assert (len(site.asked), shown("needle"), FetchedRow.objects.get().problem) == (2, before, "")
    fetch(later=MONTH + HOUR)
    assert len(site.asked) == 2
    fetch(later=MONTH + 25 * HOUR)
    assert len(site.asked) == 3


def test_a_picture_that_a_text_shows_for_itself_is_left_as_it_is(site: Site) -> None:
    site.pages |= {"/a.jpg": gallery.photo(600, 600), "/b.jpg": gallery.photo(600, 600)}
    shop(needle=f"{site.url}/a.jpg", box=f"{site.url}/b.jpg")
    fetch()
    shared = MediaImage.objects.get()
    site.pages["/a.jpg"] = gallery.photo(500, 400)
    fetch(later=MONTH)
    assert MediaImage.objects.count() == 2
    assert (file_of("box"), file_of("needle")) == (site.pages["/b.jpg"], site.pages["/a.jpg"])
    MediaImage.objects.filter(pk=shared.pk).update(is_for_all=True)
    site.pages["/b.jpg"] = gallery.photo(400, 500)
    fetch(later=2 * MONTH)
    assert MediaImage.objects.count() == 3
    assert MediaImage.objects.get(pk=shared.pk).width == 600


def test_where_a_feed_says_that_a_product_changed_its_picture_is_looked_for_once_a_day(site: Site) -> None:
    def feed(price: str) -> bytes:
        return f"key,name,price,currency,url,image_url\nneedle,Needle,{price},EUR,https://s.example/n,\n".encode()

    site.pages |= {"/needle.jpg": gallery.photo(300, 300), "/products": feed("19.90")}
    made = feeding.turn(feeding.feed(FeedKind.PRODUCTS, f"{site.url}/products").id)
    Row.objects.update(image_url=f"{site.url}/needle.jpg")  # a feed may name addresses of https alone
    fetch()

    def asked() -> int:
        return sum(path == "/needle.jpg" for path, _ in site.asked)

    product = replace(queries.product("needle"), price=1790)
    row = FeedRow.objects.get(pk=made.id)
    cataloguing.take(row, [product], clock.now_us())
    fetch(later=HOUR)
    assert asked() == 1, "it came a moment ago"
    tomorrow = clock.now_us() + 25 * HOUR
    cataloguing.take(row, [product], tomorrow)
    fetch(later=25 * HOUR)
    assert asked() == 1, "nothing changed"
    cataloguing.take(row, [replace(product, price=1690)], tomorrow)
    fetch(later=25 * HOUR)
    assert asked() == 2
    Row.objects.update(is_available=False)
    fetch(later=3 * MONTH)
    assert asked() == 2, "nobody shows it"

"""Products stay in sync, so that no letter shows an old price."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ninefold.content import actions as content
from ninefold.content import queries
from ninefold.content.feeds import job
from ninefold.content.feeds import queries as feeds
from ninefold.content.feeds.types import Feed, FeedKind
from ninefold.content.types import Product
from ninefold.kernel import clock
from tests.content import feeding
from tests.content.feeding import OWNER, Site, answer

HOUR = 3_600_000_000
CSV = b"""key,name,price,currency,url
needle,Needle,19.90,EUR,https://shop.example/needle
cloth,Cloth,5,EUR,https://shop.example/cloth
yen,Sleeve,1990,JPY,https://shop.example/yen
bad,Bad,cheap,EUR,https://shop.example/bad
"""
JSON = b"""{"products": [
 {"id": "needle", "title": "Needle", "price": 0.29, "currency": "eur", "link": "https://shop.example/needle"},
 {"id": "cloth", "title": "Cloth", "price": "5.00 EUR",
  "link": "https://shop.example/c", "availability": "out_of_stock"}
]}"""
XML = """<?xml version="1.0"?><rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>
<item><g:id>needle</g:id><title>Needle</title><link>https://shop.example/needle</link><g:price>19.90 EUR</g:price>
<g:sale_price>14.90 EUR</g:sale_price><g:sale_price_effective_date>{span}</g:sale_price_effective_date>
<g:image_link>https://shop.example/needle.png</g:image_link><g:availability>in_stock</g:availability></item>
<item><g:id>cloth</g:id><g:title>Cloth</g:title><g:link>https://shop.example/cloth</g:link><g:price>EUR 5</g:price>
<g:availability>out of stock</g:availability></item></channel></rss>"""


@pytest.fixture(autouse=True)
def _own_files(database: object, data_folder: Path) -> Iterator[None]:
    with feeding.install():
        yield
    job.close()
    shutil.rmtree(data_folder / "feeds", ignore_errors=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with feeding.site() as made:
        yield made


def shop(site: Site, raw: bytes, **more: object) -> Feed:
    site.pages["/products"] = raw
    return feeding.turn(feeding.feed(FeedKind.PRODUCTS, f"{site.url}/products", **more).id)


def on_sale(*, later: int = 0) -> dict[str, int]:
    found = queries.products_on_sale(["needle", "cloth", "yen", "bad"], now=clock.now_us() + later)
    return {key: one.price for key, one in found.items()}


def test_products_come_whole_and_leave_the_sale_when_they_are_gone(site: Site) -> None:
    made = shop(site, CSV, every_minutes=60)
    assert (made.problem, on_sale()) == ("", {"needle": 1990, "cloth": 500, "yen": 1990})
    [refused] = feeds.documents(made.id)
    assert "“cheap” is no price in EUR" in refused.problem
    site.pages["/products"] = (
        CSV.replace(b"19.90", b"24.90").replace(b"cloth,Cloth,5", b"bad,Bad,1").rsplit(b"bad,", 1)[0]
    )
    feeding.read(made.id)
    assert on_sale() == {"needle": 2490, "yen": 1990, "bad": 100}
    assert not queries.product("cloth").is_available
    assert feeds.documents(made.id) == []


def test_a_price_that_nobody_confirmed_in_time_is_not_shown(site: Site) -> None:
    made = shop(site, CSV, price_hours=2, every_minutes=60)
    assert on_sale(later=HOUR)
    assert not on_sale(later=2 * HOUR + 60_000_000)
    before = queries.product("needle").valid_until
    site.pages["/products"] = lambda handler: answer(handler, b"", 500)
    assert "error (500)" in feeding.read(made.id).problem
    assert queries.product("needle").valid_until == before  # what failed confirms nothing
    assert on_sale()  # and takes nothing away
    site.pages["/products"] = CSV
    feeding.read(made.id)
    assert queries.product("needle").valid_until > before


def test_what_is_unchanged_is_confirmed(site: Site) -> None:
    made = shop(site, CSV)
    before = queries.product("needle").valid_until
    asked = len(site.asked)
    assert feeding.read(made.id).problem == ""
    assert "if-none-match" in site.asked[asked][1]
    assert queries.product("needle").valid_until > before


def test_half_an_answer_takes_nothing_out_of_sale(site: Site) -> None:
    made = shop(site, CSV)
    for raw in (CSV[:60], b"", b"[]", b"<rss><channel>", b'{"products": [', b"<html><p>Sorry</p></html>"):
        site.pages["/products"] = raw
        assert feeding.read(made.id).problem, raw
    assert on_sale() == {"needle": 1990, "cloth": 500, "yen": 1990}


def test_json_has_exact_prices(site: Site) -> None:
    made = shop(site, JSON)
    assert (made.problem, on_sale()) == ("", {"needle": 29})


def test_merchant_xml_has_its_sales_while_they_last(site: Site) -> None:
    made = shop(site, XML.format(span="2020-01-01T00:00+0000/2099-01-01T00:00+0000").encode())
    assert (made.problem, on_sale()) == ("", {"needle": 1490})
    assert queries.product("needle").image_url == "https://shop.example/needle.png"
    ends = clock.from_us(clock.now_us() + HOUR)
    site.pages["/products"] = XML.format(span=f"2020-01-01T00:00+0000/{ends.isoformat()}").encode()
    feeding.read(made.id)
    assert on_sale(later=HOUR - 10_000_000) == {"needle": 1490}
    assert not on_sale(later=HOUR + 10_000_000)
    feeding.read(made.id)  # nothing is new there; the sale ends when it ends
    assert not on_sale(later=HOUR + 10_000_000)
    site.pages["/products"] = XML.format(span="2020-01-01T00:00+0000/2020-02-01T00:00+0000").encode()
    feeding.read(made.id)
    assert on_sale() == {"needle": 1990}


def test_a_sale_above_the_price_is_told_beside_the_product_until_it_is_mended(site: Site) -> None:
    made = shop(site, XML.format(span="").replace("14.90", "24,90").encode())
    assert (made.problem, on_sale()) == ("", {"needle": 1990})
    [told] = feeds.documents(made.id)
    assert told.problem.startswith("Item 1: its sale price “24,90 EUR” is above the price")
    site.pages["/products"] = XML.format(span="").encode()
    feeding.read(made.id)
    assert on_sale() == {"needle": 1490}
    assert feeds.documents(made.id) == []


def test_once_a_sale_is_over_the_price_of_the_same_feed_holds(site: Site) -> None:
    ends = clock.now_us() + 3_000_000
    made = shop(site, XML.format(span=f"2020-01-01T00:00+0000/{clock.from_us(ends).isoformat()}").encode())
    assert on_sale() == {"needle": 1490}
    time.sleep(max(0, (ends - clock.now_us()) / 1_000_000 + 0.01))
    assert not on_sale()
    feeding.read(made.id)
    assert on_sale() == {"needle": 1990}


def test_a_bomb_in_xml_is_refused(site: Site) -> None:
    bomb = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><rss><item>&b;</item></rss>'
    assert "no sound XML" in shop(site, bomb).problem


def test_two_feeds_do_not_fight_over_a_key_and_a_hand_made_product_is_taken_over(site: Site) -> None:
    product = Product("needle", "By hand", 1, "EUR", "https://shop.example/hand")
    content.save_products(actor=OWNER, given=[product])
    first = shop(site, CSV)
    assert queries.product("needle").name == "Needle"
    second = shop(site, JSON, name="Another")
    assert {one.key: one.problem for one in feeds.documents(second.id)}.keys() == {"needle", "cloth"}
    assert on_sale()["needle"] == 1990
    assert first.problem == second.problem == ""

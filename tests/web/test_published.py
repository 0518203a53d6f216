"""What anyone may read: a page, the content API, feeds, a calendar; and nothing that is not meant for all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

import icalendar
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ninefold.adapt import fit
from ninefold.content import actions, queries
from ninefold.content.models import ContentItem
from ninefold.content.saidto import SaidTo
from ninefold.content.types import Block, BlockKind, Item, Priority, VariantContent
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel import actors, clock
from tests.content.scene import installed

OWNER = actors.system("test")
DAY_US = 86_400_000_000


@pytest.fixture(autouse=True)
def _fit_port(db: None) -> Iterator[None]:
    with installed(fit.report):
        yield


def letter(
    tag: str = "en", text: str = "Bring a record for 19.90, {{ person.first_name | default: 'friend' }}."
) -> VariantContent:
    blocks = (
        Block("t1", BlockKind.TEXT, Priority.ESSENTIAL, text),
        Block("e1", BlockKind.EVENT, Priority.ESSENTIAL, "Open evening", starts="2026-12-04T19:30",
              zone="Europe/Berlin", place="9 Square Lane", url="https://shop.example/evening"),
    )  # fmt: skip
    return VariantContent(tag, "", "An open evening", "", blocks)


def an_item(*tags: str, is_public: bool = True, topic: str = "Evenings", valid_until: int = 0) -> Item:
    item = actions.create_item(actor=OWNER, title="Evening", topic=topic, is_public=is_public, valid_until=valid_until)
    for tag in tags or ("en",):
        number = actions.create_variant(actor=OWNER, item_id=item.id, content=letter(tag))
        actions.publish(actor=OWNER, variant_id=number)
    return queries.item(item.id)


def test_the_content_api_tells_public_items_whole(public: Client) -> None:
    item = an_item("en", "de")
    an_item(is_public=False)
    answer = public.get("/content.json")
    assert answer["Access-Control-Allow-Origin"] == "*"
    (said,) = answer.json()["items"]
    assert (said["id"], said["title"], said["languages"]) == (str(item.uuid), "An open evening", ["de", "en"])
    assert said["blocks"][0] == {"kind": "text", "text": "Bring a record for 19.90, friend."}
    assert said["blocks"][1]["event"] == {
        "starts": "2026-12-04T19:30", "ends": "", "zone": "Europe/Berlin", "place": "9 Square Lane",
    }  # fmt: skip
    assert public.get("/content.json", headers={"If-None-Match": answer["ETag"]}).status_code == 304


def test_the_language_that_is_asked_for_falls_back(public: Client) -> None:
    an_item("en", "de")
    said = {one: public.get(f"/content.json?language={one}").json()["items"][0]["language"]
            for one in ("de-AT", "de-x-techie", "fr", "en")}  # fmt: skip
    assert said == {"de-AT": "de", "de-x-techie": "de", "fr": "en", "en": "en"}


def test_an_item_is_fitted_to_the_form_factor_that_is_asked_for(public: Client) -> None:
    item = an_item()
    said = public.get(f"/content/{item.uuid}.json?form=post280").json()["rendition"]
    assert "19.90" in said["text"]
    assert said["used"] <= said["limit"] == 280


def test_what_only_a_reader_could_open_leads_to_the_page(public: Client) -> None:
    item = actions.create_item(actor=OWNER, title="Poll", is_public=True)
    poll = Block("p1", BlockKind.POLL, Priority.ESSENTIAL, "What do you play?", options=("CD", "Vinyl"))
    number = actions.create_variant(
        actor=OWNER, item_id=item.id, content=VariantContent("en", "", "A poll", "", (poll,))
    )
    actions.publish(actor=OWNER, variant_id=number)
    said = public.get(f"/content/{item.uuid}.json?form=chat").json()["rendition"]
    assert "ninefold:" not in str(said)
    assert {link["url"].rpartition("/")[2] for link in said["links"]} == {str(item.uuid)}


def test_many_items_ask_the_database_no_more_often(public: Client, django_assert_max_num_queries: Any) -> None:
    an_item()
    public.get("/content.json")
    with CaptureQueriesContext(connection) as one:
        public.get("/content.json")
    few = len(one)
    for _ in range(5):
        an_item()
    public.get("/content.json")
    with django_assert_max_num_queries(few):
        public.get("/content.json")


def test_pages_of_items_follow_each_other_to_the_end(public: Client) -> None:
    for _ in range(5):
        an_item()
    seen: list[str] = []
    address = "/content.json?limit=2&topic=evenings"
    while address:
        answer = public.get(address).json()
        seen += [one["id"] for one in answer["items"]]
        address = (answer["next"] or "").removeprefix("http://127.0.0.1:8900")
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=x", "limit=101", "before=-1", "form=fax", "form=mail", "language=no%20tag"]
)
def test_what_cannot_be_asked_is_told_with_code_and_message(public: Client, query: str) -> None:
    answer = public.get(f"/content.json?{query}")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message"}


def test_what_is_private_over_or_taken_down_is_nowhere(public: Client) -> None:
    private, over, down = an_item(is_public=False), an_item(valid_until=clock.now_us() + DAY_US), an_item()
    ContentItem.objects.filter(pk=over.id).update(valid_until=clock.from_us(clock.now_us() - 1))
    actions.unpublish(actor=OWNER, variant_id=down.variants[0].id)
    assert public.get("/content.json").json()["items"] == []
    for item, status in ((private, 404), (over, 410), (down, 404)):
        assert public.get(f"/content/{item.uuid}").status_code == status
        refused = public.get(f"/content/{item.uuid}.json")
        code = "item_ended" if item is over else "item_not_found"
        assert (refused.status_code, refused.json()["code"]) == (status, code)
        assert str(item.uuid) not in public.get("/content.rss").content.decode()


def test_a_public_item_has_a_page_in_each_of_its_languages(public: Client) -> None:
    item = an_item("en", "ar")
    said = public.get(f"/content/{item.uuid}").content.decode()
    assert "Bring a record for 19.90, friend." in said
    assert "?language=ar" in said
    assert 'dir="rtl"' in public.get(f"/content/{item.uuid}?language=ar").content.decode()


@pytest.mark.parametrize(("path", "entry"), [("rss", "item"), ("atom", "{http://www.w3.org/2005/Atom}entry")])
def test_feeds_are_read_by_readers(public: Client, path: str, entry: str) -> None:
    item = an_item()
    answer = public.get(f"/content.{path}?topic=evenings")
    assert path in answer["Content-Type"]
    (found,) = ElementTree.fromstring(answer.content).iter(entry)  # our own
    said = ElementTree.tostring(found, encoding="unicode")
    assert f"/content/{item.uuid}" in said
    assert "An open evening" in said


def test_events_stand_in_a_calendar_at_their_hour(public: Client) -> None:
    item = an_item()
    answer = public.get("/content.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    (event,) = icalendar.Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["uid"] == f"e1@{item.uuid}"
    assert event.decoded("dtstart").astimezone(UTC) == datetime(2026, 12, 4, 18, 30, tzinfo=UTC)
    assert b"DTSTART:20261204T183000Z" in answer.content  # a zone that is named must be defined there, too
    assert (str(event["location"]), str(event["summary"])) == ("9 Square Lane", "Open evening")


def test_the_page_speaks_the_reader_s_language_and_names_the_others_by_their_names(public: Client) -> None:
    culture.save_community(actor=OWNER, community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    item = an_item()
    for tag, title in (("de", "Ein offener Abend"), ("en-x-vinyl", "Bring your platters")):
        words = VariantContent(
            tag, "", "{{ person.first_name | default: 'Hello' }}, come", "",
            (Block("h", BlockKind.HEADING, Priority.ESSENTIAL, title), *letter(tag).blocks),
        )  # fmt: skip
        actions.publish(actor=OWNER, variant_id=actions.create_variant(actor=OWNER, item_id=item.id, content=words))
    answer = public.get(f"/content/{item.uuid}", headers={"Accept-Language": "de-AT,en;q=0.5"})
    said = answer.content.decode()
    assert "<h1>Ein offener Abend</h1>" in said
    assert "Hello, come" not in said
    assert 'hreflang="en-x-vinyl">Vinyl collectors</a>' in said
    assert ">English</a>" in said
    assert "Accept-Language" in answer["Vary"]


def test_what_goes_only_to_who_gets_a_message_stands_nowhere_here(public: Client) -> None:
    heading = Block("h", BlockKind.HEADING, Priority.ESSENTIAL, "Open evening")
    greeting = Block("g", BlockKind.TEXT, Priority.DETAIL, "Dear {{ person.first_name | default: 'friend' }},",
                     said_to=SaidTo.PERSON)  # fmt: skip
    why = Block("w", BlockKind.LEGAL, Priority.ESSENTIAL, "You said yes to news.")
    terms = Block("t", BlockKind.LEGAL, Priority.ESSENTIAL, "Entry is free.", said_to=SaidTo.ALL)
    item = actions.create_item(actor=OWNER, title="Evening", is_public=True)
    subject = "{{ person.first_name | default: 'Hello' }}, come by"
    said = VariantContent("en", "", subject, "", (heading, greeting, *letter().blocks, why, terms))
    actions.publish(actor=OWNER, variant_id=actions.create_variant(actor=OWNER, item_id=item.id, content=said))
    for address in (f"/content/{item.uuid}", "/content.json", f"/content/{item.uuid}.json?form=web_hero",
                    f"/content/{item.uuid}.json?form=mastodon", "/content.rss", "/content.atom"):  # fmt: skip
        shown = public.get(address).content.decode()
        assert "19.90" in shown, address
        assert ("Dear" in shown, "You said yes" in shown, "Hello," in shown) == (False, False, False), address
        assert "Entry is free." in shown, address
    assert public.get("/content.json").json()["items"][0]["title"] == "Open evening"

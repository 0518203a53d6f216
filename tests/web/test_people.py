"""People: the list with its search, the person's page and its why-log, the story that goes on when asked."""

import csv
import io
import json
import re
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ninefold.cadence.types import Pace, Stock
from ninefold.catalyst.types import Decision, Result
from ninefold.channel import queries as channel
from ninefold.channel.types import Delivery, DeliveryStatus
from ninefold.collect.types import Event, EventKind, EventName, NewEvent, Trust
from ninefold.context import actions as context_actions
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus
from ninefold.culture import actions as culture
from ninefold.culture.types import Channel, Community, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import system
from ninefold.pipeline.person import reading, story, whylog
from tests.context.events import consent, event, identify, take
from tests.web.people import DAY_US, learn, someone

PAGE_SECONDS_MAX = 0.15


def test_with_no_one_the_list_says_where_people_come_from(studio: Client) -> None:
    html = studio.get("/people/").content.decode()
    assert "No one yet" in html
    assert "/sources/" in html


def test_people_are_exported_as_a_table_all_of_them_or_a_segments(studio: Client, data_folder: Path) -> None:
    someone()
    take([identify("bo", traits={"email": "bo@example.org", "plan": "pro"}), consent("granted", "bo")])
    context_actions.create_segment(
        actor=system("test"), key="pro", name="Pro", condition={"trait": "plan", "is": "pro"}
    )

    def exported(segment: str = "") -> list[dict[str, str]]:
        answer = studio.post("/people/export/", {"segment": segment})
        assert answer.status_code == 200
        return list(csv.DictReader(io.StringIO(answer.getvalue().decode(), newline="")))

    assert len(exported()) == context.people_count() == 2
    (bo,) = exported("pro")
    assert (bo["user_ids"], bo["emails"], bo["traits.plan"]) == ("bo", "bo@example.org", "pro")
    assert bo["consent.news.mail"] == "granted"
    assert json.loads(bo["events"])["Consent Changed"] == 1
    lines = studio.post("/people/export/", {"segment": "pro", "format": "jsonl"})
    assert [json.loads(line)["user_ids"] for line in lines.getvalue().splitlines()] == [["bo"]]
    (data_folder / "people.parquet").write_bytes(studio.post("/people/export/", {"format": "parquet"}).getvalue())
    read = f"SELECT list_sort(flatten(list(user_ids))) FROM '{data_folder / 'people.parquet'}'"
    assert duckdb.sql(read).fetchall() == [(["bo", "customer-1"],)]
    assert list((data_folder / "exports").iterdir()) == []
    assert studio.post("/people/export/", {"format": "xlsx"}).status_code == 400
    page = studio.get("/people/").content.decode()
    assert all(f">{name}</option>" in page for name in ("CSV", "JSON lines", "Parquet"))
    assert studio.get("/people/export/").status_code == 405
    assert studio.post("/people/export/", {"segment": "none"}).status_code == 404


def test_someone_is_found_by_any_identifier(studio: Client) -> None:
    person = someone()
    learn([NewEvent("login", "Song Played", clock.now_us(), user_id="customer-1", anonymous_id="f00d-7",
                    trust=Trust.SERVER)])  # fmt: skip
    for text in ("ana1@demo.example", "customer-1", "Ana Souza", "f00d"):
        html = studio.get("/people/", {"q": text}).content.decode()
        assert f'href="/people/{person}/"' in html, text
    assert "No one found" in studio.get("/people/", {"q": "zebra@x.example"}).content.decode()


def test_the_list_goes_on_and_shows_everyone_once(studio: Client) -> None:
    ids = {someone(number, orders=0) for number in range(reading.STORY_MAX * 2 + 5)}
    seen: list[int] = []
    address = "/people/"
    while address:
        answer = studio.get(address)
        seen += [person.id for person in answer.context["people"]]
        address = "/people/" + answer.context["older"] if answer.context["older"] else ""
    assert sorted(seen) == sorted(ids)


def test_the_page_tells_all_that_is_known(studio: Client) -> None:
    person = someone(orders=2)
    html = studio.get(f"/people/{person}/").content.decode()
    for words in (
        "Ana Souza 1", "Lisbon", "Why not me?", "name and reactions simulated", "granted", "said yes to news by mail",
        "Yes, write me.", "Bought",
        "2 items, 28.34 USD", "customer-1", "ana1@demo.example", "3.0 left of 3",
    ):  # fmt: skip
        assert words in html, words


def test_real_people_are_not_called_simulated(studio: Client) -> None:
    person = someone(simulated=False)
    assert "simulated" not in studio.get(f"/people/{person}/").content.decode()


def test_a_person_who_is_not_there(studio: Client) -> None:
    assert studio.get("/people/424242/").status_code == 404
    assert studio.get("/people/424242/story/").status_code == 404


@pytest.mark.parametrize("given", ["after=x", "after=-1", "after=99999999999999999999", "segment=none", "q=%01"])
def test_no_address_breaks_the_list(studio: Client, given: str) -> None:
    assert studio.get(f"/people/?{given}").status_code == 200


def test_what_people_are_called_is_escaped(studio: Client) -> None:
    learn([NewEvent(message_id="x", name="identify", kind=EventKind.IDENTIFY, occurred_at=clock.now_us(), user_id="x",
                    traits={"name": "<script>alert(1)</script>"}, trust=Trust.SERVER)])  # fmt: skip
    html = studio.get("/people/").content.decode()
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_more_to_show_asks_no_more_questions(studio: Client) -> None:
    one, other = someone(1, orders=1), someone(2, orders=40)
    studio.get(f"/people/{one}/")  # the menu's counts are kept from here on
    with CaptureQueriesContext(
        connection,
    ) as few:
        studio.get(f"/people/{one}/")
    with CaptureQueriesContext(connection) as many:
        studio.get(f"/people/{other}/")
    assert 0 < len(few) == len(many)


def test_the_page_is_there_before_one_waits(studio: Client) -> None:
    person = someone(orders=40)
    studio.get(f"/people/{person}/")
    took = []
    for _ in range(5):
        start = time.process_time()  # a busy machine says nothing of the page
        studio.get(f"/people/{person}/")
        took.append(time.process_time() - start)
    assert min(took) < PAGE_SECONDS_MAX


def test_the_story_goes_on_and_tells_each_event_once(studio: Client) -> None:
    person = someone(orders=60)
    seen: list[int] = []
    before = 0
    for _ in range(10):
        told = studio.get(f"/people/{person}/story/", {"before": before} if before else {}).context["told"]
        seen += [moment.event_id for moment in told.moments]
        before = told.next_before
        if not before:
            break
    assert len(seen) == len(set(seen)) == 62


def test_a_browser_that_claims_an_account_is_told_from_the_person_beside_it(studio: Client) -> None:
    named = {"name": "Ann Archer"}
    take([identify("ann", traits=named), identify("ann", trust=Trust.BROWSER, traits=named)])
    page = studio.get("/people/").content.decode()
    assert page.count("Ann Archer") == 2
    assert page.count('A browser that said it was <span class="mono">ann</span>, unproven') == 1


@pytest.mark.parametrize("later", [0, reading.STORY_MAX - 2])
def test_a_no_to_everything_is_one_line_that_opens(studio: Client, later: int) -> None:
    person = someone(orders=1)
    now = clock.now_us()
    context_actions.say_no(actor=system("test"), profile_id=person, purpose=None, channel=None, how="by phone", now=now)
    pages = [NewEvent(f"page-{n}", "Page read", now + 1 + n, profile_id=person) for n in range(later)]
    learn(pages)
    lines = _lines_in_all(studio, person)
    (line,) = [one for one in lines if one.title == "Consent" and one.parts]
    assert "wants nothing more at all" in line.detail
    assert len(line.parts) == (len(Purpose) - 1) * len(Channel)
    assert len(lines) == later + 4
    page = studio.get(f"/people/{person}/story/", {"show": "consent"}).content.decode()
    assert f'<summary class="small">{len(line.parts)} answers</summary>' in page


def test_a_no_to_one_purpose_on_two_channels_says_which(studio: Client) -> None:
    person = someone(orders=0)
    now = clock.now_us()
    for medium in (None, Channel.MAIL):
        context_actions.say_no(
            actor=system("test"), profile_id=person, purpose=Purpose.NEWS, channel=medium, how="by phone", now=now
        )
        now += 1
    learn([])
    details = [one.detail for one in _lines_in_all(studio, person) if one.title == "Consent"]
    assert [words.partition(", ")[0] for words in details[:2]] == [
        "wants no more news by mail",
        "wants no more news at all",
    ]


def _lines_in_all(studio: Client, person: int) -> list[story.Moment]:
    lines: list[story.Moment] = []
    before = 0
    while True:
        told = studio.get(f"/people/{person}/story/", {"before": before} if before else {}).context["told"]
        lines += told.moments
        before = told.next_before
        if not before:
            return lines


def test_a_theme_shows_only_its_own(studio: Client) -> None:
    person = someone(orders=3)
    answer = studio.get(f"/people/{person}/story/", {"show": "consent"}, headers={"HX-Request": "true"})
    assert [moment.title for moment in answer.context["told"].moments] == ["Consent"]
    assert "<html" not in answer.content.decode()


def test_a_theme_is_found_however_much_came_after_it(studio: Client) -> None:
    person = someone(orders=3)
    learn([NewEvent(f"page-{n}", "Page read", clock.now_us(), profile_id=person) for n in range(300)])
    told = {theme: _told_in_all(studio, person, theme) for theme, _ in story.THEMES}
    assert told["bought"].count("Bought") == 3
    assert len(told["consent"]) == 1
    assert set(told[story.REST]) >= {"Page read"}
    assert len(told[""]) == sum(len(titles) for theme, titles in told.items() if theme)


def _told_in_all(studio: Client, person: int, theme: str) -> list[str]:
    titles: list[str] = []
    before = 0
    while True:
        told = studio.get(f"/people/{person}/story/", {"show": theme} | ({"before": before} if before else {}))
        titles += [moment.title for moment in told.context["told"].moments]
        before = told.context["told"].next_before
        if not before:
            return titles


def _event(name: str, **fields: object) -> Event:
    values: dict[str, object] = {
        "id": 1, "message_id": "m", "kind": EventKind.TRACK, "name": name, "user_id": "u", "anonymous_id": "",
        "other_id": "", "properties": {}, "traits": {}, "context": {}, "occurred_at": 1, "received_at": 1,
        "source_id": 0, "trust": Trust.SERVER, "profile_id": 1,
    }  # fmt: skip
    return Event(**(values | fields))  # type: ignore[arg-type]  # built from a dict on purpose


def test_every_event_that_we_name_is_told_in_words() -> None:
    for name in EventName:
        moment = story.moment(_event(name))
        assert moment.row != "ink", name
        assert moment.theme in dict(story.THEMES)


@pytest.mark.parametrize(
    ("name", "properties", "told"),
    [
        (EventName.POLL_ANSWERED, {"option": 0, "option_text": "This", "poll": "poll"}, "Answered a poll chose “This”"),
        (EventName.POLL_ANSWERED, {"option": 0}, "Answered a poll chose “0”"),
        (EventName.ANSWER_VOTED, {"helpful": False}, "Voted on an answer it did not help"),
        (EventName.PACE_CHOSEN, {"per_week": 0.25}, "Chose a pace at most 0.25 a week"),
        (
            EventName.CONSENT_CHANGED,
            {"purpose": "news", "channel": "mail", "status": "withdrawn", "basis": "one_click"},
            "Consent wants no more news by mail, with one click in their mail program",
        ),
    ],
)
def test_events_are_told_in_plain_words(name: str, properties: dict[str, object], told: str) -> None:
    moment = story.moment(_event(name, properties=properties, is_bot="basis" in properties))
    assert f"{moment.title} {moment.detail}" == told
    assert moment.notes == ()


def test_what_a_browser_or_a_machine_said_is_marked() -> None:
    assert story.moment(_event("x", trust=Trust.BROWSER)).notes == ("unverified",)
    assert story.moment(_event("x", is_bot=True)).notes == ("by a machine",)
    told = story.moment(_event("x", context={"userAgent": "Mozilla/5.0 Ninefold-Demo/1 (simulated person)"}))
    assert told.notes == ("simulated",)


LINK = {"trust": Trust.LINK}


@pytest.mark.parametrize(
    ("name", "fields", "is_of_simulated", "is_marked"),
    [
        (EventName.POLL_ANSWERED, LINK, True, True),
        (EventName.PACE_CHOSEN, LINK, True, True),
        (EventName.MESSAGE_REPLIED, LINK, True, True),
        (EventName.CONSENT_CHANGED, LINK | {"properties": {"status": "withdrawn"}}, True, True),
        (EventName.CONSENT_CHANGED, {"properties": {"evidence": {"simulated": True}}}, False, True),
        ("identify", {"kind": EventKind.IDENTIFY, "traits": {"simulated": True}}, False, True),
        ("Anything", {"properties": {"simulated": True}}, False, True),
        (EventName.POLL_ANSWERED, LINK, False, False),
        (EventName.ORDER_COMPLETED, {"properties": {"evidence": "till"}}, True, False),
    ],
)
def test_what_is_simulated_says_so(
    name: str, fields: dict[str, object], is_of_simulated: bool, is_marked: bool
) -> None:
    assert ("simulated" in story.moment(_event(name, **fields), is_of_simulated=is_of_simulated).notes) is is_marked


def test_a_simulated_persons_link_is_marked_wherever_it_is_told(studio: Client) -> None:
    person, real = someone(1, orders=0), someone(2, orders=0, simulated=False)
    learn([NewEvent(f"poll-{one}", EventName.POLL_ANSWERED, clock.now_us(), profile_id=one, trust=Trust.LINK)
           for one in (person, real)])  # fmt: skip
    for one, count in ((person, 2), (real, 0)):  # the identify call and the poll
        html = studio.get(f"/people/{one}/story/", headers={"HX-Request": "true"}).content.decode()
        assert html.count('class="chip warn">simulated') == count
    assert studio.get("/sources/tail/", headers={"HX-Request": "true"}).content.decode().count(">simulated<") == 2


def test_a_consent_of_the_simulator_says_so(db: None) -> None:
    now, person, real = clock.now_us(), someone(1), someone(2, simulated=False)
    left = {"purpose": "news", "channel": "mail", "status": "withdrawn", "basis": "one_click"}
    given = {"purpose": "offers", "channel": "mail", "status": "granted", "basis": "consent"}
    learn([
        *(NewEvent(f"left-{one}", EventName.CONSENT_CHANGED, now, profile_id=one, trust=Trust.LINK,
                   properties=left | {"evidence": {"delivery_id": 7}}) for one in (person, real)),
        NewEvent("given", EventName.CONSENT_CHANGED, now, profile_id=person,
                 properties=given | {"evidence": {"simulated": True}}),
    ])  # fmt: skip
    bases = {
        (one, said.purpose.value): said.basis for one in (person, real) for said in reading.read(one, now).consents
    }
    assert bases == {
        (person, "news"): "with one click in their mail program, simulated",
        (person, "offers"): "simulated",
        (real, "news"): "with one click in their mail program",
    }


def test_a_delivered_message_is_told_in_words_with_the_servers_own_beneath(
    studio: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = someone(orders=0)
    sent = Delivery(
        1, 1, 1, 1, Channel.MAIL, "a@x.example", DeliveryStatus.DELIVERED, "250 Kept", 1, "en", "A", 1, 2, 0, 0, 0
    )
    refused = replace(sent, status=DeliveryStatus.REFUSED, reason="Nobody lives there.")
    monkeypatch.setattr(channel, "deliveries", lambda *_, **__: [sent, refused])
    html = studio.get(f"/people/{person}/").content.decode()
    assert re.search(
        r"<details><summary[^>]*>taken by their mail server</summary><div[^>]*>250 Kept</div></details>", html
    )
    assert html.count("250 Kept") == 1
    assert html.count("taken by their mail server") == 1
    assert '<div class="muted small">Nobody lives there.</div>' in html


def test_the_why_log_says_what_each_tactic_came_to() -> None:
    decision = Decision(
        id=1, campaign_id=7, profile_id=1, arm="a", result=Result.HELD, reason="quiet", sentence="It is night there.",
        value=3.1, stock=2.0, price=1.0, propensity=0.5,
        candidates=({"campaign": 7, "value": 3.1}, {"campaign": 8, "value": 50.0}), decided_at=1, intent_id=0,
    )  # fmt: skip
    (why,) = whylog.told([decision], {}, [])
    assert (why.word, why.sentence, why.rivals) == ("held", "It is night there.", ("another campaign (0.500)",))
    assert why.worth == pytest.approx(0.031)
    stock = Stock(level=1.6, per_week=3.0, maximum=3.0, pace=Pace(2.0, DAY_US, "preference page"))
    asked, has = whylog.summary("Ana", [why], stock).split(". ", 1)
    assert asked == "1 campaign has asked for Ana's attention"
    assert has == "Ana has 3 a week, 1.6 of at most 3 left now, and asked for at most 2 a week."


def test_each_end_of_a_delivery_has_its_word() -> None:
    ends = {DeliveryStatus.DELIVERED, DeliveryStatus.REFUSED, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN}
    assert set(whylog.ENDED) == ends


def test_who_never_said_a_word_is_listed_with_the_ways_to_ask(studio: Client) -> None:
    said = someone(2)
    now = clock.now_us()
    learn([NewEvent("i-q", "Order Completed", now, user_id="q", trust=Trust.SERVER)])
    learn([NewEvent("i-n", "identify", now, user_id="n", kind=EventKind.IDENTIFY, trust=Trust.SERVER)])
    quiet = context.profile_of("account", "q")
    page = " ".join(studio.get("/people/asking/").content.decode().split())
    assert "1 person who dealt with you" in page
    assert f'href="/people/{quiet}/"' in page
    assert f'href="/people/{said}/"' not in page
    assert f'href="/people/{context.profile_of("account", "n")}/"' not in page, "who never did anything is not asked"
    assert "/settings</span>" in page
    assert "/start/people/" in page


def test_the_fullest_story_is_whose_things_are_most_different(studio: Client) -> None:
    assert studio.get("/people/fullest/")["Location"] == "/people/"
    someone(1, orders=9)
    full = someone(2)
    learn([NewEvent("v", "Product Viewed", clock.now_us(), user_id="customer-2", trust=Trust.SERVER)])
    assert studio.get("/people/fullest/")["Location"] == f"/people/{full}/"


def test_a_join_is_drawn_undone_and_taken_back(studio: Client) -> None:
    one = someone()
    learn([NewEvent("login", "Song Played", clock.now_us(), user_id="customer-1", anonymous_id="phone",
                    trust=Trust.SERVER)])  # fmt: skip
    device = context.profile_of("anonymous", "phone")
    page = studio.get(f"/people/{one}/").content.decode()
    assert '<path class="joined"' in page
    asked = f"/people/{one}/rule/?one={one}&other={device}&same=0"
    assert asked.replace("&", "&amp;") in page
    assert "Then there are 2 people" in studio.get(asked).content.decode()
    assert len(context.person(one).profile_ids) == 2

    said = {"one": one, "other": device, "same": "0", "reason": "Her <brother's>"}
    told = studio.post(f"/people/{one}/rule/", said, follow=True).content.decode()

    assert "are two people: Her &lt;brother&#x27;s&gt;" in told
    assert context.person(one).profile_ids == (one,)
    [ruling] = context.rulings(one)
    studio.post(f"/people/{one}/rule/{ruling.id}/take-back/")
    assert context.person(one).profile_ids == (one, device)
    assert studio.get(f"/people/{one}/rule/?one={one}&other=99&same=0").status_code == 404
    assert studio.post(f"/people/{one}/rule/", said | {"reason": " "}).status_code == 400


def test_a_group_leads_to_its_people_and_they_to_it(studio: Client) -> None:
    person = someone()
    assert "No groups yet" in studio.get("/people/groups/").content.decode()
    take([event(EventKind.GROUP, profile_id=person, other_id="c-1", traits={"name": "<b>Acme</b>", "type": "company"})])
    [group] = context.groups(limit=2)

    assert f"/people/groups/{group.id}/" in studio.get(f"/people/{person}/").content.decode()
    page = studio.get(f"/people/groups/{group.id}/").content.decode()
    for words in ("&lt;b&gt;Acme", "Company · 1 person", "Ana Souza 1", f"/people/{person}/"):
        assert words in page
    assert "begins with" in studio.get("/people/groups/?q=zebra").content.decode()
    assert studio.get("/people/groups/999/").status_code == 404

    removed = studio.post(f"/people/groups/{group.id}/remove/", {"person": person}, follow=True).content.decode()
    assert "Ana Souza 1 is no longer in" in removed
    assert "Nobody any more" in removed
    for page in (removed, studio.get(f"/people/{person}/").content.decode()):
        assert "removed by " in page
        assert "removed by user:" not in page
    learn([])
    assert "Left a group" in studio.get(f"/people/{person}/story/").content.decode()


def test_contacts_by_others_and_communities_stand_on_the_page(studio: Client) -> None:
    person = someone()
    culture.save_community(actor=system("t"), community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    now = clock.now_us()
    said = {"channel": "mail", "sender": "Billing", "kind": "invoice"}
    learn([
        NewEvent("b1", "Contact Made", now - 1_000_000, profile_id=person, properties=said, trust=Trust.SERVER),
        NewEvent("i1", "identify", now, profile_id=person, kind=EventKind.IDENTIFY, traits={"community": "jazz"}),
    ])  # fmt: skip
    page = studio.get(f"/people/{person}/").content.decode()
    assert "Billing wrote by mail (invoice)" in page
    assert "One contact by others (Billing) took 1 of it" in page
    assert "they said so themselves" in page


def test_what_people_tell_the_team_holds_and_names_who_noted_it(studio: Client) -> None:
    person = someone()
    asked = studio.get(f"/people/{person}/no/").content.decode()
    assert "Every channel" in asked
    assert studio.post(f"/people/{person}/no/", {"purpose": "", "channel": "mail", "how": " "}).status_code == 400
    assert studio.post(f"/people/{person}/no/", {"channel": "mail", "how": "On the phone"}).status_code == 302
    learn([])
    assert context.consent_states([person], Purpose.NEWS, Channel.MAIL)[person] is ConsentStatus.WITHDRAWN
    html = studio.get(f"/people/{person}/").content.decode()
    assert "All that was said (4)" in html, "the yes of before, and a no for each purpose"
    assert "On the phone" in html
    assert "user:" not in html


def test_an_address_that_nobody_has_is_suppressed_for_who_comes_with_it(studio: Client) -> None:
    page = "/people/suppressed/"
    assert studio.post(page, {"address": "no address", "how": "Letter"}).status_code == 400
    for address in ("Ana1@demo.example", "+49 30 123456"):
        assert studio.post(page, {"address": address, "how": "A letter of theirs"}).status_code == 302
    html = studio.get(page).content.decode()
    assert "ana1@demo.example" in html
    assert "+4930123456" in html

    person = someone()  # who has this address and agreed before
    assert context.consent_states([person], Purpose.NEWS, Channel.MAIL)[person] is ConsentStatus.WITHDRAWN

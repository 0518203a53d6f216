"""The first steps of a company: read from what is there; a newcomer walks them to a started campaign."""

import csv
import gzip
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import duckdb
import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.images.tests.utils import get_test_image_file

from ninefold.adapt import fit
from ninefold.catalyst import actions as starting
from ninefold.catalyst import queries as catalyst
from ninefold.channel import testing
from ninefold.collect import actions as collecting
from ninefold.collect import queries
from ninefold.collect.importing import guessing
from ninefold.collect.models import PlanSource
from ninefold.collect.types import Trust
from ninefold.content import actions as writing
from ninefold.context import actions as consenting
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus
from ninefold.culture import actions as culture
from ninefold.culture import queries as culture_queries
from ninefold.culture.types import Channel, Company, Purpose
from ninefold.experiments.queries import TOO_SMALL
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.errors import BadInput
from ninefold.kernel.users.models import User
from ninefold.pipeline import project
from ninefold.web.studio.shell import steps
from ninefold.web.studio.start import first
from tests.catalyst import scene
from tests.channel import stage
from tests.content.scene import installed
from tests.web.people import someone

TEAM = actors.system("test")
OWNER = actors.Actor("user:1", "Olga", frozenset({actors.Role.OWNER}))
GOOD = "E-Mail;Vorname;Ort;Newsletter;Opt-in date\n{rows}"


def done() -> dict[str, bool]:
    return {step.key: step.is_done for step in steps.steps(OWNER)}


def sent(studio: Client, raw: bytes, what: str = "people") -> str:
    """Send a file; the address of the page of its columns."""
    answer = studio.post("/start/people/", {"file": SimpleUploadedFile("people.csv", raw), "what": what})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def read(studio: Client, address: str) -> str:
    """Let the worker go on with an import to its end, each time as if it had been killed; its page's last words."""
    while collecting.import_uploads(seconds_max=0, now=clock.now_us()):
        pass
    html = studio.get(f"{address}reading/", headers={"HX-Request": "true"}).content.decode()
    assert "<progress" not in html
    return html


def learn() -> None:
    while project.project_events(clock.now_us()):
        pass


@pytest.mark.usefixtures("db")
def test_a_list_in_a_strange_tongue_becomes_people_with_evidence(studio: Client) -> None:
    rows = "Zoë@Example.org;Zoë;Köln;ja;01.03.2025\nbo@example.org;Bo;Łódź;nein;\nno address;Cy;;x;2025-03-01\n"
    address = sent(studio, GOOD.format(rows=rows).encode("utf-16"))
    page = studio.get(address).content.decode()
    assert "Köln" in page
    wanted = {0: "email", 1: "first_name", 2: "trait", 3: "consent", 4: "agreed_at"}
    refused = studio.post(address, {f"column-{n}": word for n, word in wanted.items()} | {"evidence": "column"})
    assert refused.status_code == 422
    assert "It is the evidence" in refused.content.decode()

    chosen = {f"column-{n}": word for n, word in wanted.items()} | {"evidence": "column", "how": "the shop's form"}
    assert studio.post(address, chosen)["Location"] == f"{address}reading/"
    html = read(studio, address)
    assert html.index("2 rows read") < html.index("taking them in…") < html.index("1 row could not be used")
    assert "0 people can be written to so far" in html
    learn()
    html = studio.get(f"{address}reading/", headers={"HX-Request": "true"}).content.decode()
    assert "1 person said yes to news by mail" in html
    assert "1 row of this file says no: that person is known, and not written to" in html
    assert "hx-" not in html, "what is learnt is asked no more"
    (found,) = context.find("zoë@example.org", limit=2)
    assert found.traits["ort"] == "Köln"
    (said,) = context.consents(found.id)
    assert (said.status, said.evidence["how"], clock.from_us(said.occurred_at).date().isoformat()) == (
        "granted", "the shop's form", "2025-03-01",
    )  # fmt: skip
    (bo,) = context.find("bo@example.org", limit=2)
    assert [(no.status, no.basis) for no in context.consents(bo.id)] == [("withdrawn", "refusal, as the list says")]
    mend = studio.get(f"{address}to-mend/").content.decode("utf-8-sig")
    lines = list(csv.reader(io.StringIO(mend)))
    assert lines[0][-1] == "what is wrong"
    assert [line[0] for line in lines[1:]] == ["no address"]
    assert "no mail address" in lines[1][-1]
    assert studio.get(address)["Location"] == f"{address}reading/", "an import that is done shows what came of it"
    again = sent(studio, mend.replace("no address", "cy@example.org").encode())
    assert "what is wrong</" not in studio.get(again).content.decode(), "our own column is nobody's trait"


@pytest.mark.parametrize(
    ("column", "cells", "guess"),
    [
        ("Newsletter ok", ["yes", "no", "maybe"], "consent"),
        ("emailOptIn", ["TRUE", "FALSE"], "consent"),
        ("Accepts e-mail marketing", ["ja", ""], "consent"),
        ("opted-in on", ["2025-03-01", "24.12.2024"], "agreed_at"),
        ("Newsletter", ["weekly", "monthly"], "trait"),
        ("VIP", ["yes", "no"], "trait"),
        ("Optional", ["yes", "no"], "trait"),
        ("E-Mail", ["ana@example.org"], "email"),
    ],
)
def test_consent_is_guessed_by_words_and_by_what_stands_under_them(column: str, cells: list[str], guess: str) -> None:
    assert guessing.guesses([column], [[cell] for cell in cells], date(2026, 11, 1))[column] == guess


@pytest.mark.usefixtures("db")
def test_a_guess_at_consent_is_a_question_and_no_answer(studio: Client) -> None:
    address = sent(studio, b"email,Newsletter ok\nana@example.org,yes\nbo@example.org,no\ncy@example.org,perhaps\n")
    page = " ".join(studio.get(address).content.decode().split())
    assert "“Newsletter ok” looks as if it says who agreed" in page
    assert "1 says yes, 1 no, and 1 something that is neither" in page
    assert "checked" not in page, "nobody has answered yet"
    chosen = {"column-0": "email", "column-1": "consent", "how": "the form"}
    everyone = chosen | {"evidence": "all", "agreed_on": "2025-01-01"}
    refused = [studio.post(address, form) for form in (chosen, everyone)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert "so not all did" in refused[1].content.decode()
    studio.post(address, chosen | {"evidence": "column", "agreed_on": "2025-01-01"})
    assert "2 rows read" in read(studio, address)
    assert "“perhaps” is neither yes nor no. Write yes or no" in studio.get(f"{address}to-mend/").content.decode()


@pytest.mark.usefixtures("db")
def test_a_list_takes_nobodys_no_away_and_a_no_in_it_counts(studio: Client) -> None:
    def bring(raw: bytes, **more: str) -> str:
        address = sent(studio, raw)
        chosen = {"column-0": "email", "column-1": "consent", "evidence": "column", "how": "the form"} | more
        answer = studio.post(address, chosen)
        read(studio, address)
        learn()
        return answer.content.decode()

    def status(email: str) -> ConsentStatus:
        (person,) = context.find(email, limit=2)
        states = context.consent_states(person.profile_ids, Purpose.NEWS, Channel.MAIL)
        return states[person.profile_ids[0]]

    assert "Write the day on which they agreed" in bring(b"email,ok\nana@example.org,yes\nbo@example.org,yes\n")
    bring(b"email,ok\nana@example.org,yes\nbo@example.org,yes\n", agreed_on="2026-01-31")
    assert (status("ana@example.org"), status("bo@example.org")) == (ConsentStatus.GRANTED, ConsentStatus.GRANTED)
    (ana,) = context.find("ana@example.org", limit=2)
    profile, yesterday = ana.profile_ids[0], clock.now_us() - 86_400_000_000
    word = {"purpose": Purpose.NEWS, "channel": Channel.MAIL, "status": ConsentStatus.WITHDRAWN, "basis": "link"}
    consenting.set_consent(actor=TEAM, profile_id=profile, evidence={}, now=yesterday, trust=Trust.LINK, **word)
    again = b"email,ok,since,note\nana@example.org,yes,,old list\nbo@example.org,no,,\ncy@example.org,yes,,\n"
    bring(again, **{"column-2": "agreed_at", "column-3": "", "agreed_on": "2026-01-31"})
    assert status("ana@example.org") is ConsentStatus.WITHDRAWN, "the list is older than the no"
    assert status("bo@example.org") is ConsentStatus.WITHDRAWN, "the list says no"
    address = sent(studio, b"email,ok,since\ndi@example.org,yes,\n")
    chosen = {"column-0": "email", "column-1": "consent", "column-2": "agreed_at", "evidence": "column", "how": "form"}
    studio.post(address, chosen)
    assert "No row could be used" in read(studio, address)
    assert "the day of this yes" in studio.get(f"{address}to-mend/").content.decode()


@pytest.mark.usefixtures("db")
def test_events_are_seen_as_they_are_read_imported_by_the_worker_and_mended(studio: Client) -> None:
    rows = [f"c{n};2025-03-{n % 28 + 1:02};{n}.50;{n};Köln" for n in range(1, 1_201)]
    raw = "\n".join(["Customer;Order date;Total;Quantity;Shop", *rows, "c1;soon;1.00;1;Köln"]).encode("cp1252")
    address = sent(studio, raw, "events")
    page = studio.get(address).content.decode()
    chosen = {f"column-{n}": word for n, word in enumerate(["user", "at", "revenue", "integer", "text"])}
    assert page.count(" selected>") >= len(chosen), "its columns are guessed"
    refused = studio.post(address, chosen | {"column-1": "", "column-0": ""})
    assert "No column says who" in refused.content.decode()
    assert "No column says when it happened" in refused.content.decode()

    chosen |= {"event": "Order Completed", "zone": "Europe/Berlin", "currency": "eur"}
    page = studio.post(address, chosen | {"do": "look"}).content.decode()
    assert "revenue: 1.5, currency: EUR" in page.replace("quantity: 1, shop: Köln, ", "")
    assert "All of them can be used" in page
    studio.post(address, chosen)
    reading = address.replace("events/", "")
    collecting.import_uploads(seconds_max=0, now=clock.now_us())
    assert "501 of 1,202 lines" in studio.get(f"{reading}reading/").content.decode()
    html = read(studio, reading)
    assert "1,200 rows read" in html
    assert "1 row could not be used" in html
    learn()
    (person,) = context.find("c1200", limit=2)
    assert context.activities(person.id)[0].money == {"EUR": 120_050}

    mended = studio.get(f"{reading}to-mend/").content.decode("utf-8-sig").replace("soon", "2025-04-01").encode()
    assert sent(studio, raw, "events") == address, "the same file is known"
    for again in (mended, mended.replace(b"1.00", b"1.0")):  # sent twice, also otherwise written, it counts once
        address = sent(studio, again, "events")
        assert "ninefold id" not in studio.get(address).content.decode()
        studio.post(address, chosen)
        assert "1 row read" in read(studio, address.replace("events/", ""))
        learn()
    (person,) = [one for one in context.find("c1", limit=50) if "c1" in {i.value for i in one.identifiers}]
    assert context.activities(person.id)[0].count == 2


@pytest.mark.usefixtures("db")
def test_messages_of_another_collector_say_what_they_mean(studio: Client) -> None:
    said = [
        {"type": "track", "event": "Seen", "userId": "u1", "messageId": "m-1", "timestamp": "2025-03-01T00:00:00Z"},
        {"type": "identify", "userId": "u1", "traits": {"email": "u1@example.org"}, "messageId": "m-2"},
        {"type": "track", "userId": "u1", "messageId": "m-3", "timestamp": "2025-03-01T00:00:00Z"},
    ]
    address = sent(studio, gzip.compress("\n".join(map(json.dumps, said)).encode(), mtime=0), "events")
    assert "Messages of another collector" in studio.get(address).content.decode()
    assert "1 cannot be used" in studio.post(address, {"do": "look"}).content.decode()
    studio.post(address)
    reading = address.replace("events/", "")
    assert "2 rows read" in read(studio, reading)
    learn()
    (person,) = context.find("u1@example.org", limit=2)
    assert "Seen" in [one.name for one in context.activities(person.id)]
    (line,) = studio.get(f"{reading}to-mend/").content.decode().splitlines()
    mended = json.loads(line) | {"event": "Seen"}
    address = sent(studio, json.dumps(mended).encode(), "events")
    studio.post(address)
    assert "1 row read" in read(studio, address.replace("events/", ""))


@pytest.mark.parametrize("form", ["json lines", "a list in JSON", "parquet", "gzip"])
@pytest.mark.usefixtures("db")
def test_a_list_may_come_as_records(studio: Client, form: str, tmp_path: Path) -> None:
    rows = [
        {"email": "zoë@example.org", "sent as": form, "address": {"city": "Köln"}, "vip": True},
        {"email": "bo@example.org", "address": {"city": "Łódź"}, "visits": 3, "half": "\ud800"},
    ]
    lines = "\n".join(map(json.dumps, rows)).encode()
    raw = {"json lines": lines, "a list in JSON": json.dumps(rows).encode(), "gzip": gzip.compress(lines)}.get(
        form, b""
    )
    if form == "parquet":
        (tmp_path / "rows.jsonl").write_bytes(lines.replace(b"\\ud800", b""))
        duckdb.sql(f"COPY (FROM '{tmp_path}/rows.jsonl') TO '{tmp_path}/rows.parquet' (FORMAT parquet)")
        raw = (tmp_path / "rows.parquet").read_bytes()
    address = sent(studio, raw)
    columns = queries.upload(address.split("/")[-2]).columns
    meant = {"email": "email", "address.city": "trait", "vip": "trait", "visits": "trait"}
    chosen = {f"column-{number}": meant.get(name, "") for number, name in enumerate(columns)}
    studio.post(address, chosen | {"evidence": "all", "agreed_on": "2026-01-31", "how": "the shop's form"})
    assert "2 rows read" in read(studio, address)
    learn()
    found = [context.find(one["email"], limit=2)[0] for one in rows]
    assert [person.traits["address_city"] for person in found] == ["Köln", "Łódź"]
    assert (found[0].traits["vip"], found[1].traits["visits"]) == ("true", "3")
    assert not list((settings.current().data / "imports").glob("reading-*"))


@pytest.mark.usefixtures("db")
def test_ten_thousand_rows_are_read_in_turns_and_none_twice(studio: Client) -> None:
    raw = "".join(f"p{n}@example.org\t{n}\n" for n in range(10_000)).encode("cp1252")
    address = sent(studio, raw)
    confirmed = {"column-0": "email", "column-1": "", "evidence": "all", "how": "paper forms"}
    assert "the day on which they agreed" in studio.post(address, confirmed).content.decode()
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    assert "not come yet" in studio.post(address, confirmed | {"agreed_on": tomorrow}).content.decode()
    studio.post(address, confirmed | {"agreed_on": "2026-01-31"})
    html = read(studio, address)
    assert "10,000 rows read" in html
    assert sent(studio, raw) == address
    assert "10,000 rows read" in studio.get(f"{address}reading/").content.decode()
    assert not (settings.current().data / "imports" / address.split("/")[-2] / "people.csv").exists()


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "empty"),
        (b"email,name\n", "no rows"),
        (b"PK\x03\x04rest", "spreadsheet"),
        (bytes(range(256)), "no text file"),
        (b'{"email": oops}\n', "No line of the file is a JSON object"),
        (b'["ana@example.org"]', "not of objects with names and values"),
        (b'{"a":' * 100 + b"1" + b"}" * 100, "nested too deep"),
        (b"PAR1 and no more of it PAR1", "The Parquet file is broken"),
        (gzip.compress(b"email\nana@example.org\n", mtime=0)[:-9], "compressed, and broken"),
    ],
)
def test_what_is_no_table_says_what_to_do(studio: Client, raw: bytes, words: str) -> None:
    answer = studio.post("/start/people/", {"file": SimpleUploadedFile("people.csv", raw)})
    assert answer.status_code == 422
    assert words in answer.content.decode()


@pytest.mark.usefixtures("db")
def test_no_step_is_done_before_what_it_is_for_is_there(studio: Client) -> None:
    culture.define_built_in_goals(actor=actors.system("setup"))
    assert not any(done().values())
    page = studio.get("/").content.decode()
    assert "Name and logo" in page
    assert "Next; 0 of 8 are done" in page
    answer = studio.post(
        "/charter/company/?from=start",
        {"name": "Acme & Sons", "sender_address": "hello@acme.example", "postal_address": "1 Lane, Oslo",
         "privacy_url": "acme.example/privacy?a=1&b=2", "imprint_url": "",
         "logo": SimpleUploadedFile("logo.png", get_test_image_file(size=(640, 320)).file.getvalue())},
    )  # fmt: skip
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == "/start/"
    company = culture_queries.company()
    assert (company.name, company.sender_address, bool(company.logo_id)) == ("Acme & Sons", "hello@acme.example", True)
    assert company.legal_links == (("privacy", "https://acme.example/privacy?a=1&b=2"),)
    with pytest.raises(BadInput, match="no page's address"):
        culture.save_company(actor=OWNER, company=replace(company, imprint_url="javascript:alert(1)"))
    studio.post("/start/goal/", {"goal": "replied"})
    assert [key for key, is_done in done().items() if is_done] == ["company", "sender", "goal"]
    cache.clear()
    assert "Next; 3 of 8 are done" in studio.get("/start/").content.decode()


@pytest.mark.usefixtures("db")
def test_a_site_is_connected_by_one_line_and_heard_from(studio: Client) -> None:
    assert "Make the key" in studio.get("/start/site/").content.decode()
    for _ in range(2):
        studio.post("/start/site/")
    (source,) = steps.site_sources()
    page = studio.get("/start/site/").content.decode()
    assert f'/ninefold.js" data-key="{source.write_key}"' in unescape(page)
    assert "Nothing has come yet" in page
    assert not done()["site"]
    PlanSource.objects.create(event="$page", source_id=source.id, seen=1)
    assert "1 event came" in studio.get("/start/site/heard/", headers={"HX-Request": "true"}).content.decode()
    assert done()["site"]


@pytest.mark.usefixtures("db")
def test_the_sender_is_looked_over_and_the_environment_wins(studio: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def shown() -> str:
        return studio.get("/charter/company/").content.decode()

    culture.save_company(actor=TEAM, company=Company("Acme", "acme@gmail.com"))
    assert "free mail service" in shown()
    culture.save_company(actor=TEAM, company=Company("Acme", "hello@acme.example"))
    assert "_dmarc.acme.example" in shown()
    assert "NINEFOLD_SMTP_URL" in shown()
    without = studio.post("/charter/company/", {"name": "Acme", "sender_address": "hello@acme.example"})
    assert "no campaign starts without" in without.content.decode()
    refused = studio.post("/charter/company/", {"name": "Acme", "sender_address": "nobody", "postal_address": "1 Lane"})
    assert refused.status_code == 422
    assert "no mail address" in refused.content.decode()
    told = replace(settings.current(), mail_from_given="told@acme.example")
    monkeypatch.setattr(settings, "current", lambda: told)
    assert "NINEFOLD_MAIL_FROM</span>: told@acme.example" in shown()


@pytest.mark.usefixtures("db")
def test_a_letter_is_begun_tested_and_goes_out_to_a_small_list(studio: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    culture.define_built_in_goals(actor=actors.system("setup"))
    culture.save_charter(actor=TEAM, charter=replace(culture_queries.charter(), postal_address="1 Lane"))
    someone(1)
    assert "No letter is published yet" in studio.get("/start/test/").content.decode()
    nameless = studio.post("/start/content/", {"beginning": "story", "title": " "})
    assert (nameless.status_code, "Write what you call it" in nameless.content.decode()) == (422, True)
    editor = studio.post("/start/content/", {"beginning": "story", "title": "Hello"})["Location"]
    assert editor.startswith("/snippets/content/variant/edit/")
    assert studio.get(editor).status_code == 200
    assert not done()["content"], "a beginning is not written yet"
    assert "is begun" in studio.get("/start/").content.decode()

    variant_id = int(editor.rstrip("/").split("/")[-1])
    writing.revise_variant(actor=TEAM, variant_id=variant_id, content=stage.letter("en"))
    with installed(fit.report):
        writing.publish(actor=TEAM, variant_id=variant_id)
    User.objects.update(email="olga@acme.example")
    monkeypatch.setattr(testing, "_hand_over", lambda outgoing: None)
    assert studio.post("/start/test/")["Location"] == "/mailbox/"
    assert TOO_SMALL in studio.get("/start/campaign/").content.decode()
    planned = studio.post("/start/campaign/")["Location"]
    assert studio.get(planned).status_code == 200
    (campaign,) = catalyst.campaigns()
    assert (len(campaign.arms), campaign.goal_keys[0] in {"replied", "answered-a-poll"}) == (1, True)
    assert catalyst.problems(campaign.id, now=clock.now_us()) == []
    starting.start_campaign(actor=TEAM, campaign_id=campaign.id, now=clock.now_us())
    assert [key for key, is_done in done().items() if is_done] == ["people", "content", "test", "start"]


@pytest.mark.django_db
def test_the_demo_has_its_own_name_and_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    culture.save_charter(actor=TEAM, charter=replace(culture_queries.charter(), postal_address="1 Lane"))
    assert (done()["company"], done()["sender"]) == (False, False)
    monkeypatch.setattr(steps, "is_own", lambda: False)
    assert (done()["company"], done()["sender"]) == (True, True)


def test_small_lists_start_with_a_plain_word() -> None:
    assert first.plan(29).left_out == 0
    assert TOO_SMALL in first.plan(59).words
    assert (first.plan(60).left_out, first.plan(1_000).left_out) == (2, 5)


@pytest.mark.django_db
def test_of_several_plans_the_one_that_can_start_is_named() -> None:
    now = clock.now_us()
    period = {"starts_at": now, "ends_at": now + 20 * scene.DAY}
    good = scene.a_campaign(**period)
    scene.people(1)
    scene.a_campaign(goals=(), **period)
    assert steps.planned()[0].id == good.id
    told = next(step.told for step in steps.steps(OWNER) if step.key == "start")
    assert told == f"“{good.name}” is planned, and not started yet; 1 more plan waits"

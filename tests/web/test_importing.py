"""Files of people and events through the studio, as a newcomer brings them."""

import csv
import gzip
import io
import json
import shutil
import tarfile
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ninefold.collect import actions as collecting
from ninefold.collect import opening, queries
from ninefold.collect.types import EventKind, NewEvent
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus
from ninefold.culture import actions as culture
from ninefold.culture import queries as house
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import actors, clock, settings
from ninefold.pipeline import project

pytestmark = pytest.mark.usefixtures("db")
TEAM = actors.system("test")
EVENTS = {"column-0": "user", "column-1": "at", "column-2": "revenue", "column-3": "currency"}


@pytest.fixture(autouse=True)
def _nothing_said() -> None:
    """No file came before."""
    shutil.rmtree(settings.current().data / "imports", ignore_errors=True)


def sent(studio: Client, raw: bytes, what: str = "people") -> str:
    """Send a file; the address of the page of its columns."""
    answer = studio.post("/start/people/", {"file": SimpleUploadedFile("people.csv", raw), "what": what})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def read(studio: Client, address: str) -> str:
    """Let the worker import and learn; the last words of the import's page."""
    while collecting.import_uploads(seconds_max=0, now=clock.now_us()):
        pass
    while project.project_events(clock.now_us()):
        pass
    address = address.replace("events/", "")
    return " ".join(studio.get(f"{address}reading/", headers={"HX-Request": "true"}).content.decode().split())


def test_rows_that_wait_in_quarantine_are_told_and_led_to(studio: Client) -> None:
    def brought(rows: bytes) -> str:
        address = sent(studio, b"customer,date,total,currency\n" + rows, "events")
        studio.post(address, EVENTS | {"event": "Order Completed"})
        return read(studio, address)

    assert "All of it is learnt" in brought(b"c1,2025-03-01,1.00,EUR\n")
    html = brought(b"c2,2025-03-02,1.00,EURO\nc3,2025-03-02,1.00,E\nc4,2025-03-02,1.00,EUR\n")
    assert "2 rows of this file wait in quarantine" in html
    assert 'href="/sources/quarantine/"' in html
    assert "The rest is learnt" in html
    assert "All of it is learnt" not in html


def test_the_list_of_people_leads_to_its_import(studio: Client) -> None:
    assert 'href="/start/people/">Import people</a>' in studio.get("/people/").content.decode()


def words(studio: Client, address: str) -> str:
    return unescape(" ".join(studio.get(address).content.decode().split()))


def mended(studio: Client, address: str) -> str:
    return studio.get(f"{address.replace('events/', '')}to-mend/").content.decode("utf-8-sig")


def everyone(*columns: str, **more: str) -> dict[str, str]:
    """What a newcomer says: these columns, and that all agreed."""
    chosen = {f"column-{number}": meaning for number, meaning in enumerate(columns)}
    return chosen | {"evidence": "all", "agreed_on": "2026-01-31", "how": "the form", "country": "DE"} | more


@pytest.mark.parametrize(
    ("postal_address", "zone", "country"),
    [
        ("Weg 1, Köln, Deutschland", "America/New_York", "DE"),
        ("1 Lane, Leeds, UK", "UTC", "GB"),
        ("Weg 1, Köln", "Europe/Vienna", "AT"),
        ("", "UTC", ""),
    ],
)
def test_the_home_country_is_guessed(
    postal_address: str, zone: str, country: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    culture.save_charter(actor=TEAM, charter=replace(house.charter(), postal_address=postal_address))
    monkeypatch.setattr(settings, "current", lambda: replace(install, time_zone=ZoneInfo(zone)))
    install = settings.load({})
    assert house.home_country() == country


def test_a_local_number_joins_and_finds_its_person(studio: Client) -> None:
    address = sent(studio, b"Kundennummer,Name,Telefon\nK-1,Ana,+49 171 234567\nK-2,Bo,0171 999999\n")
    assert 'value="phone" selected' in words(studio, address)
    without = studio.post(address, everyone("id", "name", "phone", country=""))
    assert "Choose the country of numbers that name none" in without.content.decode()
    studio.post(address, everyone("id", "name", "phone"))
    assert "2 rows read" in read(studio, address)
    assert house.home_country() == "DE", "what was said on the page holds"

    address = sent(studio, b"phone,city\n0171 234567,Bonn\n0171/999999,Ulm\n0171 5555555,Trier\n12,Kiel\n")
    assert 'value="DE" selected' in words(studio, address)
    studio.post(address, everyone("phone", "trait"))
    assert "3 rows read" in read(studio, address)
    assert "“12” is no telephone number. Write it with its country" in mended(studio, address)
    for text in ("0171 234567", "+49 171 234567", "0049171234567", "0171 23", "017123"):
        (ana,) = context.find(text)
        assert (ana.name, ana.traits["city"], ana.is_known) == ("Ana", "Bonn", True), text
    (trier,) = context.find("01715555555")
    assert trier.traits["city"] == "Trier"
    assert len(context.find("0171")) == 3
    page = words(studio, f"/people/{trier.id}/")
    assert "listed:" not in page + words(studio, "/people/"), "what we call somebody is no word for people"
    assert "an imported list" in page
    assert "anonymous" not in page
    someone = NewEvent(
        "m", "identify", clock.now_us(), user_id="u9", kind=EventKind.IDENTIFY, traits={"phone": "01716"}
    )
    collecting.record(events=[someone])
    while project.project_events(clock.now_us()):
        pass
    assert len(context.find("+491716")) == 1, "who told a local number is found by the whole one"


def test_any_one_identifier_will_do(studio: Client) -> None:
    rows = (
        b"email,number,phone,name\n,K-1,,Ana\nana@example.org,K-2,,Di\nbo@example.org,,,Bo\n,,0171 5555555,Cy\n,,,Di\n"
    )
    address = sent(studio, rows)
    studio.post(address, everyone("email", "id", "phone", "name"))
    assert "4 rows read" in read(studio, address)
    assert "The row says of nobody who it is" in mended(studio, address)
    assert [one.name for one in context.find("K-1")] == ["Ana"]
    (bo,) = context.find("bo@example.org")
    states = context.consent_states(bo.profile_ids, Purpose.NEWS, Channel.MAIL)
    assert [bo.name, set(states.values())] == ["Bo", {ConsentStatus.GRANTED}]
    (cy,) = context.find("01715555555")
    assert not context.consents(cy.id), "who has no address agreed to no mail"
    address = sent(studio, b"email,number,note\nbo@example.org,K-9,later\n")
    studio.post(address, everyone("email", "id", "trait"))
    read(studio, address)
    (bo,) = context.find("bo@example.org")
    assert (bo.name, bo.is_known) == ("Bo", True), "an account that has the address now is theirs"


@pytest.mark.parametrize(
    ("what", "columns", "cells", "meant"),
    [
        ("people", "Kundennummer,Vorname,Name,Telefon", "K-1,Ana,Ana Silva,0171 234567", "id first_name name phone"),
        ("people", "Kunde,Handy,Mail", "K-17,+49171234567,ana@example.org", "id phone email"),
        ("people", "Kunde,Ort", "Ana Silva,Bonn", "name trait"),
        ("people", "a,b", "ana@example.org,+49 171 234567", "email phone"),
        ("people", "mobile,customer", "0171 234567,Ana Silva", "phone name"),
        ("events", "when,what,Kunde,Betrag", "21.11.2026 08:00,Kauf,K-1,\"19,90\"", "at event user revenue"),
        ("events", "at,who", "1700000000,ana@example.org", "at email"),
        ("events", "Datum,phone,n", "2025-03-01,0171 234567,3", "at phone integer"),
        ("events", "x,y", "11/21/2026,ana@example.org", "at email"),
    ],
)  # fmt: skip
def test_headings_are_guessed_with_what_stands_under_them(
    studio: Client, what: str, columns: str, cells: str, meant: str
) -> None:
    key = sent(studio, f"{columns}\n{cells}\n".encode(), what).split("/")[3]
    assert list(queries.upload(key).guesses.values()) == meant.split()


def test_a_broken_line_is_one_row_to_mend(studio: Client) -> None:
    lines = [b'{"email": "ana@example.org"}', b'{"email": oops}', b'{"email": "bo@example.org"}']
    address = sent(studio, b"\n".join(lines))
    studio.post(address, everyone("email"))
    assert "2 rows read" in read(studio, address)
    assert "oops" in mended(studio, address)
    assert "The line is not JSON" in mended(studio, address)
    said = {"type": "track", "event": "Seen", "userId": "u1", "messageId": "m", "timestamp": "2025-03-01T00:00:00Z"}
    address = sent(studio, json.dumps(said).encode() + b"\n{oops\n", "events")
    studio.post(address)
    assert "1 row read" in read(studio, address)
    assert "{oops" in mended(studio, address)


def test_a_stray_quotation_mark_spoils_its_row_alone(studio: Client) -> None:
    rows = b'email,note\na@example.org,"two\nlines"\nb@example.org,"stray\nc@example.org,12" wide\n'
    rows += b'd@example.org,"d, e"\n"e@example.org,open to the end\nf@example.org,f\n'
    address = sent(studio, rows)
    studio.post(address, everyone("email", "trait"))
    assert "4 rows read" in read(studio, address)
    wrong = list(csv.DictReader(io.StringIO(mended(studio, address))))
    assert [one["email"] for one in wrong] == ['b@example.org,"stray', '"e@example.org,open to the end']
    assert all("Take it out, close it" in one["what is wrong"] for one in wrong)
    assert [context.find(f"{one}@example.org")[0].traits["note"] for one in "acdf"] == [
        "two\nlines", '12" wide', "d, e", "f",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "order", "day"),
    [
        (("03/04/2026", "13/04/2026"), "day", "2026-04-03"),
        (("03/04/2026", "04/13/2026"), "month", "2026-03-04"),
        (("03/04/2026",), "day", "2026-04-03"),
        (("21.10.2026 08:00",), "", "2026-10-21"),
        (("1700000000",), "", "2023-11-14"),
        (("1700000000123",), "", "2023-11-14"),
    ],
)
def test_times_are_read_by_their_whole_column(studio: Client, cells: Sequence[str], order: str, day: str) -> None:
    raw = "\n".join(["customer;when;total;what", *(f"c1;{cell};19,90;Order Completed" for cell in cells)]).encode()
    address = sent(studio, raw, "events")
    page = words(studio, address)
    assert ('name="order"' in page) == bool(order)
    assert f'value="{order}" selected' in page
    assert ("The day first: “03/04/2026” is 3 April 2026" in page) == bool(order)
    chosen = dict(zip([f"column-{n}" for n in range(4)], ["user", "at", "revenue", "event"], strict=True))
    said = chosen | {"zone": "UTC", "currency": "EUR"} | ({"order": order} if order else {})
    studio.post(address, said)
    assert f"{len(cells)} row" in read(studio, address)
    (person,) = context.find("c1")
    assert context.activities(person.id)[0].money == {"EUR": 1_990 * len(cells)}
    first = min(clock.from_us(one.occurred_at).date().isoformat() for one in queries.timeline(person.profile_ids))
    assert first == day


def test_dates_that_could_be_either_are_as_the_person_says(studio: Client) -> None:
    address = sent(studio, b"email,Newsletter,since\nana@example.org,yes,03/04/2025\n")
    page = words(studio, address)
    assert "The month first: “03/04/2025” is 4 March 2025" in page
    assert "No date in it tells" in page
    chosen = {"column-0": "email", "column-1": "consent", "column-2": "agreed_at", "evidence": "column", "how": "form"}
    studio.post(address, chosen | {"order": "month"})
    assert "1 row read" in read(studio, address)
    (ana,) = context.find("ana@example.org")
    (said,) = context.consents(ana.id)
    assert clock.from_us(said.occurred_at).date().isoformat() == "2025-03-04"


def test_a_mended_file_is_read_as_the_one_it_came_from(studio: Client) -> None:
    address = sent(studio, b"a,b,c,d\nana@example.org,1,x,0171 234567\nno address,2,x,\n")
    studio.post(address, everyone("email", "id", "trait", "phone"))
    read(studio, address)
    again = sent(studio, mended(studio, address).replace("no address", "bo@example.org").encode())
    page = words(studio, again)
    assert "this one holds what you mended" in page
    assert page.count(" selected>") >= 5
    assert [f'value="{one}" selected' in page for one in ("email", "id", "trait", "phone")] == [True] * 4
    assert 'value="the form"' in page
    assert "checked" in page, "how they agreed is as said of the file that it came from"
    other = words(studio, sent(studio, b"a,b,c,d\ncy@example.org,3,x,\n"))
    assert "as you said of the last file with the same ones" in other
    assert "checked" not in other, "how others agreed is asked anew"

    address = sent(studio, b"w,t,v\nc1,2025-03-01,1\nc2,soon,2\n", "events")
    chosen = {"column-0": "user", "column-1": "at", "column-2": "integer", "event": "Visited", "zone": "Europe/Berlin"}
    studio.post(address, chosen)
    read(studio, address)
    page = words(studio, sent(studio, mended(studio, address).replace("soon", "2025-03-02").encode(), "events"))
    assert [f'value="{one}" selected' in page for one in ("user", "at", "integer")] == [True] * 3
    assert 'value="Visited"' in page
    assert 'value="Europe/Berlin"' in page


def zipped(**files: bytes) -> bytes:
    with io.BytesIO() as held:
        with zipfile.ZipFile(held, "w") as archive:
            for name, content in files.items():
                archive.writestr(name.replace("_", "/"), content)
        return held.getvalue()


def tarred(mode: str, **files: bytes) -> bytes:
    with io.BytesIO() as held:
        with tarfile.open(fileobj=held, mode=f"w:{mode}") as archive:
            for name, content in files.items():
                told = tarfile.TarInfo(name.replace("_", "/"))
                told.size = len(content)
                archive.addfile(told, io.BytesIO(content))
        return held.getvalue()


@pytest.mark.parametrize("form", ["zip", "tar", "tgz"])
def test_archives_are_read_as_one_file(studio: Client, form: str) -> None:
    said = [
        {"type": "track", "event": "Seen", "userId": f"u{n}", "messageId": f"m-{n}", "timestamp": "2025-03-01T00:00Z"}
        for n in range(2)
    ]
    files = {f"2025_{n}.gz": gzip.compress(json.dumps(one).encode()) for n, one in enumerate(said)}
    raw = zipped(**files) if form == "zip" else tarred("" if form == "tar" else "gz", **files)
    address = sent(studio, raw, "events")
    studio.post(address)
    assert "2 rows read" in read(studio, address)
    lists = {"a.csv": b"email\nana@example.org\n", "b.csv": b"email\nbo@example.org\n"}
    address = sent(studio, zipped(**lists) if form == "zip" else tarred("", **lists))
    assert "2 rows" in words(studio, address)
    assert not list((settings.current().data / "imports").glob("reading-*"))


def test_what_is_too_large_or_differs_within_an_archive_is_refused(
    studio: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(raw: bytes) -> str:
        answer = studio.post("/start/people/", {"file": SimpleUploadedFile("people.csv", raw)})
        assert answer.status_code == 422
        return unescape(answer.content.decode())

    assert "have different columns" in refused(zipped(a=b"email\nana@example.org\n", b=b"mail\nbo@example.org\n"))
    assert "This is a spreadsheet" in refused(zipped(**{"[Content-Types].xml": b"", "xl": b""}).replace(b"-T", b"_T"))
    header = tarfile.TarInfo("x")
    header.type, header.size = tarfile.XHDTYPE, 2**30
    assert "holds too much" in refused(header.tobuf() + b"\0" * 10_240)
    monkeypatch.setattr(opening, "MEMBER_BYTES_MAX", 100_000)
    bomb = b"email\n" + b"ana@example.org\n" * 10_000
    for raw in (gzip.compress(bomb), zipped(a=bomb), tarred("gz", a=bomb), zipped(a=gzip.compress(bomb))):
        assert "too large" in refused(raw) or "too much" in refused(raw)
    small = replace(settings.current(), upload_bytes_max=1_000_000)
    monkeypatch.setattr(settings, "current", lambda: small)
    assert "at most 1 MB" in refused(b"x" * 1_000_001)
    assert "at most 1 MB" in refused(b"x" * 2_500_000)

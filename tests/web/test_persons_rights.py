"""A person's rights on pages: the file of everything, and erasing, by the team or by a fresh mailed link."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client

from ninefold.channel import tokens
from ninefold.channel.models import Service
from ninefold.collect import queries as collect
from ninefold.context import queries as context
from ninefold.kernel import clock
from tests.web.people import learn, someone


def unpacked(answer: HttpResponse) -> tuple[dict[str, dict[str, list[object]]], str]:
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    return json.loads(archive.read("person.json")), archive.read("person.html").decode()


def test_the_team_takes_the_file_and_the_story_says_who(studio: Client, editor: Client) -> None:
    person = someone(orders=2)
    data, page = unpacked(studio.post(f"/people/{person}/export/"))
    assert len(data["collect"]["collect_event"]) == 4
    assert "ana1@demo.example" in page
    assert "Yes, write me." in page
    learn([])
    newest = collect.timeline(context.person(person).profile_ids, limit=1)[0]
    assert (newest.name, newest.properties) == ("Data Exported", {"by": "Olga Owner"})
    assert editor.post(f"/people/{person}/export/").status_code == 403
    assert "Export everything" in studio.get(f"/people/{person}/").content.decode()
    assert "Export everything" not in editor.get(f"/people/{person}/").content.decode()


def test_the_team_erases_by_typing_who(studio: Client, editor: Client) -> None:
    person = someone()
    assert editor.get(f"/people/{person}/erase/").status_code == 403
    assert studio.post(f"/people/{person}/erase/", {"typed": "yes"}).status_code == 400
    assert context.next_erasure() is None
    answer = studio.post(f"/people/{person}/erase/", {"typed": "customer-1"})
    assert answer.status_code == 302
    page = studio.get(answer["Location"]).content.decode()
    assert "Erasing" in page
    assert "The database&#x27;s rows" in page
    assert context.erasures(limit=5)[0].key in studio.get("/people/erasures/").content.decode()


@pytest.fixture
def public(db: None) -> Client:
    return Client(SERVER_NAME="127.0.0.1")


def mailed_link(public: Client, person: int) -> str:
    preferences = tokens.preferences_token(0, person)
    assert "Mail me a link" in public.get(f"/preferences/{preferences}").content.decode()
    assert public.post(f"/rights/ask/{preferences}").status_code == 200
    letter = Service.objects.order_by("-pk")[0]
    assert letter.address == "ana1@demo.example"
    return str(re.findall(r"https?://[^/]+(/rights/\S+)", letter.text)[0])


def test_a_mailed_link_hands_out_the_file_once(public: Client) -> None:
    person = someone()
    link = mailed_link(public, person)
    assert [public.get(link).status_code for _ in range(2)] == [200, 200], "programs that look into mail change nothing"
    data, _ = unpacked(public.post(link, {"do": "export"}))
    assert data["context"]["context_identifier"]
    assert public.post(link, {"do": "export"}).status_code == 410
    assert public.get(link).status_code == 410


def test_a_mailed_link_erases_when_one_is_sure_and_lasts_half_an_hour(public: Client) -> None:
    person = someone()
    link, late = mailed_link(public, person), mailed_link(public, person)
    assert public.post(link, {"do": "erase"}).status_code == 400
    assert context.next_erasure() is None
    answer = public.post(link, {"do": "erase", "sure": "1"})
    erasure = context.next_erasure()
    assert erasure is not None
    assert answer["Location"] == f"/erased/{erasure.key}"
    assert "You are being erased" in public.get(answer["Location"]).content.decode()
    clock.drive(clock.now() + timedelta(minutes=31))
    assert public.post(late, {"do": "export"}).status_code in (400, 404, 410)


def test_a_letters_own_link_neither_shows_nor_erases(public: Client) -> None:
    person = someone()
    for token in (tokens.preferences_token(0, person), tokens.open_token(1, person)):
        assert public.post(f"/rights/{token}", {"do": "erase", "sure": "1"}).status_code in (400, 404)
    assert context.next_erasure() is None

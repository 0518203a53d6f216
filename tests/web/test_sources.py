"""The sources' pages: keys with lines that send, the live tail, the quarantine and its replay."""

import re

import pytest
from django.test import Client

from ninefold.collect import actions, queries
from ninefold.collect.types import EventKind, Trust
from ninefold.kernel import actors
from ninefold.kernel.users.models import User
from ninefold.pipeline import replaying
from tests.collect.stories import batch, message, project, row, send
from tests.web.people import someone

OWNER = actors.system("test")


def test_an_empty_list_says_what_a_source_is(studio: Client) -> None:
    html = studio.get("/sources/").content.decode()
    assert "No sources yet" in html
    assert "Nothing has arrived" in html


@pytest.mark.parametrize(("trust", "line"), [("SERVER", "segment-analytics-python"), ("BROWSER", "AnalyticsBrowser")])
def test_a_source_shows_its_key_in_lines_that_send(studio: Client, trust: str, line: str) -> None:
    html = studio.post("/sources/new/", {"name": "Web shop", "trust": trust}, follow=True).content.decode()
    (source,) = queries.sources()
    assert (source.name, source.trust) == ("Web shop", Trust[trust])
    assert f"curl -u {source.write_key}:" in html
    assert line in html


def test_webhooks_are_a_source_with_an_address_and_a_secret(studio: Client) -> None:
    typed = {"name": "Payments", "trust": "HOOK", "person_field": "data.buyer.id"}
    html = studio.post("/sources/new/", typed, follow=True).content.decode()
    (source,) = queries.sources()
    assert source.secret.startswith("whsec_")
    for shown in (f"/v1/hooks/{source.write_key}", source.secret, "data.buyer.id"):
        assert shown in html
    answer = studio.post("/sources/new/", typed | {"secret": "short"})
    assert answer.status_code == 422
    assert "whsec_ and base64 of 24 to 64 bytes" in answer.content.decode()


def test_what_a_source_may_send_and_how_fast(studio: Client) -> None:
    source = actions.create_source(actor=OWNER, name="Shop", trust=Trust.BROWSER)
    kept = studio.post(
        f"/sources/{source.id}/limit/", {"calls": ["page", "track"], "events_per_second": "50"}, follow=True
    )
    assert "Kept" in kept.content.decode()
    (limited,) = queries.sources()
    assert (limited.calls, limited.events_per_second) == ({EventKind.PAGE, EventKind.TRACK}, 50)
    refused = studio.post(f"/sources/{source.id}/limit/", {"events_per_second": "5"}, follow=True).content.decode()
    assert "Nothing was changed" in refused
    assert queries.sources() == [limited]
    html = studio.post(f"/sources/{source.id}/rotate/", {"sure": "on", "keep": "86400"}, follow=True).content.decode()
    assert "The old one is good for one more day." in html
    assert "The one before is good until" in html


def test_a_source_without_a_name_is_asked_for_one(studio: Client) -> None:
    answer = studio.post("/sources/new/", {"name": " ", "trust": "SERVER"})
    assert answer.status_code == 422
    assert queries.sources() == []


def test_keys_and_quarantine_are_not_for_everyone(editor: Client) -> None:
    source = actions.create_source(actor=OWNER, name="Shop", trust=Trust.SERVER)
    assert source.write_key not in editor.get("/sources/").content.decode()
    assert editor.get("/sources/new/").status_code == 403
    for path in ("replay/", "replay/all/", "1/"):
        assert editor.post(f"/sources/quarantine/{path}", {"id": "1"}).status_code == 403
    assert editor.post(f"/sources/{source.id}/revoke/", {"sure": "on"}).status_code == 403
    expert = Client(SERVER_NAME="localhost")
    expert.force_login(User.objects.create_user(username="expert", password="a password", role="expert"))
    for path in ("/sources/", "/sources/tail/", "/sources/quarantine/"):
        assert expert.get(path).status_code == 403


def test_a_key_is_changed_or_revoked_once_confirmed(studio: Client) -> None:
    source = actions.create_source(actor=OWNER, name="Shop", trust=Trust.SERVER)
    html = studio.post(f"/sources/{source.id}/revoke/", follow=True).content.decode()
    assert "Tick the box" in html
    assert queries.sources() == [source]

    studio.post(f"/sources/{source.id}/rotate/", {"sure": "on"})
    (changed,) = queries.sources()
    assert (changed.id, changed.name) == (source.id, "Shop")
    assert changed.write_key != source.write_key

    html = studio.post(f"/sources/{source.id}/revoke/", {"sure": "on"}, follow=True).content.decode()
    assert "is revoked" in html
    assert changed.write_key not in html
    assert queries.sources() == []
    assert studio.post(f"/sources/{source.id}/rotate/", {"sure": "on"}).status_code == 404


@pytest.mark.usefixtures("database")
class TestArrivals:
    """With events that came through the intake log."""

    @pytest.fixture
    def studio(self, database: object) -> Client:
        client = Client(SERVER_NAME="localhost")
        client.force_login(User.objects.create_superuser(username="owner", password="a password"))
        return client

    def test_the_tail_shows_the_newest_first_and_escapes_what_came(self, studio: Client) -> None:
        send(row(batch(*(message(event=f"Song {n}") for n in range(30)), message(event="<script>alert(1)</script>"))))
        project()
        html = studio.get("/sources/tail/", headers={"HX-Request": "true"}).content.decode()
        assert html.index("&lt;script&gt;") < html.index("Song 29") < html.index("Song 6")
        assert "<script>alert" not in html
        assert "Song 5<" not in html
        assert "31 events" in html

    def test_the_tail_is_narrowed_and_paused(self, studio: Client) -> None:
        send(row(batch(*(message(event=f"Song {n}") for n in range(30)), message(event="Order Completed"))))
        project()
        narrowed = studio.get("/sources/?q=order").content.decode()
        assert ("Order Completed" in narrowed, "Song 29" in narrowed) == (True, False)
        assert "/sources/tail/?q=order" in narrowed
        assert "None of these" in studio.get("/sources/?source=99").content.decode()
        paused = studio.get("/sources/?pause=1").content.decode()
        assert ('hx-trigger="every 3s"' in paused, "Go on" in paused) == (False, True)

    def test_who_did_it_is_found_and_shown_by_name(self, studio: Client) -> None:
        person = someone(1)
        html = studio.get("/sources/?q=order").content.decode()
        assert f'<a href="/people/{person}/">Ana Souza 1</a>' in html
        assert "Order Completed" in studio.get("/sources/?q=ana souza").content.decode()

    def test_one_is_mended_by_hand_and_all_of_a_reason_are_tried_by_the_worker(self, studio: Client) -> None:
        send(row(batch(*(message(event=None, messageId=f"b{n}") for n in range(3)))))
        project()
        held = queries.quarantine()[0]
        page = f"/sources/quarantine/{held.id}/"
        assert "needs the name of its event" in studio.get(page).content.decode()
        refused = studio.post(page, {"body": held.body})
        assert (refused.status_code, "needs the name" in refused.content.decode()) == (422, True)
        mended = {"body": held.body.replace('"type"', '"event": "Song Played", "type"')}
        assert "mended and counted" in studio.post(page, mended, follow=True).content.decode()
        assert studio.get(page).status_code == 404

        page = studio.get("/sources/quarantine/?code=event_missing").content.decode()
        assert "Only: An event without a name." in page
        assert "event_missing" not in re.sub(r'(href|value)="[^"]*"', "", page)
        html = studio.post("/sources/quarantine/replay/all/", {"code": "event_missing"}, follow=True).content.decode()
        assert "The worker tries 2 again" in html
        assert 'hx-trigger="every 2s"' in html
        while replaying.replay_due(0):
            pass
        html = studio.get("/sources/quarantine/replays/", headers={"HX-Request": "true"}).content.decode()
        assert 'hx-trigger="every 2s"' not in html
        assert queries.replays()[0].held == 2

    def test_what_is_wrong_waits_with_its_reason_and_is_tried_again(self, studio: Client) -> None:
        send(row(batch(message(event=None, messageId="broken"), message())))
        project()
        html = studio.get("/sources/quarantine/").content.decode()
        (held,) = queries.quarantine()
        assert held.code in html
        assert "broken" in html
        assert "Quarantine · 1" in studio.get("/sources/").content.decode()
        answer = studio.post("/sources/quarantine/replay/", {"id": str(held.id)}, follow=True)
        assert "1 still does not work" in answer.content.decode()
        assert queries.quarantine_count() == 1

    def test_the_quarantine_has_pages(self, studio: Client) -> None:
        send(row(batch(*(message(event=None, messageId=f"held-{n:02}") for n in range(53)))))
        project()
        oldest_shown = queries.quarantine(limit=50)[-1].id
        first = studio.get("/sources/quarantine/").content.decode()
        assert f"?before={oldest_shown}" in first
        assert "held-02" not in first
        second = studio.get(f"/sources/quarantine/?before={oldest_shown}").content.decode()
        assert "held-02" in second
        assert "held-03" not in second

    def test_nothing_chosen_is_said(self, studio: Client) -> None:
        answer = studio.post("/sources/quarantine/replay/", {"id": "x"}, follow=True)
        assert "Choose at least one" in answer.content.decode()

"""Mailed links: what each does, what it never does, and the event it leaves."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection

from ninefold.channel import tokens
from ninefold.channel.links import LinkStore, StoredLink
from ninefold.collect.types import EventName, Trust
from ninefold.culture.types import Channel, Purpose
from ninefold.edge.answers import Answer
from ninefold.edge.links import Links
from ninefold.kernel import settings
from tests.collect.stories import project
from tests.edge.conftest import Edge

MAILBOX = {"X-Ninefold-Recipient": "reply+abc@reply.example"}
URL = "https://shop.example/sale?a=1&b=2"


@pytest.fixture
def store_link(database: object) -> Callable[[int, str], None]:
    def store(link_id: int, url: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO channel_link (id, url, campaign_id, variant_id, label) VALUES (%s, %s, 1, 1, 'Sale')",
                [link_id, url],
            )

    return store


def test_a_click_goes_to_the_stored_url_and_is_kept(edge: Edge, store_link: Callable[[int, str], None]) -> None:
    store_link(5, URL)
    path = "/c/" + tokens.click_token(11, 42, 5)
    assert edge.ask("HEAD", path)[0] == 302
    assert edge.ask("GET", path, headers={"Sec-Purpose": "prefetch;prerender"})[0] == 302
    status, headers, _ = edge.ask("GET", path, headers={"User-Agent": "Mozilla/5.0"})
    assert (status, headers["location"]) == (302, URL)
    *looks, event = project()
    assert [(look.is_bot, look.context["machine"]) for look in looks] == [(True, "head"), (True, "prefetch")]
    assert (event.name, event.profile_id, event.trust) == (EventName.LINK_CLICKED, 42, Trust.LINK)
    assert event.properties["delivery_id"] == 11
    assert event.properties["url"] == URL
    assert not event.is_bot
    assert edge.ask("GET", "/c/" + tokens.click_token(11, 42, 6))[0] == 404


def test_a_question_s_link_leads_to_the_question_of_its_delivery_alone(
    edge: Edge, store_link: Callable[[int, str], None]
) -> None:
    store_link(5, "ninefold:question")
    for delivery_id, about in ((11, "0190-a/../..?x=1&b#c"), (12, "")):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO channel_delivery (id, intent_id, campaign_id, profile_id, arm, item_id, channel, purpose,"
                " expires_at, status, created_at, about)"
                " VALUES (%s, %s, 1, 42, 'a', 1, 'mail', 'news', 1, 'leased', 1, %s)",
                [delivery_id, delivery_id, about],
            )
    status, headers, _ = edge.ask("GET", "/c/" + tokens.click_token(11, 42, 5))
    assert status == 302
    assert headers["location"] == edge.running.url("public", "/community/q/0190-a%2F..%2F..%3Fx%3D1%26b%23c")
    (event,) = project()
    assert event.properties["url"] == headers["location"]
    assert edge.ask("GET", "/c/" + tokens.click_token(12, 42, 5))[0] == 404, "about nothing"
    assert edge.ask("GET", "/c/" + tokens.click_token(13, 42, 5))[0] == 404, "no such delivery"


@pytest.mark.usefixtures("database")
def test_a_slow_look_up_holds_no_other_request_up(monkeypatch: pytest.MonkeyPatch) -> None:
    others_were_answered = threading.Event()

    def find(store: LinkStore, link_id: int) -> StoredLink | None:
        return StoredLink(link_id, URL, 1, 1, "Sale") if others_were_answered.wait(1) else None

    async def follow() -> Answer | None:
        nothing: Any = None
        links = Links(settings.current(), nothing, nothing, SimpleNamespace(check=lambda: None))  # type: ignore[arg-type]
        monkeypatch.setattr(links, "_keep", kept)
        scope = SimpleNamespace(path="/c/" + tokens.click_token(11, 42, 5), method="HEAD", headers={})
        clicked = asyncio.create_task(links.answer(scope, None))
        asyncio.get_running_loop().call_later(0.05, others_were_answered.set)
        try:
            return await clicked
        finally:
            links.close()

    async def kept(*given: Any, **more: Any) -> None:
        """Where it is kept is no matter here."""

    monkeypatch.setattr(LinkStore, "find", find)
    answer = asyncio.run(follow())
    assert answer is not None
    assert answer.status == 302


def test_an_open_answers_a_picture(edge: Edge) -> None:
    status, headers, body = edge.ask("GET", "/o/" + tokens.open_token(11, 42), headers={"User-Agent": "a Scanner"})
    assert (status, headers["content-type"], body[:6]) == (200, "image/gif", b"GIF89a")
    assert "no-store" in headers["cache-control"]
    for apple in ("Mozilla/5.0", "Mozilla/5.0 (X11; Linux x86_64) Firefox/141.0"):
        edge.ask("GET", "/o/" + tokens.open_token(11, 42), headers={"User-Agent": apple})
    event, proxied, seen = project()
    assert (event.name, event.profile_id, event.is_bot) == (EventName.MESSAGE_OPENED, 42, True)
    assert (proxied.is_bot, proxied.context["machine"], seen.is_bot) == (True, "proxy", False)


def test_one_click_leaves_and_a_get_never_does(edge: Edge) -> None:
    path = "/u/" + tokens.unsubscribe_token(11, 42, Purpose.NEWS, Channel.MAIL)
    status, headers, _ = edge.ask("GET", path)
    assert status == 303
    assert headers["location"].startswith(edge.running.url("public", "/unsubscribe/"))
    assert project() == []
    for _ in range(2):
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert edge.ask("POST", path, b"List-Unsubscribe=One-Click", form)[0] == 200
    events = project(consent_only=True)
    assert [event.name for event in events] == [EventName.CONSENT_CHANGED] * 2
    assert events[0].properties["status"] == "withdrawn"
    assert {event.profile_id for event in events} == {42}


def test_a_forged_or_misused_link_does_nothing(edge: Edge) -> None:
    good = tokens.open_token(11, 42)
    for path in ("/c/" + good, "/u/" + good, "/o/" + good[:-2], "/o/", "/c/%00%ff", "/o/" + "x" * 3_000):
        status, _, body = edge.ask("GET", path)
        assert status == 404, path
        assert b"This link" in body
    assert edge.ask("POST", "/u/" + good, b"")[0] == 404
    assert edge.ask("DELETE", "/o/" + good)[0] == 405
    assert project() == []


def test_only_the_mailbox_may_hand_mail_in(edge: Edge) -> None:
    status, answer = edge.post("/m/reply", b"Subject: hello\r\n\r\nthere", headers=MAILBOX)
    assert (status, answer["code"]) == (403, "not_the_mailbox")
    own = {**MAILBOX, "Authorization": f"Bearer {tokens.mailbox_token()}"}
    assert edge.ask("POST", "/m/reply", b"Subject: hello\r\n\r\nthere \xff", own)[0] == 200
    assert edge.ask("POST", "/m/reply", b"x" * 1_048_577, own)[0] == 400

    seen: list[tuple[bytes, str]] = []
    project(parsers={"mail": lambda body, facts: seen.append((body, facts["recipient"])) or []})
    assert seen == [(b"Subject: hello\r\n\r\nthere \xff", "reply+abc@reply.example")]


def test_a_link_that_cannot_be_looked_up_is_503_and_comes_back(tmp_path: Path) -> None:
    async def follow() -> Answer | None:
        nothing: Any = None
        links = Links(replace(settings.current(), data=tmp_path, database_url=""), nothing, nothing, nothing)
        try:
            return await links.answer(SimpleNamespace(path="/c/" + tokens.click_token(11, 42, 5), method="GET"), None)
        finally:
            links.close()

    answer = asyncio.run(follow())
    assert answer is not None
    assert (answer.status, dict(answer.headers)["retry-after"]) == (503, "1")
    assert b"Try again in a minute" in answer.body

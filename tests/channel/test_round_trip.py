"""Everything that can come back from one mail, through the real edge and mailbox, into the delivery it belongs to."""

import http.client
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from ninefold.channel import jobs, linking, machines, queries
from ninefold.channel.mailbox import parsing, replies
from ninefold.channel.mailbox import queries as mailbox_queries
from ninefold.channel.mailbox.types import Message
from ninefold.channel.types import Delivery, DeliveryStatus
from ninefold.collect import holding
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.settings import Settings
from ninefold.pipeline import project
from tests import databases
from tests.channel import stage
from tests.installs import Install

READER = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
SCANNER = "Barracuda Link Protection"


@pytest.fixture(autouse=True)
def _at_noon() -> None:
    """Whatever the hour of the machine, nobody's quiet hours keep the mail."""
    clock.drive(clock.from_us(stage.NOW))


@pytest.fixture
def edge(database: databases.TestDatabase, mailbox: Settings, data_folder: Path) -> Iterator[Settings]:
    """The real edge and mailbox, on the database of the test."""
    linking.forget()
    process = Install(data_folder, database)
    process.ports["edge"] = mailbox.edge_port
    process.start("edge")
    yield mailbox
    process.stop()
    jobs.close()


def ask(method: str, url: str, agent: str = READER, body: str = "") -> tuple[int, str]:
    """Status and Location of a request, followed nowhere."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
    connection.request(method, parts.path, body=body or None, headers={"User-Agent": agent, **kind})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.status, response.headers.get("Location", "")


def learn_until(done: object) -> None:
    """Project what comes in until `done()` holds."""
    for _ in range(200):
        while project.project_batch(consent_only=False):
            pass
        if done():  # type: ignore[operator]
            return
        threading.Event().wait(0.05)
    pytest.fail("it did not come back")


def mailed(profile_id: int) -> tuple[Message, Delivery]:
    jobs.hand_over(now=clock.now_us())
    return mailbox_queries.message(mailbox_queries.messages()[0].id), queries.deliveries([profile_id])[0]


def box_link(message: Message) -> str:
    return next(link.url for link in parsing.links(message) if link.label == "See the box")


def make(is_consenting: bool = True) -> int:
    (profile_id,) = stage.people(1, is_consenting=is_consenting)
    stage.intend(stage.campaign().pk, [profile_id], stage.item(), expires_at=clock.now_us() + stage.DAY)
    return profile_id


def test_open_click_and_reply_reach_their_delivery(edge: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, name in (
        (holding, "QUIET_US"),
        (holding, "COMMIT_US"),
        (machines, "AFTER_US"),
        (machines, "BEFORE_US"),
    ):
        monkeypatch.setattr(module, name, 0)  # this reader is as quick as a machine
    monkeypatch.setattr(stage, "NOW", clock.now_us())
    profile_id = make()
    message, before = mailed(profile_id)
    assert (before.status, before.opened_at, before.clicked_at) == (DeliveryStatus.DELIVERED, 0, 0)

    assert ask("GET", box_link(message), SCANNER) == (302, "https://shop.example/box")
    learn_until(lambda: queries.delivery(before.id).clicked_by_bot_at)
    assert queries.delivery(before.id).clicked_at == 0

    assert ask("GET", parsing.open_picture(message))[0] == 200
    assert ask("GET", box_link(message)) == (302, "https://shop.example/box")
    replies.compose_reply(message.id, "Keep one for me!")

    learn_until(lambda: queries.delivery(before.id).replied_at)
    after = queries.delivery(before.id)
    assert after.opened_at
    assert after.clicked_at
    assert [reply.text for reply in queries.replies(profile_ids=[profile_id])] == ["Keep one for me!"]


def test_a_scanner_that_opens_the_unsubscribe_link_unsubscribes_nobody_and_one_click_does(
    edge: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "NOW", clock.now_us())
    profile_id = make()
    message, _ = mailed(profile_id)
    url = parsing.leaving(message).url

    assert ask("GET", url, SCANNER)[0] == 303
    learn_until(lambda: True)
    assert consent(profile_id) is ConsentStatus.GRANTED

    assert ask("POST", url, body="List-Unsubscribe=One-Click")[0] == 200
    learn_until(lambda: consent(profile_id) is ConsentStatus.WITHDRAWN)

    stage.intend(stage.campaign().pk, [profile_id], stage.item(), expires_at=clock.now_us() + stage.DAY)
    jobs.hand_over(now=clock.now_us())
    assert queries.deliveries([profile_id])[0].reason == "Consent to news by mail is withdrawn."
    assert mailbox_queries.count() == 1


def consent(profile_id: int) -> ConsentStatus:
    return context.consent_states([profile_id], Purpose.NEWS, Channel.MAIL)[profile_id]


def test_a_mail_to_the_unsubscribe_address_unsubscribes_too(edge: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stage, "NOW", clock.now_us())
    profile_id = make()
    message, _ = mailed(profile_id)

    stage.write_to(edge, parsing.leaving(message).mailto)

    learn_until(lambda: consent(profile_id) is ConsentStatus.WITHDRAWN)

"""The mailbox takes mail over a real connection, shows it, and hands replies on until the edge has them."""

import os
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from ninefold.channel import inbound, mail, tokens
from ninefold.channel.leasing import Leased
from ninefold.channel.linking import ways
from ninefold.channel.mailbox import parsing, queries, replies, server, store
from ninefold.channel.mailbox.forwarder import Forwarder
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.errors import BadInput, NotFound, Unavailable
from ninefold.kernel.settings import Settings
from tests.channel.conftest import running
from tests.channel.test_inbound import nested
from tests.channel.test_mail import LETTER

SENDER = "letters@ninefold.example"
LEASED = Leased(7, 1, 1, 9, "a", 1, Channel.MAIL, Purpose.NEWS, 0, 0)


def send(install: Settings, raw: bytes, to: list[str]) -> None:
    with smtplib.SMTP(install.bind, install.mailbox_port) as connection:
        connection.sendmail("sender@example.org", to, raw)


def sent_letter(install: Settings) -> int:
    """A letter of ours to Ada, in the mailbox; its id."""
    token = tokens.unsubscribe_token(7, 9, Purpose.NEWS, Channel.MAIL)
    letter = mail.Letter(
        **{name: getattr(LETTER, name) for name in LETTER.__slots__}
        | {
            "reply_address": tokens.address("reply", token, install.reply_domain),
            "html": '<p>Hi <a href="http://x/c/1">the <b>shop</b></a><img src="http://x/o/2"></p>',
        }
    )
    send(install, mail.assemble(letter).replace(b"\r\n..", b"\r\n."), ["Ada@example.org"])
    return queries.messages(limit=1)[0].id


class Edge(HTTPServer):
    """Stands for the edge: notes what is posted, answers with `status`."""

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.posted: list[tuple[str, str, bytes]] = []
        self.status = 200
        self.was_asked = threading.Event()


class _Handler(BaseHTTPRequestHandler):
    server: Edge

    def do_POST(self) -> None:  # http.server's own name
        body = self.rfile.read(int(self.headers["Content-Length"]))
        tokens.check_mailbox(self.headers["Authorization"].removeprefix("Bearer "))
        self.server.posted.append((self.path, self.headers["X-Ninefold-Recipient"], body))
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.was_asked.set()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's own name
        """Say nothing."""


@pytest.fixture
def edge(install: Settings) -> Iterator[Edge]:
    server = Edge(install.edge_port)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_message_is_shown_as_a_mail_program_shows_it(mailbox: Settings) -> None:
    number = sent_letter(mailbox)

    (line,) = queries.messages(search="shop")
    message = queries.message(number)

    assert (line.id, line.recipient, line.subject) == (number, "ada@example.org", "New in the shop")
    assert message.text.startswith("Hello Ada,")
    assert message.header("list-id") == '"Ninefold Records news" <news.ninefold.example>'
    assert parsing.links(message)[0].url == "http://x/c/1"
    assert parsing.links(message)[0].label == "the shop"
    assert parsing.open_picture(message) == "http://x/o/2"
    assert parsing.leaving(message).is_one_click
    assert parsing.leaving(message).url == "http://127.0.0.1:8901/u/abc"
    assert parsing.leaving(message).mailto == "leave+abc@reply.ninefold.example"
    assert b"Subject: New in the shop" in queries.raw(number)


def test_lists_are_searched_and_paged(mailbox: Settings) -> None:
    for number in range(5):
        send(mailbox, f"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?= {number}\r\n\r\nx".encode(), [f"p{number}@example.org"])

    newest = queries.messages(limit=2)

    assert [line.subject for line in newest] == ["Grüße 4", "Grüße 3"]
    assert [line.subject for line in queries.messages(before=newest[-1].id, limit=2)] == ["Grüße 2", "Grüße 1"]
    assert [line.recipient for line in queries.messages(to="P3@example.org")] == ["p3@example.org"]
    assert [line.subject for line in queries.messages(search="100%")] == []
    assert queries.count() == 5
    assert len(queries.to_addresses(["p1@example.org", "P2@example.org"])) == 2


def test_an_empty_mailbox_that_never_ran_has_nothing(install: Settings) -> None:
    assert queries.messages() == []
    with pytest.raises(NotFound):
        queries.message(1)


def test_a_reply_goes_to_the_edge_and_not_into_the_list(mailbox: Settings, edge: Edge) -> None:
    number = sent_letter(mailbox)

    replies.compose_reply(number, "Yes, please!")

    assert edge.was_asked.wait(10)
    path, recipient, raw = edge.posted[0]
    (body,) = inbound.parse(raw, {"recipient": recipient})
    assert path == "/m/reply"
    assert body["properties"]["text"] == "Yes, please!"
    assert body["properties"]["delivery_id"] == 7
    assert queries.count() == 1


def test_a_reply_is_kept_until_the_edge_takes_it(install: Settings, mailbox: Settings, edge: Edge) -> None:
    edge.status = 503
    replies.compose_reply(sent_letter(mailbox), "Yes")
    assert edge.was_asked.wait(10)
    assert queries.inbound()[0].state == "waiting"

    edge.status, edge.was_asked = 200, threading.Event()

    assert edge.was_asked.wait(10)
    assert edge.posted[-1][2] == edge.posted[0][2]


def test_what_the_edge_refuses_for_good_is_not_tried_again(install: Settings, edge: Edge) -> None:
    from ninefold.channel.mailbox import store  # noqa: PLC0415  # only this test writes to the file by itself

    edge.status = 400
    connection = store.connect(install.mailbox_path)
    store.keep(connection, [], [(1, "reply+x@y", b"raw")])
    connection.close()

    assert Forwarder(install).forward() == 0
    assert Forwarder(install).forward() == 0

    assert len(edge.posted) == 1
    assert queries.inbound()[0].state == "rejected"


def test_an_unknown_address_of_ours_is_refused(mailbox: Settings) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send(mailbox, b"Subject: x\r\n\r\nx", [f"nobody@{mailbox.reply_domain}"])


def test_an_answer_needs_words_and_a_mailbox(mailbox: Settings) -> None:
    number = sent_letter(mailbox)
    with pytest.raises(BadInput):
        replies.compose_reply(number, "  ")
    with pytest.raises(NotFound):
        replies.compose_reply(number + 1, "Hello")


def test_a_mailbox_that_is_away_is_named(install: Settings, mailbox: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    number = sent_letter(mailbox)
    monkeypatch.setattr(replies.settings, "current", lambda: _elsewhere(install))

    with pytest.raises(Unavailable):
        replies.compose_reply(number, "Hello")


def _elsewhere(install: Settings) -> Settings:
    return replace(install, mailbox_port=install.edge_port)


def test_the_process_ends_cleanly_when_it_is_told_to(install: Settings) -> None:
    ours = {"NINEFOLD_MAILBOX_PORT": str(install.mailbox_port), "PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen([sys.executable, "-m", "ninefold.channel.mailbox.server"], env={**os.environ, **ours})
    for _ in range(200):
        try:
            send(install, b"Subject: Hello\r\n\r\nx", ["ada@example.org"])
            break
        except OSError:
            assert process.poll() is None
            threading.Event().wait(0.05)

    process.terminate()

    assert process.wait(10) == 0
    assert [line.subject for line in queries.messages()] == ["Hello"]


def test_a_hostile_mail_breaks_neither_list_nor_view(mailbox: Settings) -> None:
    mails = [
        b"Subject: =?nosuch?b?!!!?=\r\n\r\nx",
        b"Content-Type: text/html; charset=nosuch\r\n\r\n<a href='javascript:1'>\xff</a>",
        b"\r\n",
        EmailMessage().as_bytes() or b"x",
        nested(3_000),
    ]
    for raw in mails:
        send(mailbox, raw, ["ada@example.org"])

    for line in queries.messages():
        opened = queries.message(line.id)
        parsing.links(opened)
        parsing.leaving(opened)
    assert queries.count() == len(mails)


def test_beside_an_outside_relay_only_our_own_addresses_are_taken(install: Settings) -> None:
    told = replace(install, smtp_url="smtp://relay.example", reply_domain_given="answers.example")
    assert not replace(told, reply_domain_given="").has_mailbox
    with running(lambda ready, stop: server.serve(told, ready, stop)):  # type: ignore[arg-type,return-value]
        send(told, b"Subject: Re\r\n\r\nHi", [ways(LEASED, told, SENDER).reply_address])
        with pytest.raises(smtplib.SMTPRecipientsRefused, match="Nothing is relayed"):
            send(told, b"Subject: x\r\n\r\nx", ["stranger@elsewhere.example"])
    assert [line.state for line in queries.inbound()] == ["waiting"]
    plain = ways(LEASED, replace(told, reply_domain_given=""), SENDER)
    assert (plain.reply_address, plain.unsubscribe_address, plain.bounce_address) == ("", "", SENDER)


def test_the_mailbox_forgets_what_was_handed_on_and_what_is_too_much(install: Settings) -> None:
    day = 86_400_000_000
    now = 100 * day
    with closing(store.connect(install.mailbox_path)) as connection:
        store.keep(
            connection, [(now, "a", "b", str(n), b"") for n in range(5)], [(age * day, "r", b"") for age in (1, 99, 1)]
        )
        for number, state in ((1, "accepted"), (2, "accepted"), (3, "stuck")):
            store.tried(connection, number, state=state, reason="", try_at=0)
    assert store.tidy(install.mailbox_path, now=now, messages_max=2) == 4
    assert [line.subject for line in queries.messages()] == ["4", "3"]
    assert sorted(line.state for line in queries.inbound()) == ["accepted", "stuck"]

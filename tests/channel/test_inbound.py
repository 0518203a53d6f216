"""Mail that comes back: what a person wrote, what a mail program reports, who leaves by mail."""

from email.message import EmailMessage
from email.mime.text import MIMEText

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.channel import inbound, tokens
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.tokens import TokenRefused

TOKEN = tokens.unsubscribe_token(7, 9, Purpose.NEWS, Channel.MAIL)
REPLY, BOUNCE, LEAVE = tokens.addresses(TOKEN, "reply.example")


def reply(text: str, **headers: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = "ada@example.org"
    mail["To"] = REPLY
    mail["Subject"] = "Re: New in the shop"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def bounce(action: str, status: str) -> bytes:
    return (
        "From: MAILER-DAEMON@mx.example\r\nTo: x\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; ada@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n--b--\r\n"
    ).encode()


def test_a_reply_is_told_in_the_persons_own_words() -> None:
    raw = reply("Yes, I like it.\n\nMore of that!\n\nOn Mon, 2 Nov 2026 at 10:00, Shop <s@x> wrote:\n> New\n> things\n")

    (body,) = inbound.events(raw, recipient=REPLY)

    assert body["event"] == "Message Replied"
    assert body["profileId"] == 9
    assert body["properties"]["delivery_id"] == 7
    assert body["properties"]["text"] == "Yes, I like it.\n\nMore of that!"
    assert body["properties"]["is_automatic"] is False


def test_the_same_mail_twice_is_one_event() -> None:
    first, second = (inbound.events(reply("Yes"), recipient=REPLY)[0]["messageId"] for _ in range(2))
    other = inbound.events(reply("No"), recipient=REPLY)[0]["messageId"]

    assert first == second != other


def test_an_absence_note_is_marked() -> None:
    (body,) = inbound.events(reply("I am away.", Auto_Submitted="auto-replied"), recipient=BOUNCE)

    assert body["event"] == "Message Replied"
    assert body["properties"]["is_automatic"] is True


def test_a_reply_in_html_alone_is_read() -> None:
    mail = MIMEText("<style>p{}</style><p>Great &amp; fine</p><blockquote>old words</blockquote>", "html")

    (body,) = inbound.events(mail.as_bytes(), recipient=REPLY)

    assert body["properties"]["text"] == "Great & fine"


def test_a_long_reply_is_cut() -> None:
    (body,) = inbound.events(reply("word " * 10_000), recipient=REPLY)

    assert len(body["properties"]["text"]) <= inbound.TEXT_CHARACTERS_MAX


def test_a_bounce_refuses_its_delivery_once() -> None:
    (body,) = inbound.events(bounce("failed", "5.1.1"), recipient=BOUNCE)

    assert body["event"] == "Message Refused"
    assert body["properties"] == {
        "delivery_id": 7,
        "status": "5.1.1",
        "text": "smtp; 550 5.1.1 no such user",
        "is_address_dead": True,
        "by": "bounce",
    }
    assert body["messageId"] == "delivery-7-refused"


@pytest.mark.parametrize(("action", "status"), [("delayed", "4.4.1"), ("delivered", "2.0.0"), ("relayed", "2.0.0")])
def test_a_notice_of_delay_or_success_says_nothing(action: str, status: str) -> None:
    assert inbound.events(bounce(action, status), recipient=BOUNCE) == ()


def test_a_mail_to_the_unsubscribe_address_withdraws_consent() -> None:
    (body,) = inbound.events(reply("unsubscribe"), recipient=LEAVE)

    assert body["event"] == "Consent Changed"
    assert body["properties"]["purpose"] == "news"
    assert body["properties"]["channel"] == "mail"
    assert body["properties"]["status"] == "withdrawn"


def test_mail_to_an_unknown_address_is_refused() -> None:
    for address in ("sales@reply.example", tokens.address("sales", TOKEN, "reply.example")):
        with pytest.raises(TokenRefused):
            inbound.events(reply("Hello"), recipient=address)


def nested(depth: int) -> bytes:
    """Parts in parts, as nobody's mail program writes them."""
    parts = (f'Content-Type: multipart/mixed; boundary="{n}"\r\n\r\n--{n}\r\n' for n in range(depth))
    return "".join(parts).encode()


def test_a_mail_made_to_break_its_reader_is_refused_and_still_unsubscribes() -> None:
    with pytest.raises(inbound.MailUnreadable):
        inbound.events(nested(3_000), recipient=REPLY)
    (body,) = inbound.events(nested(3_000), recipient=LEAVE)
    assert body["properties"]["status"] == "withdrawn"


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda t: t.encode("utf-8", "surrogatepass")))
@settings(max_examples=150, deadline=None)
def test_no_mail_however_odd_breaks_the_reader(raw: bytes) -> None:
    for address in (REPLY, BOUNCE, LEAVE):
        for body in inbound.events(raw, recipient=address):
            assert body["profileId"] == 9
            assert msgspec.json.decode(msgspec.json.encode(body)) == body

"""The client hands each mail over at most once and knows what became of it, whatever the far side does."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ninefold.channel import smtp
from ninefold.channel.mailbox import queries
from ninefold.channel.smtp import Fate, Outgoing, Sender
from ninefold.kernel import clock
from ninefold.kernel.errors import BadInput
from ninefold.kernel.settings import Settings
from tests.channel.conftest import free_port, running
from tests.channel.relays import Relay, relay


def mails(count: int) -> list[Outgoing]:
    return [
        Outgoing("s@example.org", f"p{number}@example.org", f"Subject: {number}\r\n\r\nHello {number}\r\n".encode())
        for number in range(count)
    ]


@contextmanager
def sender(port: int, connections: int = 1) -> Iterator[Sender]:
    found = Sender(smtp.Relay("127.0.0.1", port), connections=connections)
    try:
        yield found
    finally:
        found.close()


def fates(far_side: Relay, count: int, connections: int = 1) -> list[Fate]:
    with sender(far_side.port, connections) as client:
        return [result.fate for result in client.send(mails(count), seconds=5)]


def test_many_mails_go_over_few_connections_each_once() -> None:
    with relay() as far_side, sender(far_side.port, 3) as client:
        for _ in range(2):
            results = client.send(mails(50), seconds=5)
            assert {result.fate for result in results} == {Fate.TAKEN}

    assert sorted(far_side.taken) == sorted(mail.content for mail in mails(50) * 2)
    assert far_side.connections == 3


def test_the_built_in_mailbox_takes_them(mailbox: Settings) -> None:
    with sender(mailbox.mailbox_port, 2) as client:
        assert {result.fate for result in client.send(mails(30), seconds=5)} == {Fate.TAKEN}

    assert sorted(line.subject for line in queries.messages()) == sorted(str(number) for number in range(30))


def test_a_far_side_without_pipelining_is_asked_step_by_step() -> None:
    plain = ["250 relay"] * 9
    with relay(ehlo=plain, rcpt=["250 fine", "550 5.1.1 no such user"]) as far_side:
        assert fates(far_side, 3) == [Fate.TAKEN, Fate.REFUSED, Fate.TAKEN]
    assert len(far_side.taken) == 2


@pytest.mark.parametrize(
    ("said", "fate"), [("550 5.1.1 no such user", Fate.REFUSED), ("450 4.2.0 greylisted", Fate.LATER)]
)
@pytest.mark.parametrize("data", ["354 go on", "503 nobody to send to"])
def test_a_refused_recipient_stops_no_other(said: str, fate: Fate, data: str) -> None:
    with relay(rcpt=["250 fine", said], data=["354 go on", data]) as far_side:
        assert fates(far_side, 4) == [Fate.TAKEN, fate, Fate.TAKEN, Fate.TAKEN]
    assert len(far_side.taken) == 3


@pytest.mark.parametrize(
    ("said", "fate"),
    [("554 5.7.1 we do not like it", Fate.REFUSED), ("451 4.3.0 later", Fate.LATER), ("421 closing", Fate.LATER)],
)
def test_a_refused_content_stops_no_other(said: str, fate: Fate) -> None:
    with relay(content=["250 ok", said]) as far_side:
        assert fates(far_side, 4) == [Fate.TAKEN, fate, Fate.TAKEN, Fate.TAKEN]
    assert len(far_side.taken) == 3


def test_a_connection_lost_after_the_content_leaves_that_one_unsure_and_never_sends_it_again() -> None:
    with relay(content=["250 ok", "close"]) as far_side:
        assert fates(far_side, 4) == [Fate.TAKEN, Fate.UNSURE, Fate.TAKEN, Fate.TAKEN]
    assert far_side.begun == 4


@pytest.mark.parametrize("step", ["mail", "rcpt", "data"])
def test_a_connection_lost_before_the_content_is_made_anew(step: str) -> None:
    with relay(**{step: ["250 fine" if step != "data" else "354 go", "close"]}) as far_side:
        assert fates(far_side, 3) == [Fate.TAKEN] * 3
    assert len(far_side.taken) == 3


def test_a_far_side_that_always_closes_is_given_up() -> None:
    with relay(mail=["close"] * 20) as far_side:
        assert set(fates(far_side, 3)) <= {Fate.LATER, Fate.UNTRIED}
    assert far_side.connections <= 4


def test_nobody_there_means_untried_and_a_rest() -> None:
    with sender(free_port(), 2) as client:
        results = client.send(mails(5), seconds=5)
        assert client.is_resting
    assert {result.fate for result in results} == {Fate.UNTRIED}
    assert all("refused" in result.text.lower() or "connect" in result.text.lower() for result in results)


def test_silence_after_the_content_is_unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "REPLY_SECONDS_MAX", 0.2)
    with relay(content=["250 ok", "silence"]) as far_side, sender(far_side.port) as client:
        client.send(mails(1), seconds=5)  # the connection stands
        results = client.send(mails(1), seconds=0.3)
    assert results[0].fate is Fate.UNSURE


def test_what_does_not_begin_in_time_is_not_begun() -> None:
    with relay() as far_side, sender(far_side.port) as client:
        assert {result.fate for result in client.send(mails(5), seconds=0)} == {Fate.UNTRIED}
    assert far_side.begun == 0


def test_a_far_side_that_speaks_no_smtp_is_given_up() -> None:
    with relay(ehlo=["hello there"] * 9) as far_side:
        assert fates(far_side, 1) == [Fate.UNTRIED]


def test_addresses_of_relays_are_read() -> None:
    assert smtp.relay_of("smtp://u%40x:p%3A@mail.example:2525") == smtp.Relay("mail.example", 2525, "u@x", "p:")
    assert smtp.relay_of("smtps://mail.example").port == 465
    for wrong in ("mail.example", "http://mail.example", "smtp://"):
        with pytest.raises(BadInput):
            smtp.relay_of(wrong)


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's and a client's side of a certificate made for this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]),
                       critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem = made.public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "both.pem"
    path.write_bytes(pem + secret)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cadata=pem.decode())


class Keeper:
    """aiosmtpd's handler: keeps what comes."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    async def handle_DATA(  # noqa: N802  # aiosmtpd's own name
        self, server: SMTP, session: object, envelope: object
    ) -> str:
        self.kept.append(envelope.original_content)  # type: ignore[attr-defined]
        return "250 kept"


@pytest.mark.parametrize("password", ["right", "wrong"])
def test_mail_goes_over_tls_with_a_password(tmp_path: Path, password: str) -> None:
    server_side, client_side = certificate(tmp_path)
    keeper, port = Keeper(), free_port()

    def authenticated(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=isinstance(data, LoginPassword) and data.password == b"right", handled=False)

    async def serve(ready: asyncio.Event, stop: asyncio.Event) -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(keeper, tls_context=server_side, require_starttls=True, auth_required=True,
                         authenticator=authenticated, loop=loop),
            "127.0.0.1", port,
        )  # fmt: skip
        ready.set()
        async with server:
            await stop.wait()

    with running(serve):  # type: ignore[arg-type]
        client = Sender(smtp.Relay("127.0.0.1", port, "user", password, certificates=client_side), connections=1)
        results = client.send(mails(2), seconds=5)
        client.close()

    assert [result.fate for result in results] == [Fate.TAKEN if password == "right" else Fate.UNTRIED] * 2
    assert ("535" in results[0].text) == (password == "wrong")
    assert len(keeper.kept) == (2 if password == "right" else 0)


def test_a_password_is_never_sent_in_the_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp.Relay, "is_local", property(lambda relay: False))
    with relay() as far_side:
        client = Sender(smtp.Relay("127.0.0.1", far_side.port, "user", "secret"), connections=1)
        results = client.send(mails(1), seconds=5)
        client.close()
    assert results[0].fate is Fate.UNTRIED
    assert "clear" in results[0].text

"""Addresses that somebody typed: nothing private is asked, however spelt, and no answer takes more than it may."""

import gzip
import ipaddress
import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from ninefold.kernel import clock
from ninefold.kernel.outgoing import addresses, client
from ninefold.kernel.outgoing.client import Limits, Request, get
from ninefold.kernel.outgoing.errors import AddressRefused, FetchFailed
from tests.content import feeding
from tests.content.feeding import Site, answer

pytestmark = pytest.mark.alike
HERE = addresses.networks(feeding.HERE)
SMALL = Limits(bytes_max=100_000, seconds_max=3.0, silence_seconds_max=0.5)


@pytest.fixture
def site() -> Iterator[Site]:
    with feeding.site() as made:
        yield made


def asked(url: str, **more: Any) -> Request:
    return Request(url, "Ninefold test", **{"networks": HERE, "limits": SMALL, **more})


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0"),
        *("168.63.129.16", "224.0.0.1", "255.255.255.255", "192.0.0.192", "198.18.0.1", "240.0.0.1"),
        *("::1", "::", "fe80::1", "fd00:ec2::254", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *(
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::1",
            "3fff::1",
            "2002:7f00:1::",
            "2001:db8::1",
            "fec0::1",
        ),
    ],
)
def test_no_private_address_is_asked(host: str) -> None:
    assert not addresses.may_ask(ipaddress.ip_address(host))


@pytest.mark.parametrize("host", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_addresses_are(host: str) -> None:
    assert addresses.may_ask(ipaddress.ip_address(host))


@pytest.mark.parametrize(
    "spelt", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "localhost", "[::1]", "[::ffff:7f00:1]"]
)
def test_no_spelling_of_a_private_address_gets_through(site: Site, spelt: str) -> None:
    site.pages["/"] = b"secret"
    port = site.url.rpartition(":")[2]
    with pytest.raises((AddressRefused, FetchFailed)) as refused:
        get(asked(f"http://{spelt}:{port}/", networks=()))
    assert refused.value.code in ("address_private", "host_unknown")
    assert not site.asked


@pytest.mark.parametrize(
    "url",
    [
        *("file:///etc/passwd", "ftp://x.example/", "gopher://x.example/", "//x.example", "x.example", "", "http://"),
        *("http://user:secret@x.example/", "http://x.example:22/", "http://x.example:25/", "http://x.example\r\nA: b/"),
        *("http://x.example:99999/", f"http://x.example/{'a' * 3000}", "http://[::1/"),
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        addresses.target(url)


def test_the_connection_goes_to_the_address_that_was_checked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that answers otherwise a second time (DNS rebinding) is not asked a second time."""
    site.pages["/"] = b"public"
    real, times = socket.getaddrinfo, []

    def rebinding(host: Any, port: Any, *args: Any, **kwargs: Any) -> Any:
        if host != "rebinding.example":
            return real(host, port, *args, **kwargs)
        times.append(host)
        return real("127.0.0.1" if len(times) == 1 else "10.0.0.1", port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    port = site.url.rpartition(":")[2]
    assert get(asked(f"http://rebinding.example:{port}/")).body == b"public"
    assert times == ["rebinding.example"]
    assert site.asked[0][1]["host"] == f"rebinding.example:{port}"


def test_a_host_with_one_private_address_among_its_public_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, 1, 6, "", (one, 80)) for one in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    with pytest.raises(AddressRefused, match="private network"):
        addresses.resolve("mixed.example", 80)


def led(where: str) -> Any:
    return lambda handler: answer(handler, b"", 302, Location=where)


def test_each_redirect_is_checked_and_there_are_not_many(site: Site) -> None:
    site.pages["/a"], site.pages["/b"] = led("/b"), b"here"
    found = get(asked(f"{site.url}/a"))
    assert (found.body, found.url) == (b"here", f"{site.url}/b")
    for where in ("http://10.0.0.1/", "http://169.254.169.254/latest/meta-data", "file:///etc/passwd", "http://[::1]/"):
        site.pages["/away"] = led(where)
        with pytest.raises(AddressRefused):
            get(asked(f"{site.url}/away"))
    site.pages["/round"] = led("/round")
    with pytest.raises(FetchFailed, match="more than 5 times"):
        get(asked(f"{site.url}/round"))
    assert sum(path == "/round" for path, _ in site.asked) == 6


def test_no_answer_is_larger_than_it_may_be_also_when_unpacked(site: Site) -> None:
    site.pages["/large"] = b"x" * 200_000
    bomb = gzip.compress(b"0" * 20_000_000)
    assert len(bomb) < SMALL.bytes_max
    site.pages["/bomb"] = lambda handler: answer(handler, bomb, Content_Encoding="gzip")
    site.pages["/packed"] = lambda handler: answer(handler, gzip.compress(b"small"), Content_Encoding="gzip")
    site.pages["/odd"] = lambda handler: answer(handler, b"small", Content_Encoding="br")
    for path in ("/large", "/bomb"):
        with pytest.raises(AddressRefused, match=r"more than 0\.1 MB"):
            get(asked(site.url + path))
    assert get(asked(f"{site.url}/packed")).body == b"small"
    with pytest.raises(FetchFailed, match="packed"):
        get(asked(f"{site.url}/odd"))


def dripping(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n\r\n")
    for _ in range(200):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.1)


def dripping_head(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"HTTP/1.0 200 OK\r\n")
    for number in range(80):
        handler.wfile.write(f"X-{number}: y\r\n".encode())
        time.sleep(0.1)


@pytest.mark.parametrize("page", [dripping, dripping_head, lambda handler: time.sleep(5)])
def test_no_answer_takes_longer_than_it_may(site: Site, page: Any) -> None:
    site.pages["/slow"] = page
    began = time.monotonic()
    with pytest.raises(FetchFailed, match=r"longer than 1 seconds|said nothing"):
        get(asked(f"{site.url}/slow", limits=replace(SMALL, seconds_max=1.0)))
    assert time.monotonic() - began < 2.5


def test_an_answer_that_breaks_off_is_none(site: Site) -> None:
    def broken(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Length: 100\r\n\r\nhalf")

    site.pages["/broken"] = broken
    with pytest.raises(FetchFailed, match="in full"):
        get(asked(f"{site.url}/broken"))


def test_what_is_known_is_not_sent_again(site: Site) -> None:
    site.pages["/"] = b"news"
    first = get(asked(f"{site.url}/"))
    again = get(asked(f"{site.url}/", etag=first.headers["etag"]))
    assert (first.body, again.is_unchanged, again.body) == (b"news", True, b"")


def test_a_busy_host_says_when_to_come_again(site: Site) -> None:
    site.pages["/"] = lambda handler: answer(handler, b"", 429, Retry_After="120")
    with pytest.raises(FetchFailed, match="too often") as failed:
        get(asked(f"{site.url}/"))
    assert failed.value.retry_after_seconds == 120
    now = 1_700_000_000 * 10**6
    assert client.retry_after("Tue, 14 Nov 2023 22:14:20 GMT", now=now) == 60
    assert client.retry_after("Tue, 14 Nov 2000 22:14:20 GMT", now=now) == 0
    assert client.retry_after("soon", now=now) == 0
    assert client.retry_after("9" * 30, now=now) == client.RETRY_AFTER_SECONDS_MAX


def certified(folder: Path) -> Path:
    """A key, and its own certificate for localhost, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = clock.now()
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path = folder / "site.pem"
    path.write_bytes(plain + made.public_bytes(Encoding.PEM))
    return path


def test_a_host_proves_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """TLS is spoken with the name that was asked for, though the line goes to an address."""
    path = certified(tmp_path)
    with feeding.site(certificate=path) as site:
        site.pages["/"] = b"proved"
        port = site.url.rpartition(":")[2]
        with pytest.raises(FetchFailed, match="does not prove who it is"):
            get(asked(f"https://localhost:{port}/"))
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        assert get(asked(f"https://localhost:{port}/")).body == b"proved"
        with pytest.raises(FetchFailed, match="does not prove who it is"):
            get(asked(f"https://127.0.0.1:{port}/"))
        site.pages["/down"] = led(f"http://localhost:{port}/")
        with pytest.raises(AddressRefused, match="not safe"):
            get(asked(f"https://localhost:{port}/down"))

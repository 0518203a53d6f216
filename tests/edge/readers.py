"""Every reader of what strangers send, as one function of bytes: it answers or refuses with a reason, nothing else."""

import base64
import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import jwt
import msgspec
from standardwebhooks import Webhook

from ninefold.channel import inbound, tokens
from ninefold.collect.schema import bodies, cloudevents, hooks, instants, messages, privacy, text, usertokens
from ninefold.collect.types import EventName, Trust
from ninefold.culture.types import Channel, Purpose
from ninefold.edge import bodies as packed
from ninefold.edge import sources
from ninefold.kernel.errors import BadInput, NinefoldError
from tests.edge import hostile

NOW = 1_800_000_000_000_000
_ORIGIN = messages.Origin(bodies.BATCH, 1, Trust.SERVER, NOW)
_SECRET = "whsec_" + base64.b64encode(b"a secret that only this test knows").decode()
_KEYS = (usertokens.Key(1, "a key that only these tests know of"),)


def _calls(path: str, raw: bytes) -> None:
    """As the edge opens them, and then as the worker reads each."""
    shell, raws = bodies.open_body(path, raw)
    bodies.names_event(path, raw, raws, EventName.CONSENT_CHANGED)
    privacy.without_ip(raw)
    for one in raws:
        try:
            messages.read(bytes(one), shell=shell, origin=msgspec.structs.replace(_ORIGIN, path=path), fallback_id="x")
        except BadInput:
            privacy.refuses(bytes(one), shell.context, frozenset())


def _binary(raw: bytes) -> None:
    values = raw.decode("latin-1").split("\n", 5)
    headers = list(zip(("ce-id", "ce-source", "ce-type", "ce-specversion", "ce-data"), values, strict=False))
    _calls(bodies.BATCH, cloudevents.as_batch(values[-1][:40], headers, raw))


def _webhook(raw: bytes) -> None:
    now = datetime.now(UTC)  # noqa: TID251  # the library that checks signatures goes by the machine's clock
    signature = Webhook(_SECRET).sign("id", now, raw.decode("utf-8", "replace"))
    headers = {"webhook-id": "id", "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    _calls("track", hooks.as_track(raw, headers, hook="h", secrets=[_SECRET], person_field="data.a.b"))


def _texts(raw: bytes) -> None:
    said = raw.decode("latin-1")
    instants.read(said)
    for reads in (
        lambda: sources.key_of(said),
        lambda: usertokens.read(said, _KEYS, now=NOW),
        lambda: usertokens.read(_signed(raw), _KEYS, now=NOW),
        *(lambda read=read: read(said) for read in (tokens.read_click, tokens.read_open, tokens.read_unsubscribe)),
    ):
        with contextlib.suppress(NinefoldError):
            reads()


def _signed(raw: bytes) -> str:
    """A token with any claims that its signer could have put in."""
    return jwt.PyJWS().encode(raw, _KEYS[0].key, algorithm="HS256")


def _mail(raw: bytes) -> None:
    token = tokens.unsubscribe_token(11, 42, Purpose.NEWS, Channel.MAIL)
    for address in tokens.addresses(token, "mail.example.org"):
        with contextlib.suppress(BadInput):
            for body in inbound.events(raw, recipient=address):
                _calls("link", msgspec.json.encode(text.without_nul(body)))


def _packed(raw: bytes) -> None:
    for encoding in ("gzip", "deflate", "br"):
        with contextlib.suppress(BadInput):
            assert len(packed.unpack(raw, encoding, bytes_max=1_000)) <= 1_000


READERS: tuple[Callable[[bytes], None], ...] = (
    lambda raw: _calls(bodies.BATCH, raw),
    lambda raw: _calls("track", raw),
    lambda raw: _calls("identify", raw),
    lambda raw: _calls(bodies.BATCH, cloudevents.as_batch(cloudevents.STRUCTURED, (), raw)),
    lambda raw: _calls(bodies.BATCH, cloudevents.as_batch(cloudevents.BATCH, (), raw)),
    _binary,
    _webhook,
    _texts,
    _mail,
    _packed,
)


def read(number: int, raw: bytes) -> None:
    """One reader over one input. A refusal with a reason is an answer; whatever else is raised is a fault."""
    with contextlib.suppress(NinefoldError):
        READERS[number % len(READERS)](raw)


def seeds() -> Iterator[bytes]:
    """Inputs to begin with: what is right, and each kind of what is not, small."""
    for request in hostile.requests(bomb_bytes=hostile.MEGABYTE):
        if len(request.body) < 4_096:
            yield request.body
    yield b'{"batch":[{"type":"identify","userId":"ada","traits":{"email":"a@example.org"},"context":{"ip":"::1"}}]}'
    yield b'[{"specversion":"1.0","id":"1","source":"/","type":"T","data_base64":"e30=","datacontenttype":"a/json"}]'
    yield b'{"type":"paid","timestamp":"2026-01-01T00:00:00Z","data":{"a":{"b":"ada"}}}'
    yield b'{"aud":"ninefold","sub":"ada","exp":1800000100,"scope":"events traits"}'
    yield b"From: a@example.org\r\nTo: b@example.org\r\nSubject: =?utf-8?q?Yes?=\r\nContent-Type: text/html\r\n\r\n<p>"
    yield b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nx\r\n--b--\r\n"

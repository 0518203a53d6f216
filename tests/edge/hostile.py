"""Requests that mean harm: each kind of body and header that has ever brought a reader of JSON down."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException

from ninefold.edge.bodies import DRAIN_BYTES_MAX

TRACK, BATCH, CLOUDEVENTS = "/v1/track", "/v1/batch", "/v1/cloudevents"
LEVELS = 100_000
GIGABYTE, MEGABYTE = 1 << 30, 1 << 20
_MESSAGE = b'{"userId":"ada","event":"Seen","properties":{"value":%s}}'
_CLOUDEVENT = b'{"specversion":"1.0","id":"%s","source":"/till","type":"Seen","userid":"ada","data":%s}'


@dataclass(frozen=True)
class Hostile:
    """One request; `taken` where it is odd but within the API, so that it is taken in."""

    name: str
    path: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)
    taken: bool = False


VALUES: dict[str, tuple[bytes, bool]] = {
    "a number beyond floats": (b"1e400", True),
    "a number far beyond 64 bits": (b"9" * 5_000, True),
    "a number just beyond 64 bits": (b"18446744073709551616", True),
    "no number": (b"NaN", False),
    "infinity": (b"-Infinity", False),
    "a lone surrogate": (b'"\\ud83d"', True),
    "a pair the wrong way round": (b'"\\ude00\\ud83d"', True),
    "an escape cut short": (b'"\\ud8"', False),
    "bytes that are no UTF-8": (b'"\xff\xfe"', False),
    "half a character": (b'"\xe2\x82"', False),
    "an overlong NUL": (b'"\xc0\x80"', False),
    "NUL": (b'"\\u0000"', True),
    "a raw control character": (b'"\x01"', False),
    "a key twice": (b'{"a":1,"a":2}', True),
    "100,000 lists": (b"[" * LEVELS + b"]" * LEVELS, False),
    "100,000 lists without an end": (b"[" * LEVELS, False),
    "100,000 objects": (b'{"a":' * LEVELS + b"1" + b"}" * LEVELS, False),
    "900 lists": (b"[" * 900 + b"]" * 900, True),
    "ten megabytes of text": (b'"' + b"a" * 10 * MEGABYTE + b'"', False),
    "nothing": (b"", False),
}
# A CloudEvent is written anew as a call: what cannot be read as a number is told at once.
_READ_AT_ONCE = ("a number beyond floats", "a number far beyond 64 bits")
_CE = {"Content-Type": "application/cloudevents+json"}


@cache
def zeros_packed(length: int = GIGABYTE) -> bytes:
    """A gzip of so many zeros, a thousandth of their size."""
    packer, block = zlib.compressobj(9, zlib.DEFLATED, 31), bytes(MEGABYTE)
    return b"".join(packer.compress(block) for _ in range(length // MEGABYTE)) + packer.flush()


def requests(*, bomb_bytes: int = GIGABYTE, mark: str = "") -> Iterator[Hostile]:
    """All of them; `mark` tells the CloudEvents of one call from those of another."""
    for name, (value, taken) in VALUES.items():
        message, event = _MESSAGE % value, _CLOUDEVENT % ((name + mark).encode(), value)
        yield Hostile(name, TRACK, message, taken=taken)
        yield Hostile(f"{name}, in a batch", BATCH, b'{"batch":[%s]}' % message, taken=taken)
        yield Hostile(f"{name}, in a CloudEvent", CLOUDEVENTS, event, _CE, taken=taken and name not in _READ_AT_ONCE)
    yield from _shapes()
    yield from _packed(zeros_packed(bomb_bytes))


def _shapes() -> Iterator[Hostile]:
    bodies = {
        "a list": b"[]", "a text": b'"batch"', "null": b"null",
        "two bodies": b"{}{}", "a mark before": b"\xef\xbb\xbf{}",
        "UTF-16": '{"batch":[]}'.encode("utf-16"), "a batch of no list": b'{"batch":{"a":1}}',
        "a body within a body": json.dumps({"batch": [{"batch": [{"batch": []}]}] * 3_000}).encode(),
    }  # fmt: skip
    for name, body in bodies.items():
        yield Hostile(name, BATCH, body)
    yield Hostile("a key without an end", TRACK, _MESSAGE % b"1", {"Authorization": "Basic " + "QQ" * 100_000})
    yield Hostile("a key that is no base64", TRACK, _MESSAGE % b"1", {"Authorization": "Basic \xe9\xff"})
    yield Hostile("a key of no letters", TRACK, _MESSAGE % b"1", {"Authorization": "Bearer \xff\xfe"})


def _packed(bomb: bytes) -> Iterator[Hostile]:
    packed: dict[str, tuple[str, bytes]] = {
        "zeros": ("gzip", bomb),
        "zeros packed twice": ("gzip", gzip.compress(bomb)),
        "zeros packed twice, told": ("gzip, gzip", gzip.compress(bomb)),
        "zeros, deflated": ("deflate", zlib.compress(bytes(64 * MEGABYTE))),
        "gzip that ends early": ("gzip", gzip.compress(_MESSAGE % b"1")[:-9]),
        "gzip with a wrong sum": ("gzip", gzip.compress(_MESSAGE % b"1")[:-8] + bytes(8)),
        "no gzip": ("gzip", _MESSAGE % b"1"),
        "no deflate": ("deflate", b"\x00\x01\x02"),
        "brotli": ("br", b"\x8b\x03\x80{}\x03"),
        "zstd": ("zstd", b"\x28\xb5\x2f\xfd"),
        "an encoding without a name": (",", b"{}"),
    }  # fmt: skip
    for name, (encoding, body) in packed.items():
        yield Hostile(f"{name} ({encoding})", BATCH, body, {"Content-Encoding": encoding})


Ask = Callable[[str, str, bytes, dict[str, str]], tuple[int, dict[str, str], bytes]]


def tried(request: Hostile, ask: Ask, headers: dict[str, str]) -> tuple[int, str]:
    """The status that a request was answered with (0: the edge hung up), and what is wrong with that, "" for nothing.

    Who sends more than the edge would throw away may be cut off while they send.
    """
    try:
        status, _, answer = ask("POST", request.path, request.body, headers | request.headers)
    except (OSError, HTTPException) as error:
        return 0, "" if len(request.body) > DRAIN_BYTES_MAX else f"{request.name}: {error!r}"
    return status, _fault(request, status, answer)


def _fault(request: Hostile, status: int, answer: bytes) -> str:
    if request.taken:
        return "" if status == 200 else f"{request.name}: {status} {answer[:120]!r}, and it should be taken"
    if not 400 <= status < 500:
        return f"{request.name}: {status}"
    said = json.loads(answer)
    if not said.get("code") or not str(said.get("message", "")).endswith("."):
        return f"{request.name}: {status} without a code and a sentence: {answer[:120]!r}"
    return ""

"""Lays siege to a running edge by raw sockets: requests that lie about themselves, or never end."""

import socket
import time
from collections import Counter
from collections.abc import Sequence

HEAD = "POST /v1/track HTTP/1.1\r\nHost: edge\r\nAuthorization: Bearer {key}\r\n"
BODY = '{"userId":"ada","event":"Seen"}'
_TALK_SECONDS_MAX = 3.0
LIES: dict[str, str] = {
    "a body longer than told": HEAD + f"Content-Length: 5\r\n\r\n{BODY}",
    "a length below nothing": HEAD + f"Content-Length: -5\r\n\r\n{BODY}",
    "a length beyond counting": HEAD + f"Content-Length: {'9' * 40}\r\n\r\n{BODY}",
    "a length in Arabic digits": HEAD + "Content-Length: ٣١\r\n\r\n{BODY}",
    "two lengths": HEAD + f"Content-Length: 31\r\nContent-Length: 5\r\n\r\n{BODY}",
    "a length and chunks": HEAD + f"Content-Length: 31\r\nTransfer-Encoding: chunked\r\n\r\n1f\r\n{BODY}\r\n0\r\n\r\n",
    "a chunk of no number": HEAD + f"Transfer-Encoding: chunked\r\n\r\nzz\r\n{BODY}\r\n0\r\n\r\n",
    "a chunk beyond counting": HEAD + f"Transfer-Encoding: chunked\r\n\r\n{'f' * 17}\r\n{BODY}\r\n0\r\n\r\n",
    "an encoding of its own": HEAD + f"Transfer-Encoding: gzip\r\nContent-Length: 31\r\n\r\n{BODY}",
    "a header without an end": HEAD + "X: " + "a" * 600_000,
    "ten thousand headers": HEAD + "".join(f"X-{n}: 1\r\n" for n in range(10_000)) + "\r\n",
    "a line that is no request": "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
    "a path without an end": "POST /" + "a" * 100_000 + " HTTP/1.1\r\n\r\n",
}


def lied(port: int, key: str, lie: str) -> bytes:
    """The first line of what the edge answers to a lie; nothing where it hangs up or waits for more."""
    with socket.create_connection(("127.0.0.1", port), timeout=_TALK_SECONDS_MAX) as talk:
        try:
            talk.sendall(LIES[lie].replace("{key}", key).encode())
            return talk.recv(4_096).partition(b"\r\n")[0]
        except OSError:
            return b""


def dribbled(port: int, key: str, *, senders: int, seconds: float) -> Counter[str]:
    """How many slow senders, a byte a second each, were answered with which line ("" for none, by then)."""
    begun = time.monotonic()
    open_: list[socket.socket] = [_slow(port, key) for _ in range(senders)]
    said: Counter[str] = Counter()
    while open_ and time.monotonic() - begun < seconds:
        time.sleep(1)
        open_ = [one for one in open_ if not _heard(one, said)]
    for one in open_:
        one.close()
    said[""] += len(open_)
    return said


def _slow(port: int, key: str) -> socket.socket:
    one = socket.create_connection(("127.0.0.1", port), timeout=_TALK_SECONDS_MAX)
    one.sendall((HEAD + "Content-Length: 300\r\n\r\n{").replace("{key}", key).encode())
    one.setblocking(False)
    return one


def _heard(one: socket.socket, said: Counter[str]) -> bool:
    try:
        answer = one.recv(4_096)
    except BlockingIOError:
        try:
            one.send(b" ")
        except OSError:
            answer = b""
        else:
            return False
    except OSError:
        answer = b""
    said[answer.partition(b"\r\n")[0].decode("latin-1") or "hung up"] += 1
    one.close()
    return True


def worst(lines: Sequence[bytes]) -> list[bytes]:
    """Those answers that say that something went wrong within."""
    return [line for line in lines if line.split(b" ")[1:2] and line.split(b" ")[1].startswith(b"5")]

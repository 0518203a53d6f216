"""Feeds that the tests of this room read: a server of their own, and the worker's step until it rests."""

import os
import ssl
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock

from ninefold.content.feeds import actions, job, queries
from ninefold.content.feeds.actions import Wanted
from ninefold.content.feeds.types import Arrival, Feed, FeedKind
from ninefold.kernel import actors, clock, settings
from ninefold.kernel.outgoing.addresses import networks
from tests import forks

OWNER = actors.system("test")
HERE = "127.0.0.0/8"
Answered = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A site with pages by their paths, and what was asked of it. A page is its bytes, or does what it likes."""

    pages: dict[str, bytes | Answered] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""


@contextmanager
def site(certificate: Path | None = None) -> Iterator[Site]:
    """A site on this machine, over TLS where it has a certificate. Pages have an ETag; who knows it is answered 304."""
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            page = made.pages.get(self.path) or next(
                (made.pages[start] for start in made.pages if start.endswith("/") and self.path.startswith(start)), None
            )
            if page is None:
                self.send_error(404)
            elif callable(page):
                page(self)
            else:
                answer(self, page)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *args: object) -> None:
            return

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            return  # who asks may hang up

    server = Server(("127.0.0.1", 0), Handler)
    if certificate:
        secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        secure.load_cert_chain(certificate)
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    made.url = f"http{'s' * bool(certificate)}://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200, **headers: str) -> None:
    """Answer with a body; 304 to whoever has it already."""
    etag = f'"{hash(body)}"'
    is_known = handler.headers.get("If-None-Match") == etag
    handler.send_response(304 if is_known else status)
    for name, value in {"ETag": etag, **headers}.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", "0" if is_known else str(len(body)))
    handler.end_headers()
    if not is_known:
        handler.wfile.write(body)


@contextmanager
def install(**changed: object) -> Iterator[None]:
    """An install whose settings allow this machine to be asked, and what else is said."""
    given = {"fetch_networks": networks(HERE), **changed}
    made = replace(settings.current(), **given)  # type: ignore[arg-type]  # each is as its field says
    with (
        mock.patch.object(settings, "current", return_value=made),
        mock.patch.object(job, "started", forked),
    ):
        yield


def forked(command: list[str]) -> forks.Forked:
    """The process beside without the wait for its start."""
    return forks.Forked(command[1:], dict(os.environ), sys.__stdout__.buffer, sys.__stderr__.buffer)


def feed(kind: FeedKind, address: str = "", **more: object) -> Feed:
    """A feed that was just made; drafts come of it unless it is said otherwise."""
    file = more.pop("file", None)
    given = {"name": f"The {kind.value}", "kind": kind, "address": address, "arrival": Arrival.DRAFT, **more}
    return actions.create_feed(
        actor=OWNER,
        wanted=Wanted(**given),
        file=[file] if file else None,
        now=clock.now_us(),  # type: ignore[arg-type]
    )


def read(feed_id: int, *, seconds: float = 60) -> Feed:
    """Ask for a reading, and turn until it has ended."""
    actions.read_now(actor=OWNER, feed_id=feed_id, now=clock.now_us())
    return turn(feed_id, seconds=seconds)


def turn(feed_id: int, *, seconds: float = 60) -> Feed:
    """Turn until what is due of a feed has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        done = job.advance(now=clock.now_us())
        found = queries.feed(feed_id)
        if not found.is_reading and not (found.next_at and found.next_at <= clock.now_us() and not found.is_stopped):
            return found
        if not done:
            time.sleep(0.02)
    raise AssertionError(f"the reading did not end: {found}")

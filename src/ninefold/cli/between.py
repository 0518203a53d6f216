"""Answers at the studio's address while one install stops there and the other starts: no browser finds it shut."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import ThreadingTCPServer
from urllib.parse import urlsplit

from ninefold.kernel.settings import Settings
from ninefold.pipeline import switching

REQUEST_SECONDS_MAX = 2.0
PAGE = b"""<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="1">
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
<title>Back in a moment</title><p style="font:18px system-ui;margin:20vh auto;max-width:30em;padding:0 1em">
Back in a moment. This page tries again by itself.</p></html>"""


class _Door(ThreadingTCPServer):
    """Shares the port with the studio that stops and the one that starts, as both let it."""

    allow_reuse_address = True
    allow_reuse_port = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], home: Path) -> None:
        self.home = home
        super().__init__(address, _Answer)

    def let_the_last_in(self) -> None:
        """Answer who has knocked already, before the door is taken away."""
        self.socket.setblocking(False)
        with suppress(BlockingIOError):
            while True:
                self.process_request(*self.get_request())


class _Answer(BaseHTTPRequestHandler):
    server: _Door
    timeout = REQUEST_SECONDS_MAX

    def do_GET(self) -> None:
        """How far the change has come, where it is asked for; anything else comes back in a moment."""
        if urlsplit(self.path).path != switching.STATE_PATH:
            return self._say(503, "text/html; charset=utf-8", PAGE)
        told = switching.state(self.server.home)
        said = {"served": "", "step": told.step.value if told else "", "said": told.said if told else ""}
        return self._say(200, "application/json", json.dumps(said).encode())

    do_POST = do_HEAD = do_GET  # noqa: N815  # named by http.server

    def _say(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))),
                            ("Cache-Control", "no-store"), ("Retry-After", "1")):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def answering(install: Settings) -> Iterator[None]:
    """Answer beside the studio of an install; where the port cannot be shared, nobody answers for a moment."""
    assert install.home is not None
    try:
        door = _Door((install.bind, install.studio_port), install.home)
    except (OSError, ValueError):
        yield
        return
    thread = threading.Thread(target=door.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        door.shutdown()
        thread.join()
        door.let_the_last_in()
        door.server_close()

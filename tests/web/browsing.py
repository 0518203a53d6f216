"""The system's Chromium on a studio that runs in a thread of the test, on its database with real commits."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from http.server import HTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import axe_playwright_python
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.test import Client
from playwright.sync_api import Browser, Page, expect, sync_playwright

from ninefold.kernel.users.models import User

TIMEOUT_MS = 20_000
expect.set_options(timeout=TIMEOUT_MS)
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
        """Requests are the test's own."""


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = False


def _closing(environ: dict[str, object], start_response: object) -> Iterator[bytes]:
    """The studio; each answer gives its thread's database connections back."""
    answer = _studio()(environ, start_response)  # type: ignore[arg-type]
    try:
        yield from answer
    finally:
        answer.close()  # type: ignore[attr-defined]
        connections.close_all()


@lru_cache(maxsize=1)
def _studio() -> WSGIHandler:
    return get_wsgi_application()


@contextmanager
def serving() -> Iterator[str]:
    """A studio on a free port; its address."""
    server = make_server("localhost", 0, _closing, server_class=_Server, handler_class=_Quiet)  # type: ignore[arg-type]
    with running(server) as address:
        yield address


@contextmanager
def running(server: HTTPServer) -> Iterator[str]:
    """A server that answers in a thread of its own; its address."""
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's browser; the test is skipped, and says so, where there is none."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium at /usr/bin/chromium: the pages were NOT driven in a browser")
    connections.close_all()  # the driver's context opens its own, and a database may be put back meanwhile
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # the driver keeps a loop in this thread; queries stay plain
    try:
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=str(CHROMIUM), args=list(FLAGS))
            yield browser
            browser.close()
            connections.close_all()  # those of the driver's own context, which nobody else could close
    finally:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


def signed_in(browser: Browser, address: str, user: User, *, width: int = 1360, scheme: str = "light") -> Page:
    """A page of a browser that is signed in, and that fails the test on any error of a script."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    context = browser.new_context(
        base_url=address,
        viewport={"width": width, "height": 900},
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])
    page = context.new_page()
    page.set_default_timeout(TIMEOUT_MS)
    page.on("pageerror", lambda error: pytest.fail(f"{page.url}: {error}"))
    return page


class Watch:
    """What a page did that it should not: errors in the console, requests that leave this machine, failed answers."""

    def __init__(self, page: Page) -> None:
        self.found: list[str] = []
        page.on("console", lambda message: self._note(message.type in ("error", "warning"), message.text))
        page.on("pageerror", lambda error: self._note(True, str(error)))
        page.on("request", lambda request: self._note(not _is_local(request.url), f"asked {request.url}"))
        page.on("response", lambda answer: self._note(answer.status >= 400, f"{answer.status} {answer.url}"))

    def _note(self, is_wrong: bool, words: str) -> None:
        if is_wrong:
            self.found.append(words)


def _is_local(url: str) -> bool:
    return url.startswith(("http://localhost:", "http://127.0.0.1:", "data:", "about:", "blob:"))


# Frames are letters and pictures of them, sandboxed: axe waits half a second for an answer that none gives.
_RUN = "axe.run(document, {resultTypes: ['violations'], iframes: false, preload: false}).then(said => said.violations)"


@lru_cache(maxsize=1)
def _axe() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def barriers(page: Page) -> list[str]:
    """What axe finds serious or critical on a page."""
    page.evaluate(_axe())
    found = page.evaluate(_RUN)
    return [
        f"{page.url}: {one['id']}: {one['help']}: {node['html'][:160]} {node['failureSummary'].splitlines()[-1]}"
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]


def settled(page: Page) -> None:
    """Wait until htmx has put in its place all that it fetched."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added")).to_have_count(0)

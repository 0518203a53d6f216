"""Web pages of another origin send in a real browser: with Segment's SDK, unmodified, and with our own snippet."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from ninefold.collect import queries
from ninefold.collect.types import Event, EventKind, Trust
from tests.collect.stories import project
from tests.edge import sdks
from tests.edge.conftest import Edge
from tests.edge.test_user_tokens import token
from tests.web.browsing import TIMEOUT_MS, chromium, running

SNIPPET_BYTES_MAX = 3_072
LOADER = """<!doctype html><title>Shop</title><script>
window.analytics = []; analytics._writeKey = "KEY"; analytics._cdn = "EDGE";
for (const name of ["identify", "track", "page", "group", "alias", "ready"])
  analytics[name] = (...given) => { analytics.push([name, ...given]); };
analytics._loadOptions = {};
</script><script src="/standalone.js"></script>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the name is the library's
        """Requests are the test's own."""


@contextmanager
def site(folder: Path) -> Iterator[str]:
    """A web site with the files of a folder, on an origin of its own."""
    with running(ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def visit(browser: Browser, url: str, **options: object) -> Page:
    """A page that fails the test when its script does, and that looks like a person's browser."""
    agent = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
    page = browser.new_page(user_agent=agent, **options)  # type: ignore[arg-type]
    page.set_default_timeout(TIMEOUT_MS)
    page.on("pageerror", lambda error: pytest.fail(f"{page.url}: {error}"))
    page.goto(url)
    return page


def arrived(page: Page, count: int) -> list[Event]:
    """The events in the log, once there are so many."""
    for _ in range(100):
        project()
        if queries.event_count() >= count:
            break
        page.wait_for_timeout(100)
    assert queries.quarantine_count() == 0
    return queries.events_between(1, queries.event_count())


@pytest.mark.sdk
def test_segments_sdk_from_another_origin(edge: Edge, browser: Browser, tmp_path: Path) -> None:
    bundles = sdks.node_modules() / "@segment/analytics-next/dist/umd"
    for bundle in bundles.glob("*.js"):
        (tmp_path / bundle.name).symlink_to(bundle)
    (tmp_path / "index.html").write_text(LOADER.replace("KEY", edge.browser_key).replace("EDGE", edge.url))
    with site(tmp_path) as shop:
        page = visit(browser, f"{shop}/?utm_source=news&utm_campaign=spring")
        page.evaluate(
            """() => { analytics.page("Docs", "Home"); analytics.identify("web-u1", {plan: "pro"});
            analytics.track("Product Viewed", {sku: "box-1"}); analytics.group("g1", {name: "ACME"});
            analytics.alias("web-u2", "web-u1"); }"""
        )
        events = arrived(page, 5)
        page.close()
    by_kind = {event.kind: event for event in events}
    assert set(by_kind) == set(EventKind) - {EventKind.SCREEN}
    assert by_kind[EventKind.TRACK].properties["sku"] == "box-1"
    assert by_kind[EventKind.PAGE].context["campaign"] == {"source": "news", "name": "spring"}
    assert {event.trust for event in events} == {Trust.BROWSER}
    assert not any(event.is_bot for event in events)


def test_our_snippet(edge: Edge, browser: Browser, tmp_path: Path) -> None:
    status, _, script = edge.ask("GET", "/ninefold.js")
    assert status == 200
    assert len(script) < SNIPPET_BYTES_MAX
    (tmp_path / "index.html").write_text(
        f'<!doctype html><title>Shop</title><script>ninefold = {{q: [["track", "Early", {{n: 1}}]]}}</script>'
        f'<script async src="{edge.url}/ninefold.js" data-key="{edge.browser_key}"></script>'
    )
    with site(tmp_path) as shop:
        page = visit(browser, f"{shop}/?utm_campaign=spring&utm_source=news#top", timezone_id="Europe/Paris")
        page.wait_for_function("!!ninefold.track")
        page.evaluate(
            """(token) => { ninefold.identify("web-u1", {plan: "pro"}, token);
            ninefold.q.push(["track", "Product Viewed", {sku: "box-1"}]);
            ninefold.group("g1", {name: "ACME"}); history.pushState({}, "", "/next"); }""",
            token(edge, sub="web-u1"),
        )
        events = arrived(page, 6)
        page.goto(shop)  # known again, with nothing sent twice
        again = arrived(page, 7)[6]
        page.close()
    names = [event.name or event.kind.value for event in events]
    assert sorted(names) == ["Early", "Product Viewed", "Shop", "Shop", "group", "identify"]
    first, last = (next(e for e in order if e.kind is EventKind.PAGE) for order in (events, events[::-1]))
    assert first.context["campaign"] == {"name": "spring", "source": "news"}
    assert first.context["timezone"] == "Europe/Paris"
    assert first.user_id == ""
    assert last.context["page"]["path"] == "/next"
    assert {event.anonymous_id for event in [*events, again]} == {first.anonymous_id}
    assert again.user_id == "web-u1"
    proven = {event.name or event.kind.value for event in events if event.trust is Trust.SIGNED}
    assert {"identify", "Product Viewed", "group"} <= proven
    assert again.trust is Trust.BROWSER, "the token is not kept in the browser"


def test_our_snippet_waits_out_an_edge_that_is_away_and_keeps_privacy(
    edge: Edge, browser: Browser, tmp_path: Path
) -> None:
    (tmp_path / "index.html").write_text(
        f"<!doctype html><title>Shop</title>"
        f'<script async src="{edge.url}/ninefold.js" data-key="{edge.browser_key}" data-manual></script>'
    )
    with site(tmp_path) as shop:
        page = visit(browser, shop)
        page.wait_for_function("window.ninefold")
        page.route(
            "**/v1/batch",
            lambda route: route.fulfill(
                status=429,
                headers={
                    "Retry-After": "1",
                    "Access-Control-Expose-Headers": "Retry-After",
                    "Access-Control-Allow-Origin": "*",
                },
            ),
        )
        with page.expect_response("**/v1/batch"):
            page.evaluate("ninefold.track('Held back')")
        page.unroute("**/v1/batch")
        (held,) = arrived(page, 1)
        assert held.name == "Held back"
        page.close()
        page = browser.new_page()
        page.add_init_script("Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})")
        page.goto(shop)
        page.wait_for_function("window.ninefold")
        page.evaluate("ninefold.track('In private')")
        private = arrived(page, 2)[1]
        assert page.evaluate("localStorage.length") == 0
        page.close()
    assert private.context["gpc"] is True
    assert private.anonymous_id != held.anonymous_id


def test_settings_are_a_browser_keys_only(edge: Edge) -> None:
    status, headers, _ = edge.ask("GET", f"/v1/projects/{edge.browser_key}/settings")
    assert status == 200
    assert headers["access-control-allow-origin"] == "*"
    for key, code in ((edge.key, b"write_key_secret"), ("nobody", b"write_key_unknown")):
        status, _, answer = edge.ask("GET", f"/v1/projects/{key}/settings")
        assert status == 404
        assert code in answer
    status, headers, _ = edge.ask("POST", "/ninefold.js", b"")
    assert (status, headers["allow"]) == (405, "GET or HEAD".replace(" or", ","))

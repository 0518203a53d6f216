"""Every page that the addresses know, looked at: no barrier that axe finds, none wider than its screen, none at fault.

The ordinary suite takes a sixth of them in each of two looks; `make proof ONLY=pages` all the others, and all four.
"""

from collections.abc import Iterator

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from ninefold.web.public import session
from tests.web import browsing, scenery
from tests.web.scenery import Scenery
from tests.web.stage import Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alike,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # Wagtail leaves pictures open
]
OPENED = "[...document.querySelectorAll('details:not([open])')].map(one => { one.open = true }).length"
LOOKS = [(1360, "light"), (390, "dark"), (1360, "dark"), (390, "light")]


@pytest.fixture
def built(stage: Stage) -> Iterator[Scenery]:
    with scenery.built(stage) as one:
        yield one


PARTS = 6
# The ordinary suite takes the first look at every sixth page, and the second at those that follow them.
TURNS = [
    pytest.param(*look, turn, marks=() if number == turn < 2 else pytest.mark.proof, id=f"{look[0]} {look[1]} {turn}")
    for number, look in enumerate(LOOKS)
    for turn in range(PARTS)
]


@pytest.mark.parametrize(("width", "scheme", "turn"), TURNS)
def test_no_page_has_a_barrier_or_is_wider_than_its_screen(
    stage: Stage, built: Scenery, width: int, scheme: str, turn: int
) -> None:
    team, public = stage.page(width=width, scheme=scheme), _public(stage.browser, stage, width, scheme)
    watched = [browsing.Watch(team), browsing.Watch(public)]
    found = [one for path in built.team[turn::PARTS] for one in _faults(team, stage.address + path, path)]
    for path in built.of_anyone[turn::PARTS]:
        start = stage.address if path == "/login/" else stage.public
        found += _faults(public, start + path, path)
    public.context.add_cookies([scenery.signed_in(built.member, stage.public)])  # type: ignore[list-item]
    found += [one for path in built.of_member[turn::PARTS] for one in _faults(public, stage.public + path, path)]
    if found := [*found, *(one for watch in watched for one in watch.found)]:
        pytest.fail("\n".join(found))


def _public(browser: Browser, stage: Stage, width: int, scheme: str) -> Page:
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(browsing.TIMEOUT_MS)
    return page


def _faults(page: Page, address: str, path: str) -> list[str]:
    """What is wrong with the page at an address, in words."""
    answer = page.goto(address)
    if answer is None or answer.status != 200 or page.url != address:
        return [f"{path}: {answer.status if answer else 'none'}, landed at {page.url}"]
    browsing.settled(page)
    wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    too_wide = [f"{path}: {wider} px too wide"] if wider > 0 else []
    if page.evaluate(OPENED):
        browsing.settled(page)
    return [*too_wide, *_hidden_place(page, path), *browsing.barriers(page)]


def _hidden_place(page: Page, path: str) -> list[str]:
    """Where the studio's menu says that one is here, but out of sight."""
    shown = page.locator(".menu [aria-current]")
    box = shown.bounding_box() if shown.count() else None
    width = page.viewport_size["width"] if page.viewport_size else 0
    is_seen = box is None or 0 <= box["x"] <= width - box["width"]
    return [] if is_seen else [f"{path}: the menu does not show where one is"]


def test_what_is_said_to_be_no_page_is_none(stage: Stage, built: Scenery) -> None:
    client = Client()
    client.force_login(stage.user)
    client.cookies[session.COOKIE] = scenery.signed_in(built.member, stage.public)["value"]
    for path in built.no_page:
        host = "127.0.0.1" if path.startswith("public ") else "localhost"
        answer = client.get(path.removeprefix("public "), SERVER_NAME=host)
        assert answer.status_code < 500, path
        is_letter = "sandbox" in answer.headers["Content-Security-Policy"]  # in a frame, as somebody wrote it
        is_html = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        assert is_letter or not is_html or b"<html" not in answer.content, path

"""Walks the README's five minutes through a full demo that runs, with a stopwatch, and takes the documents' pictures.

`python -m docs.pictures http://localhost:8900 PASSWORD` prints what the machine needs for each step; a reader's time is
their own. The demo is not changed but for one test mail to its owner.
"""

import re
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parent / "pictures"
WIDTHS = (1360, 390)
HEIGHTS_MAX = {1360: 2_000, 390: 2_200}
BYTES_MAX = 300_000
WAIT_MS = 90_000


class Walk:
    """A visitor with a stopwatch."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.seconds = 0.0

    def step(self, words: str, *addresses: str, click: str = "", wait: str = "") -> None:
        """Open the addresses, click what is asked for, wait for what shall stand there; print how long that took."""
        began = time.monotonic()
        for address in addresses:
            self.page.goto(address if address.startswith("http") else self.base + address)
        if click:
            self.page.locator(click).first.click()
        self.page.wait_for_load_state("networkidle")
        if wait:
            self.page.wait_for_selector(wait)
        took = time.monotonic() - began
        self.seconds += took
        print(f"{took:6.1f} s  {words}", flush=True)

    def take(self, name: str, *, whole: bool = True) -> None:
        """Pictures of this page at both widths, as tall as a document bears: frames below the window are not drawn."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            tall = self.page.evaluate("document.documentElement.scrollHeight") if whole else 900
            self.page.set_viewport_size({"width": width, "height": min(tall, HEIGHTS_MAX[width])})
            self.page.wait_for_timeout(1_500)
            _keep(self.page.screenshot(), PICTURES / f"{name}-{width}.png")
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def _keep(raw: bytes, path: Path) -> None:
    picture = Image.open(BytesIO(raw)).convert("RGB")
    picture.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < BYTES_MAX, f"{path.name} is too large for the documents"


def _sign_in(walk: Walk, password: str) -> None:
    walk.page.goto(walk.base)
    walk.page.fill("input[name=username]", "owner")
    walk.page.fill("input[name=password]", password)
    walk.step("Home: the nine C's", click="button[type=submit]", wait=".nine")
    walk.take("home")


def _person(walk: Walk) -> None:
    walk.step("People: the fullest story", "/people/fullest/")
    walk.take("person")
    walk.step("Preview as them", click=".page-head .btn.main")


def _content(walk: Walk) -> None:
    walk.step("Content: one item on its contact sheet", "/content/", click="a:text-is('Autumn letter, better')")
    walk.take("contact-sheet")
    walk.step("Send a test to me", click="button:has-text('Send a test to me')")
    walk.step("Read it in the mailbox", "/mailbox/", wait=".letter")
    walk.take("mailbox", whole=False)
    walk.page.goto(f"{walk.base}/content/")
    sheet = walk.page.locator("a:text-is('Autumn letter, better')").first.get_attribute("href") or ""
    walk.step("The editor", sheet, click="a[href*='/variant/edit/']", wait="#id_subject")
    walk.take("editor", whole=False)


def _authors(walk: Walk) -> None:
    walk.step("How a version reads", "/content/", click="a:text-is('Autumn letter, better')")
    walk.step("Its quality, opened", click="summary:has-text('How the version')")
    walk.take("quality", whole=False)
    walk.step("Coverage: who is spoken to in their own words", "/content/coverage/", wait="table.coverage")
    walk.take("coverage")
    walk.step("New item: start from pictures", "/content/start-from/")
    walk.take("starters")
    walk.step("A mail to an expert", "/mailbox/?q=Can+you+help", click=".letters a", wait=".letter iframe")
    door = walk.page.frame_locator(".letter iframe").locator("a[href*='/expert/']").first.get_attribute("href") or ""
    walk.step("The expert's door", door)
    walk.take("expert")


def _campaign(walk: Walk) -> None:
    walk.step("Campaigns: the compared letter", "/campaigns/", click="a.row:has-text('Autumn letter')")
    walk.take("campaign")
    walk.step("Its business case", click="a[href$='/case/']")
    walk.take("case")


def _community(walk: Walk) -> None:
    public = re.sub("localhost", "127.0.0.1", walk.base)
    walk.step("Questions", "/community/")
    walk.step("The customers' own pages", f"{public}/community/?show=helpful", click="main li:has(.solved) h2 a")
    walk.take("question")
    walk.step("Start with my company: the form", "/start/company/")


STEPS: tuple[Callable[[Walk], None], ...] = (_person, _content, _authors, _campaign, _community)


def main(base: str, password: str) -> int:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTHS[0], "height": 900})
        page.set_default_timeout(WAIT_MS)
        walk = Walk(page, base.rstrip("/"))
        _sign_in(walk, password)
        for part in STEPS:
            part(walk)
        print(f"{walk.seconds:6.1f} s  in all")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))

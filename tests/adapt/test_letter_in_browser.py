"""Letters in the system's Chromium as wide as a phone and a desktop, by day and by night: nothing is in the way."""

import json
from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Page

from ninefold.adapt import queries
from ninefold.adapt.formfactors import BUILT_IN
from ninefold.adapt.letter import compile_letter
from ninefold.adapt.letterpage import Letterhead
from ninefold.adapt.personas import PERSONAS
from ninefold.adapt.personview import values
from ninefold.adapt.types import Rendition
from ninefold.content import events
from ninefold.content.starters import Starter, starters
from ninefold.content.types import Block, BlockKind, ImageFile, Priority, VariantContent
from ninefold.culture.types import Purpose
from tests.adapt import autumn
from tests.adapt.test_starters import written
from tests.web import browsing

pytestmark = [pytest.mark.browser, pytest.mark.alike]
LOOKS = [(width, scheme) for width in (375, 1280) for scheme in ("light", "dark")]
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_RUN = f"""axe.run(document, {{runOnly: {{type: 'tag', values: {json.dumps([*RULES, "best-practice"])}}},
  rules: {{region: {{enabled: false}}, 'landmark-one-main': {{enabled: false}}}}}}).then(said => said.violations)"""
_TABLES = "[...document.querySelectorAll('table')].filter(one => one.getAttribute('role') !== 'presentation').length"
_BROKEN = "[...document.querySelectorAll('img')].filter(one => !one.hasAttribute('alt')).length"
_LONG = Block(
    "long", BlockKind.TEXT, Priority.DETAIL,
    "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverleihungsverordnung: https://shop.example/" + "a" * 90,
)  # fmt: skip
_SECOND = replace(autumn.HEADING, id="h2", text="What is in it")
PICTURE = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with browsing.chromium() as browser:
        page = browser.new_page()
        page.set_default_timeout(browsing.TIMEOUT_MS)
        yield page
        page.close()


def everything(tag: str) -> VariantContent:
    """A letter of every kind of block that needs no thing of another room."""
    picture = replace(autumn.IMAGE, image_id=1, text="As they left the press")
    evening = replace(events.told(autumn.EVENING, tag), call="See the event")
    shown = (picture, evening, replace(autumn.VIDEO, image_id=1, call="Watch"), _LONG, _SECOND)
    return autumn.box(*autumn.BLOCKS[:2], *shown, *autumn.BLOCKS[3:], tag=tag)


def letter(variant: VariantContent) -> str:
    head = Letterhead(
        "Records & Sons", lambda _: ImageFile(PICTURE, 1036, 583, "Twelve sleeves"), "Records & Sons, 9 Sq."
    )
    made = compile_letter(variant, BUILT_IN["mail"], head)
    return made.render(
        values(PERSONAS[3].person, "Ninefold"), [f"https://n9.example/{n}" for n in range(len(made.links))]
    )[1]


@pytest.mark.parametrize("tag", ["en", "de", "ar", "th"])
def test_a_letter_of_every_block_has_no_barrier_at_any_width_by_day_and_by_night(page: Page, tag: str) -> None:
    assert faults(page, letter(everything(tag))) == []
    assert page.evaluate("document.documentElement.dir") == ("rtl" if tag == "ar" else "ltr")
    levels = page.evaluate("[...document.querySelectorAll('h1, h2, h3')].map(one => one.tagName)")
    assert levels == ["H1", "H2"]


@pytest.mark.django_db
@pytest.mark.parametrize("starter", starters(), ids=lambda starter: starter.key)
def test_a_starter_s_letter_has_no_barrier_at_any_width_by_day_and_by_night(page: Page, starter: Starter) -> None:
    shown = queries.preview(written(starter.content("en", Purpose.OFFERS)), PERSONAS[1], "mail")
    assert isinstance(shown, Rendition)
    assert faults(page, shown.html) == []


def faults(page: Page, html: str) -> list[str]:
    """What stands in the way of who reads a letter, in every look."""
    found = []
    for width, scheme in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_content(html)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{width} {scheme}: {wider} px too wide"] if wider > 0 else []
        found += [f"{width} {scheme}: {one}" for one in _barriers(page)]
        found += ["a table for looks is none to who listens"] if page.evaluate(_TABLES) else []
        found += ["a picture without alt"] if page.evaluate(_BROKEN) else []
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
        found += [] if (paper == "rgb(20, 22, 27)") == (scheme == "dark") else [f"{scheme}: the paper is {paper}"]
    return found


def _barriers(page: Page) -> list[str]:
    page.evaluate(browsing._axe())
    return [
        f"{one['id']}: {one['help']}: {node['html'][:200]} {node['failureSummary'].splitlines()[-1]}"
        for one in page.evaluate(_RUN)
        for node in one["nodes"]
    ]

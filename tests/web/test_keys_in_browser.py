"""The main forms by keyboard alone: Tab reaches every control and shows where one is; Enter, Space and Escape work."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from ninefold.catalyst import queries as catalyst
from ninefold.collect import actions as collect
from ninefold.community import actions as forum
from ninefold.community import queries as community
from ninefold.content import queries as content
from ninefold.context import queries as context
from ninefold.kernel import clock
from tests.catalyst import scene
from tests.catalyst.scene import NOW
from tests.web import browsing, keys, scenery
from tests.web.scenery import Scenery
from tests.web.stage import Stage

pytestmark = [
    pytest.mark.browser,
    pytest.mark.alike,
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),  # Wagtail leaves pictures open
]


@pytest.fixture
def built(stage: Stage) -> Iterator[Scenery]:
    with scenery.built(stage) as one:
        yield one


def member_page(stage: Stage, built: Scenery) -> Page:
    """A page of Ada's on the public site."""
    browser = stage.browser.new_context(base_url=stage.public)
    browser.add_cookies([scenery.signed_in(built.member, stage.public)])  # type: ignore[list-item]
    return browser.new_page()


@pytest.mark.parametrize("width", [1360, pytest.param(390, marks=pytest.mark.proof)])
def test_a_segment_is_made(stage: Stage, width: int) -> None:
    page = stage.page(width=width)
    page.goto("/segments/new/")
    expect(page.get_by_label("Name")).to_be_focused()
    browsing.settled(page)
    assert keys.faults(page) == []
    keys.tab_to(page, page.get_by_label("Name"))
    page.keyboard.type("Known by zone")
    keys.tab_to(page, page.get_by_label("What about them"))
    page.keyboard.type("Is described")
    expect(page.get_by_label("Trait")).to_be_visible()
    browsing.settled(page)
    expect(page.get_by_label("What about them")).to_be_focused()
    keys.tab_to(page, page.get_by_label("Trait"))
    page.keyboard.type("timezone")
    keys.tab_to(page, page.get_by_label("How"))
    page.keyboard.type("is known")
    expect(page.get_by_label("How")).to_be_focused()
    browsing.settled(page)
    expect(page.locator("#estimate .num")).to_have_text("12")
    keys.tab_to(page, page.get_by_role("button", name="Save").last)
    page.keyboard.press("Enter")
    page.wait_for_url("**/segments/")
    assert context.segment("known-by-zone").condition == {"all": [{"trait": "timezone", "exists": True}]}


def test_a_reward_is_redeemed(stage: Stage, built: Scenery) -> None:
    page = member_page(stage, built)
    page.goto("/redeem/ten-off")
    assert keys.faults(page) == []
    keys.tab_to(page, page.get_by_role("button", name="Redeem for 20"))
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_have_text("It is yours.")


@pytest.mark.proof
@pytest.mark.parametrize("width", [1360, 390])
def test_a_campaign_is_planned(stage: Stage, width: int) -> None:
    scene.a_segment()
    page = stage.page(width=width)
    page.goto("/campaigns/new/")
    browsing.settled(page)
    assert keys.faults(page) == []
    for label, typed in (("Name", "Autumn"), ("Who", "Everyone")):
        keys.tab_to(page, page.get_by_label(label, exact=True))
        page.keyboard.type(typed)
    keys.tab_to(page, page.get_by_label("What it sends").nth(1))
    page.keyboard.type("Autumn box")
    keys.tab_to(page, page.get_by_label(scene.GOAL.name))
    page.keyboard.press("Space")
    keys.tab_to(page, page.get_by_label("Your guess: so many more of 100 reach the first goal"))
    page.keyboard.type("1")
    browsing.settled(page)
    keys.tab_to(page, page.get_by_role("button", name="Save plan"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Autumn")
    (campaign,) = catalyst.campaigns()
    assert (len(campaign.goal_keys), campaign.arms[1].item_id) == (1, stage.item_id)


@pytest.mark.proof
def test_an_item_is_written_and_published_in_the_editor(stage: Stage) -> None:
    page = stage.page()
    page.goto(f"/snippets/content/variant/edit/{stage.variant_id}/")
    assert keys.faults(page) == []
    more = page.get_by_role("button", name="Insert a block").last
    keys.tab_to(page, more)
    page.keyboard.press("Enter")
    chooser = page.get_by_role("combobox", name="Search options…")
    expect(chooser).to_be_visible()
    keys.tab_to(page, chooser)
    page.keyboard.press("Escape")
    expect(chooser).to_have_count(0)
    words = page.locator("textarea[name='body-1-value-text']")
    keys.tab_to(page, words)
    page.keyboard.press("Control+A")
    page.keyboard.type("Ten records for 19.90.")
    keys.tab_to(page, page.get_by_role("button", name="Publish").last)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/content/{stage.item_id}/**")
    assert content.published_variant(stage.variant_id).content.blocks[1].text == "Ten records for 19.90."


@pytest.mark.proof
@pytest.mark.parametrize("width", [1360, 390])
def test_people_are_imported(stage: Stage, built: Scenery, width: int) -> None:
    page = stage.page(width=width)
    page.goto("/start/people/")
    assert keys.faults(page) == []
    file = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"E-Mail,Town\nzoe@example.org,Ulm\n"}
    page.get_by_label("The file").set_input_files(file)  # type: ignore[arg-type]  # the system's own window opens it
    keys.tab_to(page, page.get_by_role("button", name="Show me its first rows"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What the columns mean")
    assert keys.faults(page) == []
    keys.tab_to(page, page.get_by_label("A column says who agreed"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("I confirm that all")).to_be_checked()
    for label, typed in (("They agreed on", "03012025"), ("How, and where that is kept", "A form on paper.")):
        keys.tab_to(page, page.get_by_label(label))
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Reading your people")
    collect.import_uploads(seconds_max=20, now=clock.now_us())  # as the worker does
    expect(page.get_by_text("1 row read")).to_be_visible()


@pytest.mark.proof
def test_an_answer_is_accepted_in_public(stage: Stage, built: Scenery) -> None:
    (own,) = [one for one in community.questions() if one.title == "Which cloth?"]
    other = context.people(limit=2)[1].id
    given = forum.answer(profile_id=other, question_id=own.id, body="A soft one.", now=NOW)
    page = member_page(stage, built)
    page.goto(f"/community/q/{own.key}")
    assert keys.faults(page) == []
    keys.tab_to(page, page.get_by_role("button", name="This solved it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("This answer stands first")
    assert community.question(own.id).accepted_answer_id == given

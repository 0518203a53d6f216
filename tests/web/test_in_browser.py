"""The rooms' pages in a real browser: typed, pressed and read, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Route, expect

from ninefold.catalyst import queries as catalyst
from ninefold.content import queries as content_queries
from ninefold.context import queries as context
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from tests.catalyst import scene
from tests.catalyst.scene import GOAL
from tests.web import browsing
from tests.web.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.usefixtures("database")]
LONG = "Twelve records for 19.90 " + "chosen by people who answered questions this year and " * 6 + "more"


def test_a_segment_is_built_with_its_count_in_view_and_saved_by_enter(stage: Stage) -> None:
    page = stage.page()
    page.goto("/segments/new/")
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type("Known by zone")
    page.get_by_label("What about them").select_option("trait")
    page.get_by_label("Trait").fill("timezone")
    page.get_by_label("How").select_option("exists")
    expect(page.locator("#estimate .num")).to_have_text("12")
    expect(page.locator("#estimate .sentence")).to_contain_text("timezone")
    page.get_by_role("button", name="Add a row").click()
    expect(page.get_by_role("group", name="Row 2")).to_be_visible()
    expect(page.locator("#estimate")).to_contain_text("Row 2")
    page.get_by_role("button", name="Remove row 2").click()
    expect(page.get_by_role("group", name="Row 2")).to_have_count(0)
    page.get_by_role("button", name="Show as JSON").click()
    expect(page.locator("textarea[name=text]")).to_contain_text('"trait": "timezone"')
    page.get_by_role("button", name="Show as rows").click()
    expect(page.get_by_label("Trait")).to_have_value("timezone")
    browsing.settled(page)
    page.get_by_label("Trait").press("Enter")
    page.wait_for_url("**/segments/")
    expect(page.get_by_role("row", name="Known by zone")).to_contain_text("12")
    assert context.segment("known-by-zone").condition == {"all": [{"trait": "timezone", "exists": True}]}


def test_what_is_typed_while_a_row_reloads_stays(stage: Stage) -> None:
    page = stage.page()
    page.goto("/segments/new/")
    page.get_by_role("button", name="Add a row").click()
    expect(page.get_by_role("group", name="Row 2")).to_be_visible()
    held: list[Route] = []
    page.route("**/segments/preview/", lambda route: held.append(route) if _is_of_body(route) else route.continue_())
    first, second = page.get_by_role("group", name="Row 1"), page.get_by_role("group", name="Row 2")
    with page.expect_request(lambda request: "part=body" in (request.post_data or "")):
        first.get_by_label("What about them").select_option("trait")
    second.get_by_label("Event").press_sequentially("Cart Filled")
    held.pop().continue_()
    expect(first.get_by_label("Trait")).to_be_visible()
    expect(second.get_by_label("Event")).to_have_value("Cart Filled")
    expect(second.get_by_label("Event")).to_be_focused()
    with page.expect_request(lambda request: "part=body" in (request.post_data or "")):
        first.get_by_role("button", name="Remove row 1").click()
    second.get_by_label("Event").fill("Cart Left")
    held.pop().continue_()
    expect(second).to_have_count(0)
    expect(first.get_by_label("Event")).to_have_value("Cart Left")
    expect(page.locator("#estimate .sentence")).to_contain_text("Cart Left")


def _is_of_body(route: Route) -> bool:
    return "part=body" in (route.request.post_data or "")


def test_a_campaign_is_planned_weighed_and_started(stage: Stage) -> None:
    scene.an_address()
    scene.a_segment()
    page = stage.page()
    page.goto("/campaigns/new/")
    page.get_by_label("Name", exact=True).fill("Autumn")
    page.get_by_label("Who").select_option("Everyone")
    expect(page.locator("#plan")).to_contain_text("In the segment")
    page.get_by_label("What it sends").nth(1).select_option("Autumn box")
    page.get_by_label(GOAL.name).check()
    page.get_by_label("Your guess: so many more of 100 reach the first goal").fill("1")
    page.get_by_role("button", name="Another arm").click()
    expect(page.get_by_role("group", name="Arm 3")).to_be_visible()
    page.get_by_role("button", name="Remove arm 3").click()
    expect(page.get_by_role("group", name="Arm 3")).to_have_count(0)
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Autumn")
    expect(page.locator("#plan")).to_contain_text("needs at least 30 people")
    expect(page.locator("#plan")).to_contain_text("With consent")
    page.get_by_role("button", name="Start").click()
    page.get_by_role("button", name="Start all the same").click()
    expect(page.locator(".message")).to_contain_text("It runs")
    (campaign,) = catalyst.campaigns()
    assert [arm.name for arm in campaign.arms] == ["Nothing", "Letter"]


def test_the_preview_follows_the_typing_and_says_what_does_not_fit(stage: Stage) -> None:
    page = stage.page()
    page.goto(f"/snippets/content/variant/edit/{stage.variant_id}/")
    page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("#w-preview-iframe")
    seen = frame.locator("figure:visible")
    expect(seen).to_contain_text("Mail")
    frame.get_by_role("button", name="140 characters").click()
    expect(seen).to_contain_text("/140")
    expect(page.locator("[data-w-preview-target=spinner]")).to_be_hidden()
    box = page.locator("textarea[name='body-1-value-text']")
    box.fill(LONG[:-9])
    box.press_sequentially(LONG[-9:], delay=300)  # the preview looks twice a second, and people type on
    expect(seen).to_contain_text("does not fit")
    seen.get_by_role("link", name="Go to the block").click()
    expect(box).to_be_focused()
    expect(box).to_have_value(LONG)
    page.get_by_role("button", name="Publish").last.click()
    expect(page.locator(".messages")).to_contain_text("Kept as a draft, not published")
    assert content_queries.draft(stage.variant_id).blocks[1].text == LONG


def test_a_real_person_is_looked_for_beside_the_editor_and_a_letter_is_seen_in_the_dark(stage: Stage) -> None:
    page = stage.page()
    page.goto(f"/snippets/content/variant/edit/{stage.variant_id}/")
    page.get_by_role("button", name="Toggle preview").click()
    frame = page.frame_locator("#w-preview-iframe")
    field = page.get_by_label("or by a real person")
    field.fill("nobody@example.org")
    field.press("Enter")
    expect(page.locator(".seen-by [role=status]")).to_contain_text("Nobody is known as")
    person = context.people(limit=1)[0]
    field.fill(person.traits["email"])
    page.get_by_role("button", name="Look").click()
    expect(frame.locator(".noted")).to_contain_text(f"kept with what is known of {person.name}")
    letter = frame.frame_locator("figure:visible iframe").locator("body")
    expect(letter).to_have_css("background-color", "rgb(250, 248, 244)")
    frame.locator("figure:visible").get_by_label("Dark").check()
    expect(letter).to_have_css("background-color", "rgb(20, 22, 27)")
    frame.locator("figure:visible").get_by_label("Desktop width").check()
    assert letter.evaluate("() => innerWidth") == 760


def test_the_home_page_is_walked_by_keyboard(stage: Stage) -> None:
    page = stage.page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.activeElement.closest('main') !== null")
    assert inside, "the skip link leads past the menu"
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    tile = page.locator(".tile .what").first
    expect(tile).to_be_visible()
    tile.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "focus is seen"
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Culture")


def test_the_coverage_map_of_many_audiences_scrolls_by_itself_and_nothing_is_evaluated(stage: Stage) -> None:
    for name in ("Vinyl collectors", "German newcomers", "Shellac engineers"):
        key = name.split()[0].lower()
        culture.save_community(actor=scene.ACTOR, community=Community(key, name, f"en-x-{key}"))
    page = stage.page(width=390)
    watch = browsing.Watch(page)
    page.goto("/content/coverage/")
    expect(page.locator("table.coverage").first).to_be_visible()
    browsing.settled(page)
    wide = page.locator(".scroll").first.evaluate("one => one.scrollWidth > one.clientWidth")
    assert wide, "the table itself is wider than the screen"
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert watch.found == []

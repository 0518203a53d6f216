"""The editor of a version in a real browser: what is folded, what is put in, what is kept, by mouse and by keyboard."""

import pytest
from playwright.sync_api import Page, Route, expect

from ninefold.content import queries
from ninefold.content.limits import SHORT_CHARACTERS_MAX
from ninefold.content.models import Variant
from tests.web.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.usefixtures("database")]
TEXT = "textarea[name='body-1-value-text']"
SHORT = "input[name='body-1-value-short']"


def editor(stage: Stage, *, width: int = 1360) -> Page:
    page = stage.page(width=width)
    page.goto(f"/snippets/content/variant/edit/{stage.variant_id}/")
    expect(page.locator(TEXT)).to_be_visible()
    return page


def test_a_block_s_text_stands_first_and_one_line_tells_what_else_is_set(stage: Stage) -> None:
    page = editor(stage)
    expect(page.locator(SHORT)).to_be_hidden()
    fold = page.locator("section", has=page.locator(SHORT)).last
    line = fold.locator("[data-panel-heading-text]").first
    expect(line).to_have_text("Supporting")
    toggle = fold.get_by_role("button", name="Toggle section").first
    toggle.press("Enter")
    expect(toggle).to_have_attribute("aria-expanded", "true")
    page.locator(SHORT).fill("Twelve for 19.90.")
    fold.get_by_label("Priority").select_option("essential")
    fold.locator("button[data-streamfield-list-add], .c-sf-add-button").last.click()
    fold.locator("input[name='body-1-value-must_keep-0-value']").fill("19.90")
    toggle.press("Enter")
    expect(page.locator(SHORT)).to_be_hidden()
    expect(line).to_have_text("Essential · short form · 1 must keep")


def test_what_is_folded_opens_by_itself_where_it_holds_an_error(stage: Stage) -> None:
    page = editor(stage)
    short = page.locator(SHORT)
    short.evaluate("(one, text) => (one.value = text)", "x" * 2 * SHORT_CHARACTERS_MAX)
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("not saved yet")
    expect(short).to_be_visible()
    expect(page.locator("textarea[name='body-0-value-plain'], input[name='body-0-value-plain']")).to_be_hidden()


def test_what_is_too_long_is_refused_and_not_cut(stage: Stage) -> None:
    page = editor(stage)
    text = page.locator(TEXT)
    text.fill("word " * 2_000)
    assert len(text.input_value()) == 10_000
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("at most 5000 characters (it has").first).to_be_visible()


def test_words_that_change_with_the_reader_are_chosen_and_read_as_one_reads_them(stage: Stage) -> None:
    page = editor(stage)
    subject = page.locator("#id_subject")
    subject.fill("For , today")
    subject.press("Home")
    for _ in range(4):
        subject.press("ArrowRight")
    subject.press("Tab")
    chosen = page.get_by_label("Put in words that change with the reader")
    expect(chosen).to_be_focused()
    chosen.select_option("{{ person.first_name | default: 'friend' }}")
    expect(subject).to_have_value("For {{ person.first_name | default: 'friend' }}, today")
    expect(subject).to_be_focused()
    expect(page.locator(".reads-as").first).to_have_text("Alex reads: For Alex, today")


def is_keeping(route: Route) -> bool:
    return route.request.headers.get("accept") == "application/json"


def refusals(page: Page) -> list[str]:
    """The addresses of what is refused from now on."""
    found: list[str] = []
    page.on("response", lambda answer: found.append(answer.url) if answer.status >= 400 else None)
    return found


def test_nothing_is_kept_by_itself_once_publish_is_pressed(stage: Stage) -> None:
    page = editor(stage)
    refused, held, kept = refusals(page), list[Route](), list[Route]()

    def look(route: Route) -> None:
        if held and is_keeping(route):
            kept.append(route)
        if is_keeping(route) or route.request.method == "GET":
            route.continue_()
        else:
            held.append(route)

    page.route("**/variant/edit/**", look)
    page.locator(TEXT).press_sequentially(" One more.", delay=300)
    page.get_by_role("button", name="Publish").last.click(no_wait_after=True)
    page.wait_for_timeout(1_000)
    held.pop().continue_()
    expect(page.locator(".message, .messages").first).to_contain_text("is published")
    assert (refused, kept) == ([], [])
    assert not Variant.objects.get(pk=stage.variant_id).has_unpublished_changes
    assert queries.published_variant(stage.variant_id).content.blocks[1].text.endswith("One more.")


def test_publishing_waits_for_what_is_being_kept(stage: Stage) -> None:
    page = editor(stage)
    refused, held = refusals(page), list[Route]()
    page.route("**/variant/edit/**", lambda route: held.append(route) if is_keeping(route) else route.continue_())
    with page.expect_request(lambda request: request.headers.get("accept") == "application/json"):
        page.locator(TEXT).press_sequentially(" One more.", delay=300)
    page.get_by_role("button", name="Publish").last.click()
    page.wait_for_timeout(300)
    assert "/variant/edit/" in page.url
    held.pop().continue_()
    expect(page.locator(".message, .messages").first).to_contain_text("is published")
    row = Variant.objects.get(pk=stage.variant_id)
    assert (refused, held, row.has_unpublished_changes) == ([], [], False)


@pytest.mark.parametrize("width", [1360, 390])
def test_a_block_is_chosen_from_the_list_and_begins_without_a_fault(stage: Stage, width: int) -> None:
    page = editor(stage, width=width)
    page.locator(".c-sf-add-button").last.click()
    page.get_by_role("option", name="Poll").click()
    answers = page.locator("input[name^='body-2-value-options-'][name$='-value']")
    expect(answers).to_have_count(2)
    expect(page.locator(".c-sf-container").get_by_text("minimum number")).to_have_count(0)


def test_on_a_phone_the_form_comes_first(stage: Stage) -> None:
    page = editor(stage, width=390)
    page.evaluate("localStorage.setItem('wagtail:side-panel-open', 'preview')")
    page.reload()
    expect(page.locator(TEXT)).to_be_visible()
    page.wait_for_timeout(300)
    expect(page.locator("[data-side-panel=preview]")).to_be_hidden()
    page.get_by_role("button", name="Toggle preview").click()
    expect(page.locator("[data-side-panel=preview]")).to_be_visible()


def test_the_day_of_an_event_is_the_one_that_was_typed(stage: Stage) -> None:
    page = editor(stage)
    page.get_by_role("button", name="Insert a block").last.click()
    page.get_by_role("option", name="Event").click()
    day, hour = page.locator("input[name='body-2-value-day']"), page.locator("input[name='body-2-value-hour']")
    day.press_sequentially("12102026")  # as this browser's language writes it
    hour.press_sequentially("0700PM")
    assert (day.input_value(), hour.input_value()) == ("2026-12-10", "19:00")
    page.locator("input[name='body-2-value-text']").fill("A clinic")
    page.locator("input[name='body-2-value-place']").fill("Berlin")
    page.get_by_role("button", name="Save draft").click()
    expect(page.locator(".messages")).to_contain_text("kept as a draft")
    expect(page.locator("input[name='body-2-value-day']")).to_have_value("2026-12-10")
    expect(page.locator("input[name='body-2-value-hour']")).to_have_value("19:00")

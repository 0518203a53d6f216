"""The rooms' pages in a real browser: typed, pressed and read at both widths, by keyboard, light and dark."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.http import HttpResponse
from playwright.sync_api import Browser, Page, expect

from ninefold.adapt import fit
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import CampaignArm
from ninefold.channel.tokens import preferences_token
from ninefold.community import actions as forum
from ninefold.community import queries as forum_queries
from ninefold.content import actions as content
from ninefold.content import queries as content_queries
from ninefold.content.types import Product
from ninefold.context import queries as context
from ninefold.credibility import actions as credibility
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.currency import actions as currency
from ninefold.currency.types import Reward, RewardKind
from ninefold.kernel import clock
from ninefold.kernel.users.models import User
from ninefold.web.public import session
from tests.catalyst import scene
from tests.catalyst.scene import ACTOR, GOAL, NOW
from tests.content.scene import installed, letter
from tests.web import browsing

pytestmark = [pytest.mark.browser, pytest.mark.alike, pytest.mark.usefixtures("database")]
LONG = "Twelve records for 19.90 " + "chosen by people who answered questions this year and " * 6 + "more"


@dataclass
class Stage:
    """A studio that runs, a browser, someone of the team, and an item with one variant."""

    address: str
    browser: Browser
    user: User
    item_id: int
    variant_id: int

    def page(self, *, width: int = 1360, scheme: str = "light") -> Page:
        return browsing.signed_in(self.browser, self.address, self.user, width=width, scheme=scheme)


@pytest.fixture
def stage(database: object, chromium: Browser) -> Iterator[Stage]:
    clock.drive(clock.from_us(NOW))
    user = User.objects.create_superuser(username="owner", password="a password")
    culture.define_goal(actor=ACTOR, goal=GOAL)
    culture.save_community(actor=ACTOR, community=Community("jazz", "Jazz buyers", "en-x-jazz"))
    scene.people(12)
    scene.an_address()
    with installed(fit.report), browsing.serving() as address:
        item = content.create_item(actor=ACTOR, title="Autumn box", form_factors=("mail", "post140"), facts=("19.90",))
        variant_id = content.create_variant(actor=ACTOR, item_id=item.id, content=letter())
        content.publish(actor=ACTOR, variant_id=variant_id)
        yield Stage(address, chromium, user, item.id, variant_id)
        for opened in chromium.contexts:
            opened.close()


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
    page.get_by_label("Expected gain, in points").fill("1")
    page.get_by_role("button", name="Another arm").click()
    expect(page.get_by_role("group", name="Arm 3")).to_be_visible()
    page.get_by_role("button", name="Remove arm 3").click()
    expect(page.get_by_role("group", name="Arm 3")).to_have_count(0)
    page.get_by_role("button", name="Save plan").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Autumn")
    expect(page.locator("#plan")).to_contain_text("too small to learn anything")
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
    expect(frame.locator("figcaption")).to_contain_text("Mail")
    mode = page.locator("#id_preview_mode option[value^='post140:']").first.get_attribute("value")
    page.select_option("#id_preview_mode", mode)
    expect(frame.locator("figcaption")).to_contain_text("/140")
    expect(page.locator("[data-w-preview-target=spinner]")).to_be_hidden()
    box = page.locator("textarea[name='body-1-value-text']")
    box.fill(LONG[:-9])
    box.press_sequentially(LONG[-9:], delay=300)  # the preview looks twice a second, and people type on
    expect(frame.locator("figure")).to_contain_text("does not fit")
    expect(frame.get_by_role("link", name="Go to the block")).to_be_visible()
    page.get_by_role("button", name="Publish").last.click()
    expect(page.locator(".messages")).to_contain_text("Kept as a draft, not published")
    assert content_queries.draft(stage.variant_id).blocks[1].text == LONG


def _member(page: Page, public: str, person: int) -> None:
    """Sign a person in on the public pages: with points, a reward they had, and a post of theirs that waits."""
    request = forum.invite(address="ada@example.org", name="Ada", next_path="/", now=NOW)
    member = forum.join(request_id=request, name="Ada", now=NOW)
    forum.ask(profile_id=member.profile_id, title="See www.spam.example", body="", topic="", now=NOW)
    early = Reward(
        "first-listen", "First listen", "A week early.", RewardKind.ACCESS, "points", 5, early_text="Side A."
    )
    currency.save_reward(actor=ACTOR, reward=early)
    currency.give(
        actor=ACTOR, key="g", profile_id=member.profile_id, currency="points", amount=50, reason="Hi", now=NOW
    )
    currency.redeem(key="r", profile_id=member.profile_id, reward="first-listen", now=NOW)
    credibility.give_badge(actor=ACTOR, profile_id=person, topic="shellac", reason="Knows it.", now=NOW)
    price = Product("needle", "Needle", 1990, "EUR", "https://shop.example/needle")
    content.save_products(actor=ACTOR, given=[price])
    response = HttpResponse()
    session.sign_in(response, member)
    page.context.add_cookies([{"name": session.COOKIE, "value": response.cookies[session.COOKIE].value, "url": public}])


@pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (1360, "light"),
        (390, "dark"),
        pytest.param(1360, "dark", marks=pytest.mark.proof),
        pytest.param(390, "light", marks=pytest.mark.proof),
    ],
)
def test_axe_finds_no_barrier(stage: Stage, width: int, scheme: str) -> None:
    arms = (CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", stage.item_id, 1))
    running = scene.started(scene.a_campaign(arms=arms))
    person = context.people(limit=1)[0].id
    asked = forum.ask(profile_id=person, title="Which needle?", body="For 78s.", topic="shellac", now=NOW)
    question = forum_queries.question(asked)
    page = stage.page(width=width, scheme=scheme)
    public = stage.address.replace("localhost", "127.0.0.1")
    found = []
    for path in (
        "/", "/square/content/", f"/people/{person}/", f"/people/{person}/preview/", f"/content/{stage.item_id}/",
        f"/content/{stage.item_id}/claims/", f"/campaigns/{running.id}/", f"/campaigns/{running.id}/case/", "/mailbox/",
        f"{public}/preferences/{preferences_token(9, person)}", f"{public}/community/",
        f"{public}/community/q/{question.key}", f"{public}/join", f"{public}/redeem", f"{public}/wallet",
        f"{public}/redeem/first-listen", f"{public}/community/ask", f"{public}/leave",
        "/community/queue/", "/community/experts/", "/products/",
        "/start/", "/charter/company/", "/currencies/", "/community/", f"/community/{question.id}/", "/segments/",
        "/sources/", "/campaigns/", "/campaigns/new/questions/", "/goals/", "/charter/",
    ):  # fmt: skip
        if path == f"{public}/wallet":
            _member(page, public, person)  # what follows is seen signed in
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert page.url.endswith(path), "nobody was sent elsewhere"
        if path == "/":
            page.locator("summary").click()
            expect(page.locator(".nine")).to_be_visible()
        browsing.settled(page)
        found += browsing.barriers(page)
    assert found == []


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


@pytest.mark.parametrize(("width", "scheme"), [(1360, "light"), (390, "dark")])
def test_no_page_is_wider_than_its_screen_and_every_control_has_a_name(stage: Stage, width: int, scheme: str) -> None:
    campaign = scene.a_campaign()
    running = scene.started(scene.a_campaign())
    segment_id = scene.a_segment()
    page = stage.page(width=width, scheme=scheme)
    for path in (
        "/content/", f"/content/{stage.item_id}/", f"/content/{stage.item_id}/?tag=en-x-jazz", "/segments/",
        "/segments/new/", f"/segments/{segment_id}/", "/campaigns/", "/campaigns/new/", f"/campaigns/{campaign.id}/",
        f"/campaigns/{running.id}/", "/goals/", "/goals/new/", "/communities/", "/communities/new/", "/sources/",
        "/sources/new/", "/sources/quarantine/", "/images/", "/users/",
    ):  # fmt: skip
        page.goto(path)
        assert page.url == stage.address + path
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wider <= 0, f"{path} is {wider} px too wide"
        shown = page.locator(".menu [aria-current]").bounding_box()
        assert shown, path
        assert 0 <= shown["x"] <= width - shown["width"], f"{path}: the menu does not show where one is"
        nameless = page.evaluate(
            "[...document.querySelectorAll('.page input:not([type=hidden]), .page select, .page textarea')]"
            ".filter(e => !e.labels?.length && !e.getAttribute('aria-label')).map(e => e.name)"
        )
        assert nameless == [], path

"""A whole install walked in a real browser: the team at a desk, customers at their phones without scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from ninefold.cli.main import STUDIO
from tests import databases
from tests.installs import Install
from tests.web.browsing import Watch
from tests.web.company import NAME, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.database]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory, beside: databases.TestDatabase) -> Iterator[Install]:
    """An install with a small company in it, all four parts running; one for all tests here, since starting is slow."""
    folder = tmp_path_factory.mktemp("company")
    install = Install(folder, beside.at(folder))
    try:
        yield _founded(install)
    finally:
        install.stop()


def _founded(install: Install) -> Install:
    assert install.module("tests.web.company", django=STUDIO).wait(60) == 0, install.log("tests.web.company")
    for part in ("mailbox", "edge", "studio", "worker"):
        install.start(part)
    return install


def _sign_in(page: Page, install: Install) -> None:
    page.goto(install.url("studio", "/login/"))
    page.fill("[name=username]", NAME)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    expect(page.get_by_role("heading", name="How we engage")).to_be_visible()


def _until_it_lists(page: Page, address: str, words: str) -> None:
    """Load a page again until it shows what is on its way."""
    for _ in range(60):
        page.goto(address)
        if page.get_by_text(words).count() or page.get_by_role("row", name=words).count():
            return
        page.wait_for_timeout(250)
    raise AssertionError(f"{address} never showed {words!r}")


def _followed(context: BrowserContext, link: Locator) -> str:
    """Click a mail's link; the title of the page that it ends on, which must stand."""
    with context.expect_page() as opened:
        link.click()
    page = opened.value
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    title = page.title()
    page.close()
    return title


def test_from_home_to_a_received_mail_and_its_click_on_the_persons_page(company: Install, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1360, "height": 900})
    page = context.new_page()
    watch = Watch(page)
    _sign_in(page, company)
    _until_it_lists(page, company.url("studio", "/mailbox/"), "ana0@demo.example")
    page.goto(company.url("studio", "/"))
    page.get_by_role("link", name="Last letter").click()
    page.locator(".letters a", has_text="ana0@demo.example").first.click()
    letter = page.frame_locator("iframe.frame")
    link = letter.locator("a[href*='/c/']").first
    expect(link).to_be_visible()
    assert _followed(context, link) == "The demo's shop"
    page.fill("[name=text]", "Thank you, which pressing is quieter?")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("The answer is sent")).to_be_visible()
    _until_it_lists(page, company.url("studio", "/mailbox/inbox/"), "which pressing is quieter?")
    page.get_by_role("link", name="Ana Souza 0").click()
    expect(page.get_by_text("Why not me?")).to_be_visible()
    _until_it_lists(page, page.url, "Clicked a link")
    expect(page.locator("#story").get_by_text("Message delivered", exact=True)).to_be_visible()
    page.get_by_role("link", name="Purchases").click()
    expect(page.locator("#story li")).to_have_count(3)
    assert not watch.found, watch.found
    context.close()


def test_public_pages_work_without_scripts_at_a_phones_width(company: Install, chromium: Browser) -> None:
    desk = chromium.new_context()
    page = desk.new_page()
    _sign_in(page, company)
    _until_it_lists(page, company.url("studio", "/mailbox/?q=ana1"), "ana1@demo.example")
    address = page.frame_locator("iframe.frame").locator("a[href*='/preferences/']").first.get_attribute("href")
    assert address
    desk.close()
    phone = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page = phone.new_page()
    watch = Watch(page)
    page.goto(address)
    assert page.locator("body").evaluate("body => body.scrollWidth") <= 390
    page.select_option("[name=per_week]", label="One a week")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.locator("[name=per_week]")).to_have_value("1")
    assert not watch.found, watch.found
    assert not phone.cookies()
    phone.close()


class Member:
    """Someone at their own phone, without scripts, whose mail is read in the team's mailbox."""

    def __init__(self, company: Install, team: Page, chromium: Browser, number: int) -> None:
        self.company, self.team, self.address = company, team, f"ana{number}@demo.example"
        self._context = chromium.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False)
        self.page = self._context.new_page()
        self.watch = Watch(self.page)

    def link_of(self, subject: str, part: str) -> str:
        """The address of a link in their newest mail of this subject."""
        _until_it_lists(self.team, self.company.url("studio", f"/mailbox/?to={self.address}&q={subject}"), subject)
        self.team.locator(".letters a").first.click()
        link = self.team.frame_locator("iframe.frame").locator(f"a[href*='{part}']").first
        address = link.get_attribute("href")
        assert address
        return address

    def join(self, name: str) -> None:
        """From the page that asks them to join, by the mailed link, back to where they wanted to go."""
        self.page.get_by_label("address").fill(self.address)
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_role("main").get_by_role("button").click()
        self.page.goto(self.link_of("Your link", "/join/"))
        self.page.get_by_role("button", name="Sign in").click()

    def ask(self, title: str) -> None:
        self.page.fill("[name=title]", title)
        self.page.fill("[name=topic]", "needles")
        self.page.get_by_role("button", name="Ask", exact=True).click()
        expect(self.page.get_by_role("heading", name=title)).to_be_visible()

    def close(self) -> None:
        assert not self.watch.found, self.watch.found
        self._context.close()


def test_a_question_is_routed_answered_accepted_recognised_sent_and_reaches_a_goal(
    company: Install, chromium: Browser
) -> None:
    team = chromium.new_context(viewport={"width": 1360, "height": 900}).new_page()
    _sign_in(team, company)
    asker, helper, reader = (Member(company, team, chromium, number) for number in (0, 3, 2))
    asker.page.goto(company.url("public", "/community/ask"))
    asker.join("Ana asks")
    asker.ask("Which needle is kind to old records?")

    helper.page.goto(helper.link_of("A question you may know", "/c/"))
    expect(helper.page.get_by_role("heading", name="Which needle is kind to old records?")).to_be_visible()
    helper.page.get_by_role("link", name="Join to answer").click()
    helper.join("Ana helps")
    helper.page.fill("[name=body]", "A conical one of 0.7 mil, at two grams.")
    helper.page.get_by_role("button", name="Answer", exact=True).click()
    expect(helper.page.get_by_text("expert in needles", exact=True)).to_be_visible()

    asker.page.reload()
    asker.page.get_by_role("button", name="This solved it").click()
    expect(asker.page.get_by_text("Glad that it helped.")).to_be_visible()
    _until_it_lists(helper.page, company.url("public", "/wallet"), "Your answer was accepted")

    team.goto(company.url("studio", "/campaigns/"))
    team.get_by_role("link", name="Answer of the week").first.click()
    team.get_by_role("button", name="Start").click()
    team.get_by_role("button", name="Start all the same").click()
    reader.page.goto(reader.link_of("The answer of the week", "/c/"))
    expect(reader.page.get_by_text("A conical one of 0.7 mil")).to_be_visible()
    reader.page.goto(company.url("public", "/community/ask"))
    reader.join("Ana reads")
    reader.ask("And for shellac?")
    team.goto(company.url("studio", "/campaigns/"))
    team.get_by_role("link", name="Answer of the week").first.click()
    _until_it_lists(team, team.url, "The answer 1 1 1")
    for member in (asker, helper, reader):
        member.close()

"""Wallet, rewards and early access over HTTP: a member sees their own, pays once, and gets what they paid for."""

import re
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ninefold.channel.models import Service
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.community import actions as community
from ninefold.community import queries as community_queries
from ninefold.content import actions as content
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.context import queries as context
from ninefold.culture.types import Purpose
from ninefold.currency import actions, queries
from ninefold.currency.types import Offer, Reward, RewardKind, Transfer
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput
from ninefold.pipeline import ports
from ninefold.web.public import session
from ninefold.web.studio.home import waiting
from tests.currency.test_earning import an_event
from tests.web.people import learn

TEAM = actors.system("test")
CODE = Reward("ten-off", "Ten off", "Ten dollars off one order.", RewardKind.CODE, "points", 100)
EARLY = Reward("first-listen", "First listen", "", RewardKind.ACCESS, "points", 50, early_text="Side A, a week early.")


def joined(browser: Client, number: int, points: int = 0) -> int:
    """A member who is signed in and has earned so many points by a purchase; their profile."""
    now, address = clock.now_us(), f"member{number}@demo.example"
    request_id = community.invite(address=address, name=f"Member {number}", next_path="/wallet", now=now)
    member = community.join(request_id=request_id, name="", now=now)
    profile = member.profile_id
    if points:
        bought = {"revenue": str(points), "currency": "USD"}
        learn([NewEvent(f"o{number}", EventName.ORDER_COMPLETED, now, profile_id=profile, properties=bought,
                        kind=EventKind.TRACK, trust=Trust.SERVER)])  # fmt: skip
    response = browser.get("/community/")
    session.sign_in(response, member)
    browser.cookies[session.COOKIE] = response.cookies[session.COOKIE].value
    return profile


@pytest.fixture
def shelf(db: None) -> None:
    for reward in (CODE, EARLY):
        actions.save_reward(actor=TEAM, reward=reward)
    actions.add_codes(actor=TEAM, reward="ten-off", codes=["AAAA-1", "AAAA-2"])


def button(page: str) -> dict[str, str]:
    """What the button of a reward's page sends."""
    return dict(re.findall(r'name="(key|offer|price|currency)" value="([^"]+)"', page))


def redeem(browser: Client, path: str) -> str:
    """Open a reward's page and press its button twice; where that leads."""
    fields = button(browser.get(path).content.decode())
    first, second = (browser.post(path.partition("?")[0], fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302), first.content.decode()
    assert first["Location"] == second["Location"]
    return str(first["Location"])


def test_a_wallet_is_for_who_is_signed_in_and_rewards_are_for_everyone_to_see(public: Client, shelf: None) -> None:
    assert public.get("/wallet")["Location"] == "/join?next=%2Fwallet"
    page = public.get("/redeem/ten-off").content.decode()
    assert "Join or sign in to redeem it" in page
    assert public.post("/redeem/ten-off", {"key": "k"})["Location"].startswith("/join?next=")
    assert public.get("/redeem").content.decode().count('class="reward"') == 2
    assert public.get("/early/first-listen").status_code == 302


def test_a_new_member_reads_how_points_are_got_from_the_rules_that_are_on(public: Client, shelf: None) -> None:
    shelf_page = " ".join(public.get("/redeem").content.decode().split())
    assert "Your purchase: 1 for each USD" in shelf_page
    assert "Welcome" not in shelf_page, "it is off until the company wants it"
    actions.save_rule(actor=TEAM, rule=replace(queries.rule("welcome"), is_on=True))
    assert "Welcome</a>: 50<" in public.get("/redeem").content.decode()
    profile = joined(public, 1)
    learn([])
    assert queries.balances([profile])["points"] == 50
    wallet = public.get("/wallet").content.decode()
    assert '<a href="/community/">Your answer was accepted</a>: 10, at most 50 a day<' in wallet
    assert "Welcome</a>: 50" not in wallet, "who has joined cannot join again"


def test_a_member_redeems_once_gets_the_code_and_a_receipt_and_reads_why(public: Client, shelf: None) -> None:
    profile = joined(public, 1, points=120)
    got = public.get(redeem(public, "/redeem/ten-off")).content.decode()
    assert "AAAA-1" in got
    assert "you hold 20 now" in got
    wallet = public.get("/wallet").content.decode()
    assert all(words in wallet for words in ("Your purchase", "Redeemed: Ten off", "AAAA-1", "Recognition"))
    assert "<script" not in wallet
    [mail] = Service.objects.filter(kind="receipt")
    assert "AAAA-1" in mail.text
    learn([])
    assert queries.balance([profile], "points") == 20
    again = public.get("/redeem/ten-off").content.decode()
    assert "You have had “Ten off” already" in again
    assert 'name="key"' not in again


def test_too_little_is_said_before_and_after(public: Client, shelf: None) -> None:
    joined(public, 1, points=60)
    page = public.get("/redeem/ten-off").content.decode()
    assert "40 more are needed" in page
    refused = public.post("/redeem/ten-off", {"key": "k"})
    assert refused.status_code == 409
    assert "costs 100 Points, and you have 60" in refused.content.decode()
    assert queries.stock(CODE).codes == 2


def test_no_other_price_is_taken_than_the_one_on_the_button(public: Client, shelf: None) -> None:
    profile = joined(public, 1, points=900)
    page = public.get("/redeem/ten-off").content.decode()
    actions.save_reward(actor=TEAM, reward=replace(CODE, price=800))
    for fields in (button(page), {"key": "k"}, button(page) | {"price": "800", "currency": "recognition"}):
        refused = public.post("/redeem/ten-off", fields)
        assert (refused.status_code, queries.balance([profile], "points")) == (409, 900)
        assert "costs 800 Points now" in refused.content.decode()
    actions.save_offer(actor=TEAM, offer=Offer("spring", "ten-off", 10))
    page = public.get("/redeem/ten-off?offer=spring").content.decode()
    actions.save_offer(actor=TEAM, offer=Offer("spring", "ten-off", 20))
    refused = public.post("/redeem/ten-off", button(page))
    assert "costs 20 Points now" in refused.content.decode()
    assert public.post("/redeem/ten-off", button(refused.content.decode())).status_code == 302
    assert queries.balance([profile], "points") == 880


def test_the_shelf_asks_as_much_for_many_rewards_as_for_few(public: Client, shelf: None) -> None:
    member = Client(SERVER_NAME="127.0.0.1")
    joined(member, 1, points=120)
    redeem(member, "/redeem/ten-off")

    def statements(browser: Client, rewards: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/redeem").content.decode().count('class="reward"') == rewards
        return len(asked)

    browsers = (public, member)
    few = [statements(browser, 2) for browser in browsers for _ in range(2)][1::2]
    for number in range(10):
        actions.save_reward(actor=TEAM, reward=replace(EARLY, key=f"listen-{number}"))
    assert [statements(browser, 12) for browser in browsers] == few
    shown = member.get("/redeem").content.decode()
    assert shown.count("You have had it.") == 1
    assert shown.count("Look at it") == 11


def test_nobody_reads_what_another_redeemed(public: Client, shelf: None) -> None:
    joined(public, 1, points=120)
    address = redeem(public, "/redeem/ten-off")
    other = Client(SERVER_NAME="127.0.0.1")
    joined(other, 2, points=120)
    for browser in (other, Client(SERVER_NAME="127.0.0.1")):
        assert "AAAA-1" not in browser.get(address).content.decode()
    key = public.get("/wallet").wsgi_request and queries.redemptions_of("ten-off")[0].key.removeprefix("page:")
    assert other.post("/redeem/ten-off", {"key": key}).status_code == 409


def test_early_access_opens_to_who_redeemed_it_and_closes_when_it_is_taken_back(public: Client, shelf: None) -> None:
    joined(public, 1, points=120)
    closed = public.get("/early/first-listen")
    assert (closed.status_code, "Side A" in closed.content.decode()) == (403, False)
    redeem(public, "/redeem/first-listen")
    assert "Side A, a week early." in public.get("/early/first-listen").content.decode()
    [made] = queries.redemptions_of("first-listen")
    actions.revoke(actor=TEAM, key=made.key, reason="Shared in public.", is_refund=True, now=clock.now_us())
    closed = public.get("/early/first-listen")
    assert closed.status_code == 403
    assert "Shared in public." in closed.content.decode()
    assert "Shared in public." in public.get("/wallet").content.decode()
    assert public.get("/early/ten-off").status_code == 404


def test_early_access_shows_a_content_item_in_words_for_its_reader(public: Client, db: None) -> None:
    ports.install()
    item = content.create_item(actor=TEAM, title="Side A", purpose=Purpose.NEWS, form_factors=("mail",))
    blocks = (
        Block("h", BlockKind.HEADING, Priority.ESSENTIAL, "Hello {{ person.first_name | default: 'you' }}"),
        Block("t", BlockKind.TEXT, Priority.ESSENTIAL, "Four songs <b>early</b>."),
        Block("c", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "Listen", url="https://demo.example/listen"),
    )
    said = VariantContent("en", "", "Side A, for you", "", blocks)
    variant = content.create_variant(actor=TEAM, item_id=item.id, content=said)
    free = Reward("side-a", "Side A", "", RewardKind.ACCESS, "points", 0, item_id=item.id)
    with pytest.raises(BadInput, match="not published"):
        actions.save_reward(actor=TEAM, reward=free)
    content.publish(actor=TEAM, variant_id=variant)
    actions.save_reward(actor=TEAM, reward=free)
    joined(public, 1)
    redeem(public, "/redeem/side-a")
    html = public.get("/early/side-a").content.decode()
    assert "Side A, for you" in html
    assert "Hello" in html
    assert "https://demo.example/listen" in html
    assert "Four songs &lt;b&gt;early&lt;/b&gt;." in html
    late = Client(SERVER_NAME="127.0.0.1")
    joined(late, 2)
    press = button(late.get("/redeem/side-a").content.decode())
    assert "/redeem/side-a" in late.get("/redeem").content.decode()
    content.unpublish(actor=TEAM, variant_id=variant)
    assert "/redeem/side-a" not in late.get("/redeem").content.decode()
    assert "not on offer now" in late.post("/redeem/side-a", press).content.decode()
    assert len(queries.redemptions_of("side-a")) == 1
    assert any("off the shelf" in one.what for one in waiting.waiting(TEAM))


def test_an_offer_carries_its_price_and_only_its_receivers_take_it(public: Client, shelf: None) -> None:
    joined(public, 1)
    actions.save_offer(actor=TEAM, offer=Offer("gift", "first-listen", 0))
    actions.save_offer(actor=TEAM, offer=Offer("letter", "first-listen", 0, campaign_id=4))
    assert "for those who got it in a letter" in public.get("/redeem/first-listen?offer=letter").content.decode()
    assert public.get("/redeem/first-listen?offer=nothing").status_code == 404
    page = public.get("/redeem/first-listen?offer=gift").content.decode()
    assert "Free" in page
    redeem(public, "/redeem/first-listen?offer=gift")
    assert [(one.offer, one.amount) for one in queries.redemptions_of("first-listen")] == [("gift", 0)]


def test_recognition_names_the_question_that_was_helped(public: Client, db: None) -> None:
    asker = Client(SERVER_NAME="127.0.0.1")
    helper, asks = joined(public, 1), joined(asker, 2)
    now = clock.now_us()
    question = community.ask(profile_id=asks, title="How to clean?", body="Vinyl.", topic="", now=now)
    answer = community.answer(profile_id=helper, question_id=question, body="With water.", now=now + 1)
    community.accept(profile_id=asks, answer_id=answer, now=now + 2)
    learn([])
    page = public.get("/wallet").content.decode()
    assert "Your answer was accepted" in page
    assert "How to clean?" in page
    assert community_queries.author_of_answer("none") == 0
    assert queries.balance(context.person(helper).profile_ids, "recognition") == 10


def test_what_could_not_be_taken_back_is_told(public: Client, shelf: None) -> None:
    member = joined(public, 1)
    order = {"order_id": "A", "revenue": 10}
    actions.project(events=[an_event("Order Completed", "o", member, order)])
    spent = Transfer("s", "points", f"profile:{member}", "company:redeemed", queries.balance([member], "points"), "", 1)
    actions.transfer(transfers=[spent])
    actions.project(events=[an_event("Order Refunded", "r", member, {"order_id": "A"})])
    for page in ("/wallet", "/wallet?currency=points"):
        html = public.get(page).content.decode()
        assert "10 were to go back, and none were there: nothing is asked of you." in html


def test_a_long_statement_has_pages_that_leave_nothing_out(public: Client, db: None) -> None:
    profile = joined(public, 1)
    now = clock.now_us()
    learn([
        NewEvent(f"o{n}", EventName.ORDER_COMPLETED, now + n // 3, profile_id=profile, properties={"revenue": n + 1},
                 trust=Trust.SERVER) for n in range(45)
    ])  # fmt: skip
    address, seen = "/wallet?currency=points", []
    while address:
        page = public.get(address).content.decode()
        seen += re.findall(r'<b class="in">\+(\d+)</b>', page)
        more = re.search(r'href="(/wallet\?currency=points&amp;after=\d+)"', page)
        address = more[1].replace("&amp;", "&") if more else ""
    assert [int(each) for each in seen] == list(range(45, 0, -1))
    assert public.get("/wallet?currency=doubloons").status_code == 404

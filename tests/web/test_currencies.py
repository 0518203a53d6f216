"""The studio's currencies: what is owed, what earns, what is on the shelf, and who gave what to whom, why."""

from dataclasses import replace
from datetime import UTC

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ninefold.channel.models import Service
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import queries as context
from ninefold.currency import actions, owners, queries
from ninefold.currency.types import Reward, RewardKind, RewardState, Transfer
from ninefold.kernel import actors, clock
from tests.web.people import learn, someone

TEAM = actors.system("test")
REWARD = {
    "name": "Ten off", "text": "One order.", "kind": "code", "price": 20, "currency": "points", "per_person_max": 1,
    "stock_max": 0, "state": "open",
}  # fmt: skip


@pytest.fixture
def reward(studio: Client) -> Reward:
    answer = studio.post("/currencies/rewards/new/", REWARD)
    assert answer["Location"] == "/currencies/rewards/ten-off/"
    return queries.reward("ten-off")


def test_liability_is_asked_for_then_told_as_stated(studio: Client) -> None:
    person = someone()
    assert "not stated" in studio.get("/currencies/").content.decode()
    stated = {"name": "Points", "is_money_like": "1", "purpose": "Rewards.", "worth": "5.00", "worth_money": "usd"}
    assert studio.post("/currencies/of/points/", stated).status_code == 302
    html = studio.get("/currencies/").content.decode()
    assert "0.14 USD" in html
    assert "stated" in html
    assert queries.balance([person], "points") == 28
    wrong = studio.post("/currencies/of/points/", stated | {"is_money_like": "0"})
    assert wrong.status_code == 422
    assert "not money" in wrong.content.decode()


def test_a_rule_is_made_changed_and_switched_off(studio: Client) -> None:
    rule = {
        "event_name": "Answer Given", "beneficiary": "actor", "per_unit": 2, "currency": "points", "property": "",
        "step": 1, "money": "", "per_day_max": 10, "reason": "You answered", "is_on": "on",
        "taken_back_by": "Answer Hidden,, Thread Deleted",
    }  # fmt: skip
    assert studio.post("/currencies/rules/new/", rule).status_code == 302
    assert "already" in studio.post("/currencies/rules/new/", rule).content.decode()
    assert queries.rule("you-answered").taken_back_by == ("Answer Hidden", "Thread Deleted")
    assert "Answer Hidden, Thread Deleted" in studio.get("/currencies/rules/you-answered/").content.decode()
    del rule["is_on"]
    assert studio.post("/currencies/rules/you-answered/", rule).status_code == 302
    assert not queries.rule("you-answered").is_on
    wrong = studio.post("/currencies/rules/purchase/", rule | {"property": "revenue"})
    assert "counts one money" in wrong.content.decode()


def test_money_that_no_rule_counts_is_told_and_gets_a_rule_of_its_own(studio: Client) -> None:
    bought = {"revenue": "30", "currency": "EUR"}
    order = NewEvent("e1", EventName.ORDER_COMPLETED, clock.now_us(), user_id="eva", properties=bought,
                     kind=EventKind.TRACK, trust=Trust.SERVER)  # fmt: skip
    learn([order])
    said = studio.get("/currencies/").content.decode()
    assert "Orders in EUR earn nothing" in said
    form = studio.get("/currencies/rules/new/?money=eur").context["form"]
    assert clock.now_us() - 120_000_000 < clock.to_us(form.initial["valid_from"].replace(tzinfo=UTC)) <= clock.now_us()
    typed = form.initial | {"step": 2, "valid_from": f"{form.initial['valid_from']:%Y-%m-%dT%H:%M}"}
    assert studio.post("/currencies/rules/new/", typed).status_code == 302
    assert "from " in studio.get("/currencies/").content.decode().split("Your purchase in EUR")[1].split("</tr>")[0]
    assert "earn nothing" not in studio.get("/currencies/").content.decode()
    learn([replace(order, message_id="e2")])
    eva = context.profile_of("account", "eva")
    assert queries.balance([eva or 0], "points") == 15


def test_seeded_rules_on_answers_have_a_most_a_day(db: None) -> None:
    assert all(queries.rule(key).per_day_max == 50 for key in ("accepted-answer", "helpful-answer"))


def test_codes_come_by_paste_file_and_making_and_each_counts_once(studio: Client, reward: Reward) -> None:
    file = SimpleUploadedFile("codes.csv", b"code;\ncode,used\nC-1,no\nA-1,no\n")
    address = "/currencies/rewards/ten-off/codes/"
    studio.post(address, {"codes": "A-1\nA-2\n\n A-1", "file": file})
    studio.post(address, {"count": 5})
    assert queries.stock(reward).codes == 5 + 2 + 3
    shown = studio.post(address, {"codes": "A-1"}, follow=True).content.decode()
    assert "No new code was among them" in shown
    assert studio.post(address, {"count": 60_000}, follow=True).status_code == 200


def test_a_redemption_is_taken_back_with_its_reason_and_the_person_is_told(studio: Client, reward: Reward) -> None:
    person = someone()
    actions.make_codes(actor=TEAM, reward=reward.key, count=1)
    actions.redeem(key="one", profile_id=person, reward=reward.key, now=clock.now_us())
    page = studio.get("/currencies/rewards/ten-off/").content.decode()
    assert "none left" in page
    assert "Ana Souza" in page
    address = "/currencies/rewards/ten-off/revoke/"
    assert "Say why" in studio.post(address, {"redemption": "one", "reason": ""}, follow=True).content.decode()
    told = {"redemption": "one", "reason": "Printed wrong.", "refund": "on"}
    assert "told by mail" in studio.post(address, told, follow=True).content.decode()
    assert queries.balance([person], "points") == 28
    [mail] = Service.objects.all()
    assert "Printed wrong." in mail.text
    assert "taken back" in studio.get(f"/people/{person}/").content.decode()


def test_a_gift_is_found_given_once_and_taken_back(studio: Client) -> None:
    person = someone()
    assert "Ana Souza" in studio.get("/currencies/give/?q=Ana").content.decode()
    given = {"currency": "recognition", "amount": 30, "reason": "Wrote the guide", "key": "k"}
    for _ in range(2):
        assert studio.post(f"/currencies/give/?person={person}", given)["Location"] == f"/people/{person}/"
    assert queries.balance([person], "recognition") == 30
    page = studio.get("/currencies/").content.decode()
    assert all(words in page for words in ("Wrote the guide", "Olga Owner", "Ana Souza"))
    refused = studio.post(f"/currencies/give/?person={person}", given | {"amount": 10_001, "key": "l"})
    assert "10,000" in refused.content.decode()
    studio.post("/currencies/give/back/", {"gift": "k"})
    assert queries.balance([person], "recognition") == 0


def test_what_a_rule_gave_is_taken_back_with_a_reason_as_far_as_it_is_there(studio: Client) -> None:
    person = someone()
    [earned] = queries.lines([person], "points")
    spent = Transfer("s", "points", f"profile:{person}", owners.REDEEMED, 20, "", clock.now_us())
    actions.transfer(transfers=[spent])
    page = f"/currencies/give/?person={person}"
    assert earned.key in studio.get(page).content.decode()
    asked = {"person": person, "entry": earned.key, "reason": ""}
    refused = studio.post("/currencies/earned/back/", asked, follow=True).content.decode()
    assert "Say why" in refused
    done = studio.post("/currencies/earned/back/", asked | {"reason": "Not their order."}, follow=True)
    assert "8 of 28 went back. 20 were not there any more" in done.content.decode()
    assert "went back" in studio.get(page).content.decode()
    [line, *_] = [each for each in queries.lines([person], "points") if each.key.startswith("back:")]
    assert (line.amount, line.reason) == (-8, "Taken back: Not their order. [8 of 28: no more was there]")


def test_an_offer_shows_its_link(studio: Client, reward: Reward) -> None:
    offer = {"name": "Autumn letter", "price": 0, "valid_until": "2026-12-01T12:00", "is_on": "on", "campaign": ""}
    assert studio.post("/currencies/rewards/ten-off/offers/new/", offer).status_code == 302
    assert "/redeem/ten-off?offer=autumn-letter" in studio.get("/currencies/rewards/ten-off/").content.decode()
    assert studio.post("/currencies/offers/autumn-letter/", offer | {"price": 5}).status_code == 302
    assert queries.offer("autumn-letter").price == 5
    closed = Reward("x", "X", "", RewardKind.CODE, "points", 1, state=RewardState.CLOSED)
    assert actions.save_reward(actor=TEAM, reward=closed).state is RewardState.CLOSED


def test_pages_ask_no_more_questions_however_much_there_is(studio: Client, reward: Reward) -> None:
    actions.make_codes(actor=TEAM, reward=reward.key, count=30)
    asked: list[list[int]] = []
    for numbers in (range(1, 3), range(3, 8)):
        for number in numbers:
            actions.redeem(key=f"r{number}", profile_id=someone(number), reward=reward.key, now=clock.now_us())
        asked.append([_statements(studio, address) for address in ("/currencies/", "/currencies/rewards/ten-off/")])
    assert asked[0] == asked[1]


def _statements(studio: Client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as found:
        assert studio.get(address).status_code == 200
    return len(found)

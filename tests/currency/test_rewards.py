"""Rewards: paid once, given once, refused in words, taken back by a transfer more."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from ninefold.collect.models import Pending
from ninefold.collect.types import EventName
from ninefold.community import actions as community
from ninefold.community.persondata import CommunityData
from ninefold.currency import actions, books, owners, queries
from ninefold.currency.errors import BelowFloor, KeyTaken, RedemptionRefused
from ninefold.currency.models import Code
from ninefold.currency.persondata import CurrencyData
from ninefold.currency.types import Currency, Offer, Reward, RewardKind, RewardState, Rule, Transfer
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests import databases
from tests.currency.test_earning import an_event

NOW = 1_750_000_000_000_000
DAY = 86_400_000_000
TEAM = system("test")
CODE = Reward("ten-off", "Ten off", "One order.", RewardKind.CODE, "points", 100)
EARLY = Reward("early", "Early access", "", RewardKind.ACCESS, "points", 50, early_text="Here it is.")


def hold(profile: int, amount: int, currency: str = "points") -> None:
    hold_by(f"hold:{profile}:{currency}", profile, amount, currency)


def hold_by(key: str, profile: int, amount: int, currency: str) -> None:
    give = Transfer(key, currency, owners.ISSUED, owners.of_profile(profile), amount, "", NOW)
    actions.transfer(transfers=[give])


@pytest.fixture
def shelf(db: None) -> None:
    actions.save_reward(actor=TEAM, reward=CODE)
    actions.save_reward(actor=TEAM, reward=EARLY)
    actions.add_codes(actor=TEAM, reward="ten-off", codes=["A-1", "A-2", " A-1 ", ""])
    hold(7, 500)


def refused(code: str, **asked: object) -> None:
    with pytest.raises(RedemptionRefused) as told, transaction.atomic():
        actions.redeem(**({"key": "r", "profile_id": 7, "reward": "ten-off", "now": NOW} | asked))  # type: ignore[arg-type]
    assert told.value.code == code


def test_a_redemption_takes_the_price_gives_a_code_and_tells_it_once(shelf: None) -> None:
    first = actions.redeem(key="click", profile_id=7, reward="ten-off", now=NOW)
    again = actions.redeem(key="click", profile_id=7, reward="ten-off", now=NOW + 1)
    assert (first.code, first.amount, first.is_new) == ("A-1", 100, True)
    assert again == replace(first, is_new=False)
    assert queries.balance([7], "points") == 400
    assert queries.stock(CODE).left == 1
    assert Pending.objects.count() == 1
    with pytest.raises(KeyTaken):
        actions.redeem(key="click", profile_id=8, reward="ten-off", now=NOW)
    with pytest.raises(NotFound):
        actions.redeem(key="x", profile_id=7, reward="nothing", now=NOW)


def test_every_refusal_has_its_words_and_takes_nothing(shelf: None) -> None:
    refused("too_little", profile_id=8)
    for state, code in ((RewardState.CLOSED, "reward_closed"), (RewardState.DRAFT, "reward_closed")):
        actions.save_reward(actor=TEAM, reward=replace(CODE, state=state))
        refused(code)
    actions.save_reward(actor=TEAM, reward=replace(CODE, valid_from=NOW + DAY))
    refused("reward_not_yet")
    actions.save_reward(actor=TEAM, reward=replace(CODE, valid_until=NOW))
    refused("reward_over")
    actions.save_reward(actor=TEAM, reward=replace(CODE, stock_max=1))
    actions.redeem(key="one", profile_id=7, reward="ten-off", now=NOW)
    refused("reward_had")
    hold(9, 100)
    refused("reward_sold_out", profile_id=9)
    assert (queries.balance([7], "points"), queries.balance([9], "points")) == (400, 100)
    assert queries.stock(CODE).codes == 1


def test_a_person_has_one_turn_and_one_wallet_over_all_profiles(shelf: None, monkeypatch: pytest.MonkeyPatch) -> None:
    for room in (books.context,):
        monkeypatch.setattr(room, "person_ids", lambda ids: dict.fromkeys(ids, 7))
        monkeypatch.setattr(room, "profiles_of", lambda ids: {7: (7, 8)})
    made = actions.redeem(key="one", profile_id=8, reward="ten-off", now=NOW)
    assert (made.profile_id, queries.balance([7, 8], "points")) == (8, 400)
    refused("reward_had", profile_id=7)


def test_access_is_granted_and_taken_back_with_the_price_or_without(shelf: None) -> None:
    made = actions.redeem(key="one", profile_id=7, reward="early", now=NOW)
    assert queries.is_entitled([7], "early")
    assert [one.reward for one in queries.entitlements([7])] == ["early"]
    editor = Actor("user:1", "Ed", frozenset({Role.EDITOR}))
    with pytest.raises(NotAllowed):
        actions.revoke(actor=editor, key=made.key, reason="No.", is_refund=True, now=NOW)
    with pytest.raises(BadInput, match="Say why"):
        actions.revoke(actor=TEAM, key=made.key, reason=" ", is_refund=True, now=NOW)
    ended = actions.revoke(actor=TEAM, key=made.key, reason="A mistake of ours.", is_refund=True, now=NOW + 5)
    assert (ended.is_refunded, ended.revoke_reason, queries.balance([7], "points")) == (True, "A mistake of ours.", 500)
    assert not queries.is_entitled([7], "early")
    assert not actions.revoke(actor=TEAM, key=made.key, reason="Again.", is_refund=True, now=NOW + 6).is_new
    assert queries.balance([7], "points") == 500
    second = actions.redeem(key="two", profile_id=7, reward="early", now=NOW + 7)
    actions.revoke(actor=TEAM, key=second.key, reason="Abuse.", is_refund=False, now=NOW + 8)
    assert queries.balance([7], "points") == 450
    refused("reward_had", reward="early")
    assert [each.reason for each in queries.lines([7], "points")][:3] == [
        "Redeemed: Early access", "Given back: Early access", "Redeemed: Early access",
    ]  # fmt: skip
    assert len(queries.entitlements([7], is_standing=False)) == 2


def test_a_code_that_was_given_stays_given(shelf: None) -> None:
    made = actions.redeem(key="one", profile_id=7, reward="ten-off", now=NOW)
    actions.revoke(actor=TEAM, key="one", reason="Wrong colour.", is_refund=True, now=NOW)
    assert actions.redeem(key="two", profile_id=7, reward="ten-off", now=NOW).code != made.code
    with pytest.raises(IntegrityError), transaction.atomic():
        Code.objects.filter(code="A-2").update(redemption=Code.objects.get(code="A-1").redemption)


def test_recognition_is_held_not_spent(db: None) -> None:
    club = Reward("club", "First listen", "", RewardKind.ACCESS, "recognition", 20, early_text="Listen.")
    actions.save_reward(actor=TEAM, reward=club)
    refused("too_little", reward="club")
    hold(7, 25, "recognition")
    assert actions.redeem(key="one", profile_id=7, reward="club", now=NOW).amount == 0
    assert (queries.balance([7], "recognition"), queries.is_entitled([7], "club")) == (25, True)


def test_an_offer_has_its_price_its_time_its_receivers_and_one_turn(shelf: None) -> None:
    actions.save_offer(actor=TEAM, offer=Offer("spring", "early", 0, NOW, NOW + DAY, campaign_id=4))
    refused("offer_not_yours", reward="early", offer="spring")
    refused("offer_over", reward="early", offer="spring", received=[4], now=NOW + DAY)
    refused("offer_not_yet", reward="early", offer="spring", received=[4], now=NOW - 1)
    refused("offer_elsewhere", offer="spring", received=[4])
    made = actions.redeem(key="one", profile_id=7, reward="early", offer="spring", received=[4], now=NOW)
    assert (made.amount, made.offer, made.campaign_id, queries.balance([7], "points")) == (0, "spring", 4, 500)
    refused("offer_had", reward="early", offer="spring", received=[4])


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (replace(CODE, key="Ten off"), "key_unreadable"), (replace(CODE, price=-1), "reward_price"),
        (replace(CODE, valid_from=2, valid_until=1), "span_empty"), (replace(CODE, name=" "), "reward_words"),
        (replace(EARLY, early_text=""), "reward_opens_nothing"), (replace(CODE, currency="x"), "currency_unknown"),
    ],
)  # fmt: skip
def test_what_can_be_no_reward_is_refused(db: None, wrong: Reward, code: str) -> None:
    with pytest.raises(BadInput) as told:
        actions.save_reward(actor=TEAM, reward=wrong)
    assert told.value.code == code


def test_codes_are_made_that_nobody_guesses_and_none_stands_twice(shelf: None) -> None:
    assert actions.make_codes(actor=TEAM, reward="ten-off", count=50) == 50
    assert actions.add_codes(actor=TEAM, reward="ten-off", codes=["A-1", "A-3"]) == 1
    assert queries.stock(CODE).codes == 53
    assert len(min(Code.objects.values_list("code", flat=True), key=len)) == 3
    with pytest.raises(BadInput, match="reward that gives codes"):
        actions.make_codes(actor=TEAM, reward="early", count=1)


def test_what_is_plenty_is_not_counted_and_what_is_counted_is_found_by_its_index(shelf: None) -> None:
    actions.make_codes(actor=TEAM, reward="ten-off", count=50)
    assert (queries.stock(CODE).left, queries.stock(CODE, most=1).left) == (52, 1)
    assert queries.outlook((), CODE, now=NOW).left is None, "plenty: nobody is told how many"
    Code.objects.filter(pk__in=Code.objects.order_by("id").values_list("pk", flat=True)[3:]).delete()
    assert queries.outlook((), CODE, now=NOW).left == 3
    with CaptureQueriesContext(connection) as asked:
        queries.outlook((), CODE, now=NOW)
    with connection.cursor() as cursor:
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        [counting] = [each["sql"] for each in asked if "currency_code" in each["sql"]]
        assert "LIMIT 21" in counting
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"{explain} {counting}")
        assert "currency_code_left" in str(cursor.fetchall())


def test_a_gift_has_a_reason_a_giver_and_its_bounds(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(books.context, "person_ids", lambda ids: {i: i for i in ids if i == 7})
    monkeypatch.setattr(books.context, "profiles_of", lambda ids: {i: (i,) for i in ids})
    marketer = Actor("user:1", "Mia", frozenset({Role.MARKETER}))
    asked = {"actor": marketer, "profile_id": 7, "currency": "points", "amount": 10_000, "reason": "Lost parcel"}
    assert [actions.give(**asked, key="g1", now=NOW), actions.give(**asked, key="g1", now=NOW)] == [1, 0]  # type: ignore[arg-type]
    assert (queries.balance([7], "points"), queries.gifts([7])[0].giver) == (10_000, "Mia")
    for wrong in ({"amount": 10_001}, {"reason": " "}, {"currency": "doubloons"}):
        with pytest.raises(BadInput):
            actions.give(**(asked | wrong), key="g2", now=NOW)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        actions.give(**(asked | {"profile_id": 8}), key="g2", now=NOW)  # type: ignore[arg-type]
    for number in range(4):
        actions.give(**asked, key=f"day{number}", now=NOW)  # type: ignore[arg-type]
    with pytest.raises(BadInput, match="in a day"), transaction.atomic():
        actions.give(**asked, key="more", now=NOW)  # type: ignore[arg-type]
    assert queries.balance([7], "points") == 50_000
    assert [actions.take_back(actor=TEAM, key="g1", now=NOW) for _ in range(2)] == [1, 0]
    assert queries.balance([7], "points") == 40_000


def test_liability_is_what_is_held_at_the_worth_that_the_company_states(shelf: None) -> None:
    assert not queries.liability("points").is_stated
    stated = Currency("points", "Points", is_money_like=True, floor=0, worth_minor=500, worth_money="EUR")
    actions.define_currency(actor=TEAM, currency=stated)
    actions.redeem(key="one", profile_id=7, reward="early", now=NOW)
    owed = queries.liability("points")
    assert (owed.issued, owed.redeemed, owed.held, owed.minor, owed.money) == (500, 50, 450, 225, "EUR")
    assert [(week.issued, week.redeemed) for week in queries.weeks("points", now=NOW + 1, count=2)] == [
        (0, 0),
        (500, 50),
    ]
    with pytest.raises(BadInput, match="not money"):
        actions.define_currency(
            actor=TEAM, currency=Currency("recognition", "R", is_money_like=False, floor=0, worth_minor=1)
        )
    with pytest.raises(BelowFloor):
        actions.transfer(transfers=[Transfer("k", "points", "profile:7", owners.REDEEMED, 451, "", NOW)])
    CurrencyData().erase([7])
    assert (queries.liability("points").held, queries.totals("points").wallets) == (0, 0), (
        "nothing is owed to the erased"
    )


def test_one_key_for_two_things_at_once_is_refused_in_words(database: databases.TestDatabase) -> None:
    """Whoever asks while the first has not committed holds no lock that the first waits for."""
    cheap = replace(EARLY, key="cheap", currency="recognition", price=0)
    for reward in (CODE, cheap):
        actions.save_reward(actor=TEAM, reward=reward)
    actions.make_codes(actor=TEAM, reward="ten-off", count=1)
    hold(7, 120)

    def again(do: Callable[[], object]) -> str:
        try:
            do()
        except KeyTaken as taken:
            return taken.code
        finally:
            connection.close()
        return ""

    def told(first: Callable[[], object], second: Callable[[], object]) -> str:
        with ThreadPoolExecutor(1) as thread:
            with transaction.atomic():
                first()
                waiting = thread.submit(again, second)
                time.sleep(0.2)
            return waiting.result()

    wants = [partial(actions.redeem, key="k", profile_id=7, reward=one, now=NOW) for one in ("cheap", "ten-off")]
    assert told(*wants) == "redemption_key_taken"
    assert (queries.balance([7], "points"), queries.stock(CODE).left) == (120, 1)
    gifts = [partial(hold_by, "hold", 8, 5, one) for one in ("points", "recognition")]
    assert told(*gifts) == "transfer_key_taken"
    assert queries.balance([8], "recognition") == 0


def test_everyone_at_once_gets_each_code_once_and_pays_once(database: databases.TestDatabase) -> None:
    """Eight people want five codes, each with a double click; one of them at two doors with money for one."""
    actions.save_reward(actor=TEAM, reward=CODE)
    actions.save_reward(actor=TEAM, reward=EARLY)
    actions.make_codes(actor=TEAM, reward="ten-off", count=5)
    for profile in range(1, 9):
        hold(profile, 120)

    def want(number: int) -> str:
        profile = 1 + number // 2
        try:
            reward, key = ("early", "e") if profile == 1 and number % 2 else ("ten-off", "c")
            return actions.redeem(key=f"{key}{profile}", profile_id=profile, reward=reward, now=NOW).code
        except RedemptionRefused:
            return ""
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        codes = [code for code in threads.map(want, range(16)) if code]
    held = [queries.balance([profile], "points") for profile in range(1, 9)]
    assert len(set(codes)) == 5
    assert queries.stock(CODE).codes == 0
    assert min(held) >= 0
    totals = queries.totals("points")
    assert totals.held + totals.company == 0
    assert sum(120 - each for each in held) == queries.liability("points").redeemed


def test_who_was_erased_and_comes_again_has_no_second_turn(shelf: None) -> None:
    """The mailbox is known again by keyed hashes alone, however its address is spelt; others have their turn."""
    actions.save_offer(actor=TEAM, offer=Offer("gift", "ten-off", 0))
    actions.save_rule(actor=TEAM, rule=Rule("welcome", EventName.COMMUNITY_JOINED, "points", "", 50))
    first = joined("ana@example.org")
    actions.redeem(key="one", profile_id=first, reward="ten-off", offer="gift", now=NOW)
    for room in (CurrencyData(), CommunityData()):
        room.erase([first])
        room.erase([first])
    again = joined("Ana+new@example.org")
    assert again != first
    assert queries.balance([again], "points") == 0, "a welcome is given once"
    refused("offer_had", profile_id=again, offer="gift")
    refused("reward_had", profile_id=again)
    assert "before your data were erased" in queries.outlook([again], CODE, now=NOW).refusal
    other = joined("eve@example.org")
    assert queries.balance([other], "points") == 50
    assert actions.redeem(key="two", profile_id=other, reward="ten-off", offer="gift", now=NOW).code == "A-2"


def joined(address: str) -> int:
    """The profile of who joined with an address; what joining earns is theirs."""
    request = community.invite(address=address, name="Someone", next_path="/", now=NOW)
    profile = community.join(request_id=request, name="", now=NOW).profile_id
    actions.project(events=[an_event(EventName.COMMUNITY_JOINED, f"community-joined:{profile}", profile, {})])
    return profile

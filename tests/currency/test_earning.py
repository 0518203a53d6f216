"""Rules on events: a purchase earns points, once, and only when it can be believed."""

from dataclasses import replace
from typing import Any

import pytest

from ninefold.collect.types import Event, EventKind, EventName, Trust
from ninefold.community import posting
from ninefold.community.models import Question
from ninefold.currency import actions, queries
from ninefold.currency.earning import earned
from ninefold.currency.models import Reversal
from ninefold.currency.types import Beneficiary, Rule, Transfer
from ninefold.kernel.actors import system
from ninefold.kernel.errors import BadInput

NOW = 1_750_000_000_000_000


def an_order(
    message_id: str = "m1", revenue: Any = "29.99", trust: Trust = Trust.SERVER, is_bot: bool = False,
    money: str | None = None,
) -> Event:  # fmt: skip
    named = {} if money is None else {"currency": money}
    return an_event("Order Completed", message_id, 7, {"revenue": revenue} | named, trust=trust, is_bot=is_bot)


def an_event(
    name: str, message_id: str, profile_id: int, properties: dict[str, Any], *, at: int = NOW,
    trust: Trust = Trust.SERVER, is_bot: bool = False,
) -> Event:  # fmt: skip
    return Event(
        id=1, message_id=message_id, kind=EventKind.TRACK, name=name, user_id="u", anonymous_id="",
        other_id="", properties=properties, traits={}, context={}, occurred_at=at, received_at=at,
        source_id=1, trust=trust, profile_id=profile_id, is_bot=is_bot,
    )  # fmt: skip


@pytest.mark.django_db
def test_a_purchase_earns_a_point_for_each_whole_unit_once() -> None:
    actions.project(events=[an_order(), an_order("m2", 12.5)])
    actions.project(events=[an_order()])
    assert queries.balance([7], "points") == 29 + 12
    newest = queries.statement([7], "points")[0]
    assert (newest.key, newest.debit, newest.reason) == (
        "rule:purchase:m2",
        "company:issued",
        "Your purchase",
    )


@pytest.mark.django_db
@pytest.mark.parametrize("trust", [Trust.BROWSER, Trust.LINK])
def test_what_anyone_can_send_earns_nothing(trust: Trust) -> None:
    actions.project(events=[an_order(trust=trust)])
    assert queries.balance([7], "points") == 0


@pytest.mark.django_db
def test_bots_and_other_events_earn_nothing() -> None:
    actions.project(events=[an_order(is_bot=True)])
    actions.project(events=[])
    assert queries.totals("points").wallets == 0


@pytest.mark.parametrize(
    "revenue",
    [None, "", "much", -5, 0, 0.99, "NaN", "Infinity", 1e300, "9e999990", "-1e999999", "sNaN", [], {}, True and "1,5"],
)
def test_what_is_no_amount_earns_nothing(revenue: object) -> None:
    assert earned(Rule("purchase", "Order Completed", "points", "revenue", 1), an_order(revenue=revenue)) == 0


@pytest.mark.django_db
def test_rules_are_data() -> None:
    actions.save_rule(actor=system("test"), rule=Rule("welcome", "Order Completed", "points", "", 100))
    actions.project(events=[an_order()])
    assert queries.balance([7], "points") == 129
    with pytest.raises(BadInput, match="no currency"):
        actions.save_rule(actor=system("test"), rule=Rule("x", "Order Completed", "doubloons", "", 1))


@pytest.mark.django_db
def test_a_message_id_used_again_for_another_amount_earns_nothing_and_holds_up_nobody() -> None:
    actions.project(events=[an_order("m1", 10)])
    actions.project(events=[an_order("m1", 99), an_order("m2", 5), an_order("m3", 1), an_order("m3", 7)])
    assert queries.balance([7], "points") == 10 + 5 + 1


@pytest.mark.django_db
def test_what_a_rule_makes_of_an_event_beyond_all_amounts_earns_nothing_and_holds_up_nobody() -> None:
    huge = Rule("purchase", "Order Completed", "points", "revenue", actions.AMOUNT_MAX, money="USD")
    actions.save_rule(actor=system("test"), rule=huge)
    actions.project(events=[an_order("m1", 2), an_order("m2", 1)])
    assert queries.balance([7], "points") == actions.AMOUNT_MAX


@pytest.mark.django_db
def test_a_rule_on_money_counts_the_money_it_names_and_no_other() -> None:
    actions.project(events=[an_order("m1", 10, money="USD"), an_order("m2", 1_000, money="JPY"), an_order("m3", 5)])
    assert queries.balance([7], "points") == 15, "an order that names no money is in the shop's own"
    yen = Rule("yen", "Order Completed", "points", "revenue", 2, money="JPY", step=100)
    actions.save_rule(actor=system("test"), rule=yen)
    actions.project(events=[an_order("m4", 1_950, money=" jpy ")])
    assert queries.balance([7], "points") == 15 + 2 * 19
    with pytest.raises(BadInput, match="name it by its code"):
        actions.save_rule(actor=system("test"), rule=Rule("r", "Order Completed", "points", "revenue", 1))


ASKER, AUTHOR, OTHER = 11, 12, 13
HELPFUL = EventName.ANSWER_FOUND_HELPFUL


@pytest.fixture
def answered(db: None) -> None:
    """A question of ASKER with an answer of AUTHOR and one of ASKER's own."""
    question = posting.put_question(key="q", profile_id=ASKER, title="How?", body="", topic="", asked_at=NOW)
    for key, author in (("good", AUTHOR), ("own", ASKER)):
        posting.put_answer(key=key, question=question, profile_id=author, body="So.", answered_at=NOW)


def accepted(answer: str, message_id: str, by: int = ASKER, at: int = NOW) -> Event:
    return an_event(EventName.ANSWER_ACCEPTED, message_id, by, {"answer": answer}, at=at)


def test_who_gave_the_accepted_answer_is_recognised_once_however_often_it_is_accepted(answered: None) -> None:
    actions.project(events=[accepted("good", "m1"), accepted("good", "m2")])
    actions.project(events=[accepted("good", "m3")])
    assert queries.balances([AUTHOR]) == {"recognition": 10}
    assert queries.lines([AUTHOR], "recognition")[0].reason == "Your answer was accepted"
    assert queries.balances([ASKER]) == {}


def test_a_question_is_settled_once_and_pays_once(answered: None) -> None:
    asked = Question.objects.get(key="q")
    posting.put_answer(key="better", question=asked, profile_id=OTHER, body="Or so.", answered_at=NOW)
    actions.project(events=[accepted("good", "m1")])
    actions.project(events=[accepted("better", "m2")])
    assert queries.balances([AUTHOR]) == {"recognition": 10}
    assert queries.balances([OTHER]) == {}


@pytest.mark.django_db
def test_an_order_told_by_two_sources_is_paid_once() -> None:
    order = {"revenue": 12, "order_id": "A-1001"}
    actions.project(
        events=[an_event("Order Completed", "shop", 7, order), an_event("Order Completed", "csv", 7, order)]
    )
    actions.project(events=[an_event("Order Completed", "again", 7, order)])
    actions.project(events=[an_event("Order Completed", "next", 7, order | {"order_id": 1002})])
    assert queries.balance([7], "points") == 24


def test_an_order_told_under_two_profiles_of_one_person_is_paid_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ninefold.context.queries.person_ids", lambda ids: {i: {7: 7, 8: 7}.get(i, i) for i in ids})
    monkeypatch.setattr("ninefold.context.queries.profiles_of", lambda ids: {i: {7: (7, 8)}.get(i, (i,)) for i in ids})

    def told(message_id: str, profile: int) -> Event:
        return an_event("Order Completed", message_id, profile, {"revenue": 50, "order_id": "A-1"}, trust=Trust.IMPORT)

    actions.project(events=[told("shop", 7), told("csv", 8)])
    actions.project(events=[told("later", 8), told("another's", 9)])
    assert queries.balance([7, 8], "points") == queries.balance([9], "points") == 50
    actions.project(events=[an_event("Order Refunded", "r", 8, {"order_id": "A-1"})])
    assert queries.balance([7, 8], "points") == 0


def test_nobody_earns_by_accepting_their_own_answer_or_for_another_asker(answered: None) -> None:
    actions.project(events=[accepted("own", "m1"), accepted("good", "m2", by=OTHER), accepted("good", "m3", by=AUTHOR)])
    actions.project(events=[accepted("unknown", "m4"), an_event(EventName.ANSWER_ACCEPTED, "m5", ASKER, {})])
    assert queries.totals("recognition").wallets == 0


def test_a_person_under_two_profiles_earns_nothing_by_helping_themselves(
    answered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = {ASKER: 11, AUTHOR: 11, OTHER: 13}
    monkeypatch.setattr("ninefold.context.queries.person_ids", lambda ids: {i: one[i] for i in ids})
    monkeypatch.setattr("ninefold.context.queries.profiles_of", lambda ids: {11: (11, 12), 13: (13,)})
    actions.save_rule(actor=system("test"), rule=Rule("voter", EventName.ANSWER_VOTED, "recognition", "", 1))
    own = an_event(EventName.ANSWER_VOTED, "v1", ASKER, {"answer": "good", "helpful": True})
    actions.project(events=[accepted("good", "m1"), own])
    assert queries.totals("recognition").wallets == 0
    votes = [an_event(EventName.ANSWER_VOTED, f"v{n}", OTHER, {"answer": "good", "helpful": n % 2}) for n in (2, 3)]
    actions.project(events=votes)
    assert queries.balances([OTHER]) == {"recognition": 1}, "who votes again has voted once"


def test_a_helpful_answer_earns_up_to_the_days_most(answered: None) -> None:
    rule = Rule(
        "helpful-answer", EventName.ANSWER_FOUND_HELPFUL, "recognition", "", 5, per_day_max=12, reason="Helpful"
    )
    actions.save_rule(actor=system("test"), rule=rule)
    question = posting.find_question("q")
    assert question is not None
    for key in "abcde":
        posting.put_answer(key=key, question=question, profile_id=AUTHOR, body="So.", answered_at=NOW)

    def found_helpful(answer: str, at: int = NOW) -> Event:
        return an_event(
            EventName.ANSWER_FOUND_HELPFUL, f"h-{answer}-{at}", AUTHOR, {"answer": answer, "question": "q"}, at=at
        )

    actions.project(events=[found_helpful("a"), found_helpful("b")])
    actions.project(events=[found_helpful("c"), found_helpful("d"), found_helpful("a")])
    assert queries.balance([AUTHOR], "recognition") == 12
    actions.project(events=[found_helpful("e", NOW + 86_400_000_000)])
    assert queries.balance([AUTHOR], "recognition") == 17


def test_one_event_may_earn_in_two_currencies_and_a_rule_can_be_switched_off(answered: None) -> None:
    bonus = Rule("bonus", EventName.ANSWER_ACCEPTED, "points", "", 20, Beneficiary.AUTHOR)
    actions.save_rule(actor=system("test"), rule=bonus)
    actions.save_rule(actor=system("test"), rule=Rule("purchase", "Order Completed", "points", "", 1, is_on=False))
    actions.project(events=[accepted("good", "m1"), an_order()])
    assert queries.balances([AUTHOR]) == {"points": 20, "recognition": 10}
    assert queries.balances([7]) == {}


@pytest.mark.django_db
def test_what_happened_before_a_rule_holds_earns_nothing_whenever_it_is_told() -> None:
    old = {"revenue": 100, "order_id": "old"}
    actions.begin_rules(actor=system("test"), now=NOW)
    actions.project(events=[an_event("Order Completed", "o1", 7, old, at=NOW - 1, trust=Trust.IMPORT)])
    actions.project(events=[an_event("Order Refunded", "o2", 7, old, at=NOW - 1, trust=Trust.IMPORT)])
    assert not queries.accounts()
    assert not Reversal.objects.exists(), "nothing will come that it could take back"
    actions.project(events=[an_order("o3", 12)])
    assert queries.balance([7], "points") == 12
    actions.save_rule(actor=system("test"), rule=replace(queries.rule("purchase"), valid_from=NOW + 1))
    actions.begin_rules(actor=system("test"), now=NOW)
    actions.project(events=[an_order("o4", 12)])
    assert (queries.balance([7], "points"), queries.rule("purchase").valid_from) == (12, NOW + 1)


def returned(message_id: str, order: str, name: str = "Order Refunded", **told: Any) -> Event:
    return an_event(name, message_id, 7, {"order_id": order, **told})


def bought(order: str, revenue: int) -> Event:
    return an_event("Order Completed", f"bought-{order}", 7, {"order_id": order, "revenue": revenue})


@pytest.mark.django_db
def test_what_goods_earned_goes_back_with_them_as_far_as_it_is_there() -> None:
    """In part, whole, told twice, before the order itself, and after it was spent."""
    actions.project(events=[bought("A", 100), bought("B", 50)])
    actions.project(events=[returned("r1", "A", revenue=30), returned("r1", "A", revenue=30)])
    assert queries.balance([7], "points") == 120
    actions.project(events=[returned("r2", "A"), returned("r3", "A", "Order Cancelled"), returned("r4", "A")])
    assert queries.balance([7], "points") == 50, "an order goes back once"
    actions.project(
        events=[returned("r5", "C"), an_event("Order Refunded", "r6", 7, {"order_id": "B"}, trust=Trust.BROWSER)]
    )
    assert queries.balance([7], "points") == 50
    actions.project(events=[bought("C", 10)])
    assert queries.balance([7], "points") == 50, "its return came first"
    actions.transfer(transfers=[Transfer("spent", "points", "profile:7", "company:redeemed", 35, "", NOW)])
    actions.project(events=[returned("r7", "B")])
    actions.project(events=[bought("D", 5), returned("r8", "D")])
    assert queries.balance([7], "points") == 0
    assert [(one.asked, one.taken) for one in queries.reversals([7])] == [
        (5, 5),
        (50, 15),
        (10, 10),
        (70, 70),
        (30, 30),
    ]
    assert any("[15 of 50: no more was there]" in each.reason for each in queries.lines([7], "points"))
    assert queries.totals("points").held + queries.totals("points").company == 0


def test_an_answer_that_is_hidden_gives_back_what_it_earned_and_a_hand_may_too(answered: None) -> None:
    author = {"answer": "good", "question": "q"}
    helpful = an_event(EventName.ANSWER_FOUND_HELPFUL, "h", AUTHOR, author)
    actions.project(events=[accepted("good", "m1"), helpful])
    assert queries.balance([AUTHOR], "recognition") == 15
    actions.project(events=[an_event(EventName.ACCEPTANCE_WITHDRAWN, "w", ASKER, {"answer": "good"})])
    assert queries.balance([AUTHOR], "recognition") == 15, "no rule names it"
    actions.project(events=[an_event(EventName.ANSWER_HIDDEN, "x", ASKER, {"answer": "own"})])
    assert queries.balance([AUTHOR], "recognition") == 15, "the question was not settled by that one"
    back = {"actor": system("test"), "gift_key": "rule:helpful-answer:answer:good", "reason": "Copied.", "now": NOW}
    assert [actions.take_back_earned(**back).taken for _ in range(2)] == [5, 5]  # type: ignore[arg-type]
    assert queries.balance([AUTHOR], "recognition") == 10
    actions.project(events=[an_event(EventName.ANSWER_HIDDEN, "y", AUTHOR, author)])
    assert queries.balance([AUTHOR], "recognition") == 0
    with pytest.raises(BadInput, match="taken back before"):
        actions.take_back_earned(**(back | {"gift_key": "rule:accepted-answer:question:q"}))  # type: ignore[arg-type]
    actions.project(events=[accepted("good", "m9")])
    assert queries.balance([AUTHOR], "recognition") == 0

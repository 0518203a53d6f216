"""Rules on events: a purchase earns points, once, and only when it can be believed."""

from typing import Any

import pytest

from ninefold.collect.types import Event, EventKind, Trust
from ninefold.currency import actions, queries
from ninefold.currency.earning import earned
from ninefold.currency.types import Rule
from ninefold.kernel.actors import system
from ninefold.kernel.errors import BadInput

NOW = 1_750_000_000_000_000


def an_order(
    message_id: str = "m1", revenue: Any = "29.99", trust: Trust = Trust.SERVER, is_bot: bool = False
) -> Event:
    return Event(
        id=1, message_id=message_id, kind=EventKind.TRACK, name="Order Completed", user_id="u", anonymous_id="",
        other_id="", properties={"revenue": revenue}, traits={}, context={}, occurred_at=NOW, received_at=NOW,
        source_id=1, trust=trust, profile_id=7, is_bot=is_bot,
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
        "Order Completed, rule purchase",
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
    huge = Rule("purchase", "Order Completed", "points", "revenue", actions.AMOUNT_MAX)
    actions.save_rule(actor=system("test"), rule=huge)
    actions.project(events=[an_order("m1", 2), an_order("m2", 1)])
    assert queries.balance([7], "points") == actions.AMOUNT_MAX

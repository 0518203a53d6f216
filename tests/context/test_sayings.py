"""What an event says of money: exact amounts, and no word from what is none or beyond all bounds."""

import time

import pytest

from ninefold.context import money
from ninefold.kernel.errors import BadInput
from tests.context.events import track


@pytest.mark.parametrize(("revenue", "currency", "minor"), [
    ("29.99", "EUR", 2_999), (12.5, "", 1_250), (500, "JPY", 500), ("1.234", "KWD", 1_234), (0, "EUR", 0),
    (10**13, "EUR", 10**15), ("1e-999999", "EUR", 0), (" 5 ", " eur", 500), (5, None, 500),
])  # fmt: skip
def test_revenue_is_exact(revenue: object, currency: object, minor: int) -> None:
    said = track("Order Completed", properties={"revenue": revenue, "currency": currency})
    assert money.revenue(said) == (str(currency or "").strip().upper(), minor)


@pytest.mark.parametrize(("revenue", "currency"), [
    ("-3", "EUR"), (-1, ""), (10**13 + 1, "EUR"), (2**63, "JPY"), ("-1e999999", "EUR"), ("9e999990", "EUR"),
    ("0e999990", "EUR"), ("NaN", "EUR"), ("sNaN", "EUR"), ("Infinity", "EUR"), (True, "EUR"), ([], "EUR"), ({}, "EUR"),
    ("9" * 9_000, "EUR"), ("", "EUR"), ("$5", "EUR"), ("9,99", "EUR"), (5, "dollars"), (5, "€"), (5, 978), (5, []),
])  # fmt: skip
def test_what_is_no_amount_is_refused_and_takes_no_time(revenue: object, currency: object) -> None:
    started = time.perf_counter()
    with pytest.raises(BadInput, match="must be"):
        money.revenue(track("Order Completed", properties={"revenue": revenue, "currency": currency}))
    assert time.perf_counter() - started < 1


def test_an_order_that_names_no_revenue_is_worth_nothing() -> None:
    assert money.revenue(track("Order Completed", properties={"currency": "EUR"})) is None
    assert money.in_words({}) == money.in_words({"EUR": 0}) == ""

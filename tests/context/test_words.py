"""What an event says of money: exact amounts, and nothing from numbers beyond all bounds."""

import time

import pytest

from ninefold.context import words
from tests.context.events import track


@pytest.mark.parametrize(("revenue", "currency", "minor"), [
    ("29.99", "EUR", 2_999), (12.5, "", 1_250), (500, "JPY", 500), ("1.234", "KWD", 1_234), ("-3", "EUR", -300),
    (10**13, "EUR", 10**15), (10**13 + 1, "EUR", 0), (2**63, "JPY", 0), ("1e-999999", "EUR", 0),
    ("-1e999999", "EUR", 0), ("9e999990", "EUR", 0), ("0e999990", "EUR", 0), ("NaN", "EUR", 0), ("sNaN", "EUR", 0),
    ("Infinity", "EUR", 0), (True, "EUR", 0), ([], "EUR", 0), ({}, "EUR", 0), (None, "EUR", 0), ("9" * 9_000, "EUR", 0),
])  # fmt: skip
def test_revenue_is_exact_or_none_at_all_and_takes_no_time(revenue: object, currency: str, minor: int) -> None:
    started = time.perf_counter()
    assert words.revenue_minor(track("Order Completed", properties={"revenue": revenue, "currency": currency})) == minor
    assert time.perf_counter() - started < 1

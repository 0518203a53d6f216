"""The attention stock: exact, never below empty, never above full, whatever is spent when."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from ninefold.cadence import paces, stocks
from ninefold.cadence.prices import MICRO
from ninefold.cadence.stocks import WEEK_US, Refill

times = st.integers(0, 3 * WEEK_US)
spends = st.lists(st.tuples(times, st.integers(0, 3 * MICRO)), max_size=20)
refills = st.builds(Refill, st.integers(0, 5 * MICRO), st.integers(0, 5 * MICRO))


def plain(spent: list[tuple[int, int]], refill: Refill, now: int) -> Fraction:
    """The same by its definition, in fractions."""
    level, last = Fraction(refill.maximum), 0
    for at, price in sorted(spent):
        level = min(Fraction(refill.maximum), level + Fraction(refill.per_week * (at - last), WEEK_US))
        level, last = max(Fraction(0), level - price), at
    return min(Fraction(refill.maximum), level + Fraction(refill.per_week * max(0, now - last), WEEK_US))


@given(spends, refills, times)
def test_the_level_is_exact_and_stays_between_empty_and_full(
    spent: list[tuple[int, int]], refill: Refill, after: int
) -> None:
    now = max([after, *(at for at, _ in spent)])
    level = stocks.level(spent, refill, now)

    exact = Fraction(refill.maximum * WEEK_US - level.missing, WEEK_US)
    assert exact == plain(spent, refill, now)
    assert 0 <= exact <= refill.maximum


@given(spends, refills, st.integers(0, 3 * MICRO))
def test_what_is_affordable_is_so_from_exactly_the_moment_that_is_told(
    spent: list[tuple[int, int]], refill: Refill, price: int
) -> None:
    level = stocks.level(spent, refill, 3 * WEEK_US)
    at = level.affords_at(price)
    if at is None:
        assert price > refill.maximum or (refill.per_week == 0 and not level.affords(price))
        return
    assert level.later(at).affords(price)
    assert at == level.at or not level.later(at - 1).affords(price)


@given(st.lists(st.tuples(times, st.integers(1, MICRO)), max_size=40))
def test_admitting_only_what_is_affordable_never_spends_more_than_flowed_in(asked: list[tuple[int, int]]) -> None:
    refill = Refill(3 * MICRO, 2 * MICRO)
    spent: list[tuple[int, int]] = []
    for at, price in sorted(asked):
        if stocks.level(spent, refill, at).affords(price):
            spent.append((at, price))
    for at, _ in spent:
        until = [price for when, price in spent if at <= when]
        last = max(when for when, _ in spent)
        assert sum(until) * WEEK_US <= refill.maximum * WEEK_US + refill.per_week * (last - at)


def test_a_pace_below_one_is_one_contact_in_more_than_a_week() -> None:
    assert paces.span(2_500_000) == (2, WEEK_US)
    assert paces.span(500_000) == (1, 2 * WEEK_US)
    assert paces.free_at([10, 20, 30], 2 * MICRO, 40) == 20 + WEEK_US
    assert paces.free_at([10, 20], 2 * MICRO, 10 + WEEK_US) == 10 + WEEK_US


@given(st.lists(times, max_size=30), st.sampled_from([300_000, MICRO, 2_700_000]))
def test_a_pace_holds_in_every_rolling_span(asked: list[int], per_week: int) -> None:
    contacts: list[int] = []
    for at in sorted(asked):
        if paces.free_at(contacts, per_week, at) == at:
            contacts.append(at)
    count, period = paces.span(per_week)
    assert all(sum(at <= other < at + period for other in contacts) <= count for at in contacts)

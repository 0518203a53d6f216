"""Reads of cadence: a person's attention now, what was spent of it, what a channel costs."""

from collections.abc import Iterable

from ninefold.cadence import ledger, stocks
from ninefold.cadence.prices import MICRO, PRICES
from ninefold.cadence.types import Spend, Stock
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel


def price(channel: Channel) -> float:
    """What one contact on this channel costs; a mail is 1.0."""
    return PRICES[channel].micro / MICRO


def stock(profile_ids: Iterable[int], now: int) -> Stock:
    """The attention of the person of these profiles now, and their own pace."""
    own = tuple(profile_ids)
    charter = culture.charter()
    spends = [(row[4], row[3]) for row in ledger.spends_of(own)]
    level = stocks.level(spends, stocks.refill(charter), now)
    pace = ledger.newest_pace(own, ledger.paces_of(own))
    return Stock(level.micro / MICRO, charter.attention_per_week, charter.attention_max, pace)


def spends(profile_ids: Iterable[int]) -> list[Spend]:
    """All that was spent of these profiles' attention, oldest first."""
    return [ledger.shown(row) for row in ledger.spends_of(profile_ids)]

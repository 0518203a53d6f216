"""Reads of currency: the one door for other rooms. What one person holds is the sum over their profiles."""

from ninefold.currency.counting import accounts, liability, totals, weeks
from ninefold.currency.holding import balance, balances, balances_of, line, lines, statement
from ninefold.currency.listing import currencies, currency, gifts, rule, rules
from ninefold.currency.outlook import outlook, outlooks
from ninefold.currency.redemptions import (
    entitlements,
    is_entitled,
    redemption,
    redemptions,
    redemptions_of,
)
from ninefold.currency.shelf import offer, offers, reward, rewards, stock, stocks
from ninefold.currency.taking import asked_before as asked_back
from ninefold.currency.taking import reversals

__all__ = [
    "accounts",
    "asked_back",
    "balance",
    "balances",
    "balances_of",
    "currencies",
    "currency",
    "entitlements",
    "gifts",
    "is_entitled",
    "liability",
    "line",
    "lines",
    "offer",
    "offers",
    "outlook",
    "outlooks",
    "redemption",
    "redemptions",
    "redemptions_of",
    "reversals",
    "reward",
    "rewards",
    "rule",
    "rules",
    "statement",
    "stock",
    "stocks",
    "totals",
    "weeks",
]

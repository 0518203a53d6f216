"""Writes of currency: the one door for other rooms."""

from ninefold.currency.defining import begin_rules, define_currency, save_rule
from ninefold.currency.giving import give, take_back
from ninefold.currency.ledger import AMOUNT_MAX, BATCH_MAX, transfer
from ninefold.currency.masking import mask
from ninefold.currency.projecting import project
from ninefold.currency.redeeming import redeem
from ninefold.currency.revoking import revoke
from ninefold.currency.shelving import add_codes, make_codes, save_offer, save_reward
from ninefold.currency.taking import take_back_earned

__all__ = [
    "AMOUNT_MAX",
    "BATCH_MAX",
    "add_codes",
    "begin_rules",
    "define_currency",
    "give",
    "make_codes",
    "mask",
    "project",
    "redeem",
    "revoke",
    "save_offer",
    "save_reward",
    "save_rule",
    "take_back",
    "take_back_earned",
    "transfer",
]

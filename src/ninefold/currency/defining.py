"""What defines the ledger: currencies, and the rules by which events earn."""

import re

from ninefold.currency.ledger import AMOUNT_MAX
from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Rule as RuleRow
from ninefold.currency.types import Currency, Rule
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import BadInput

RULE_KEY_CHARACTERS_MAX = 60  # with a message id it makes a transfer's key
TAKEN_BACK_BY_MAX = 3
WORTH_MINOR_MAX = 10**12
_MONEY = re.compile(r"[A-Z]{3}")
_REVENUE = "revenue"


def define_currency(*, actor: Actor, currency: Currency) -> None:
    """Add a currency, or change its words and its stated worth. Its floor stays: accounts were opened with it."""
    actor.require(Permission.CURRENCY_EDIT)
    _check_currency(currency)
    words = {
        "name": currency.name.strip(), "is_money_like": currency.is_money_like, "purpose": currency.purpose.strip(),
        "worth_minor": currency.worth_minor, "worth_money": currency.worth_money,
    }  # fmt: skip
    row, is_new = CurrencyRow.objects.get_or_create(key=currency.key, defaults=words | {"floor": currency.floor})
    if not is_new and row.floor != currency.floor:
        raise BadInput("currency_floor_fixed", "The floor of a currency cannot change once it is defined.")
    if not is_new and row.is_money_like != currency.is_money_like and row.reward_set.exists():
        raise BadInput("currency_priced", "Rewards have their price in this currency, so its nature cannot change.")
    CurrencyRow.objects.filter(pk=row.pk).update(**words)


def _check_currency(currency: Currency) -> None:
    if not 0 < len(currency.key) <= 100 or not 0 < len(currency.name.strip()) <= 200 or len(currency.purpose) > 300:
        raise BadInput("currency_incomplete", "A currency needs a key and a name, and at most 300 characters of use.")
    if currency.floor > 0:
        raise BadInput("currency_floor", "A wallet begins empty, so its floor is 0 or below.")
    if not 0 <= currency.worth_minor <= WORTH_MINOR_MAX:
        raise BadInput("currency_worth", "What 1,000 of it are worth is an amount of 0 or more.")
    if currency.worth_minor and not currency.is_money_like:
        raise BadInput("currency_not_money", "Recognition is not money: nobody states what it is worth.")
    if currency.worth_minor and not _MONEY.fullmatch(currency.worth_money):
        raise BadInput("currency_money", "Name the money of that worth by its code, such as EUR.")


def save_rule(*, actor: Actor, rule: Rule) -> None:
    """Add a rule, or change the one of its key. It holds for events that come in from now on; see Rule.valid_from."""
    actor.require(Permission.CURRENCY_EDIT)
    currency = CurrencyRow.objects.filter(key=rule.currency).first()
    if currency is None:
        raise BadInput("currency_unknown", f"There is no currency {rule.currency!r}.")
    _check_rule(rule)
    RuleRow.objects.update_or_create(
        key=rule.key,
        defaults={"event_name": rule.event_name, "currency": currency, "property": rule.property,
                  "per_unit": rule.per_unit, "beneficiary": rule.beneficiary.value, "money": rule.money,
                  "step": rule.step, "per_day_max": rule.per_day_max, "reason": rule.reason.strip(),
                  "is_on": rule.is_on, "taken_back_by": "\n".join(rule.taken_back_by),
                  "valid_from": rule.valid_from or None},
    )  # fmt: skip


def begin_rules(*, actor: Actor, now: int) -> None:
    """Have the rules that hold always hold from now on: what happened before an install began earns nothing in it."""
    actor.require(Permission.CURRENCY_EDIT)
    RuleRow.objects.filter(valid_from=None).update(valid_from=now)


def _check_rule(rule: Rule) -> None:
    if not 0 < len(rule.key) <= RULE_KEY_CHARACTERS_MAX or ":" in rule.key or not rule.event_name:
        raise BadInput("rule_incomplete", "A rule needs a short key without a colon, and an event.")
    if not 0 < rule.per_unit <= AMOUNT_MAX or not 0 < rule.step <= AMOUNT_MAX:
        raise BadInput("rule_amount", "A rule gives at least 1, for each whole step of at least 1.")
    if not 0 <= rule.per_day_max <= AMOUNT_MAX or len(rule.reason) > 200:
        raise BadInput("rule_bounds", "A rule's most a day is 0 (no bound) or more; its reason has 200 characters.")
    if len(rule.taken_back_by) > TAKEN_BACK_BY_MAX or any(not 0 < len(one) <= 100 for one in rule.taken_back_by):
        raise BadInput("rule_taken_back_by", f"At most {TAKEN_BACK_BY_MAX} events take back what a rule gave.")
    if rule.money and not _MONEY.fullmatch(rule.money):
        raise BadInput("rule_money", "Name the money that counts by its code, such as EUR.")
    if rule.property == _REVENUE and not rule.money:
        raise BadInput("rule_money", "A rule on revenue counts one money: name it by its code, such as EUR.")

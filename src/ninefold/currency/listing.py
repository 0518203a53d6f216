"""The currencies, the rules by which they are earned, and what was given by hand, as values."""

from collections.abc import Sequence

from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Gift as GiftRow
from ninefold.currency.models import Rule as RuleRow
from ninefold.currency.types import Beneficiary, Currency, Gift, Rule
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound


def currencies() -> list[Currency]:
    """All currencies, by key."""
    return [_currency(row) for row in CurrencyRow.objects.order_by("key")]


def currency(key: str) -> Currency:
    """One currency; raises NotFound."""
    row = CurrencyRow.objects.filter(key=key).first()
    if row is None:
        raise NotFound("currency_unknown", f"There is no currency {key!r}.")
    return _currency(row)


def rules() -> list[Rule]:
    """All rules on events, by key, switched off or not."""
    return [_rule(row) for row in RuleRow.objects.select_related("currency").order_by("key")]


def rule(key: str) -> Rule:
    """One rule; raises NotFound."""
    row = RuleRow.objects.select_related("currency").filter(key=key).first()
    if row is None:
        raise NotFound("rule_unknown", f"There is no rule {key!r}.")
    return _rule(row)


def gifts(profile_ids: Sequence[int] | None = None, *, limit: int = 50) -> list[Gift]:
    """What was given by hand, newest first, to one person or to all."""
    rows = GiftRow.objects.select_related("currency").order_by("-given_at", "-pk")
    rows = rows if profile_ids is None else rows.filter(profile_id__in=profile_ids)
    return [
        Gift(
            key=row.key, giver=row.giver, profile_id=row.profile_id, currency=row.currency.key, amount=row.amount,
            reason=row.reason, given_at=clock.to_us(row.given_at),
        )
        for row in rows[:limit]
    ]  # fmt: skip


def _currency(row: CurrencyRow) -> Currency:
    return Currency(
        key=row.key, name=row.name, is_money_like=row.is_money_like, floor=row.floor, purpose=row.purpose,
        worth_minor=row.worth_minor, worth_money=row.worth_money,
    )  # fmt: skip


def _rule(row: RuleRow) -> Rule:
    return Rule(
        key=row.key, event_name=row.event_name, currency=row.currency.key, property=row.property,
        per_unit=row.per_unit, beneficiary=Beneficiary(row.beneficiary), money=row.money, step=row.step,
        per_day_max=row.per_day_max, reason=row.reason, is_on=row.is_on,
        taken_back_by=tuple(row.taken_back_by.splitlines()), valid_from=clock.us_or_0(row.valid_from),
    )  # fmt: skip

"""Reads of currency. A person's wallet is the sum over their profiles."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import Sum

from ninefold.currency.models import Account
from ninefold.currency.models import Currency as CurrencyRow
from ninefold.currency.models import Rule as RuleRow
from ninefold.currency.types import Currency, Rule, Totals, Transfer
from ninefold.kernel.database.bulk import among

_LINE = "t.key, k.key, d.owner, c.owner, t.amount, t.reason, t.made_at"
_JOINS = (
    " FROM currency_transfer t JOIN currency_account d ON d.id = t.debit_id"
    " JOIN currency_account c ON c.id = t.credit_id JOIN currency_currency k ON k.id = d.currency_id"
)


def currencies() -> list[Currency]:
    """All currencies, by key."""
    return [
        Currency(key=row.key, name=row.name, is_money_like=row.is_money_like, floor=row.floor)
        for row in CurrencyRow.objects.order_by("key")
    ]


def rules() -> list[Rule]:
    """All rules on events, by key."""
    return [
        Rule(row.key, row.event_name, row.currency.key, row.property, row.per_unit)
        for row in RuleRow.objects.select_related("currency").order_by("key")
    ]


def balance(profile_ids: Sequence[int], currency: str) -> int:
    """What a person, given by all their profiles, holds."""
    return balances(profile_ids).get(currency, 0)


def balances(profile_ids: Sequence[int]) -> dict[str, int]:
    """What a person, given by all their profiles, holds in each currency."""
    found = Account.objects.filter(profile_id__in=profile_ids).exclude(profile_id=0)
    sums = found.values_list("currency__key").annotate(Sum("balance")).order_by("currency__key")
    return {key: int(held) for key, held in sums}


def statement(profile_ids: Sequence[int], currency: str, limit: int = 50) -> list[Transfer]:
    """A person's transfers in one currency, newest first; those between their own profiles are left out."""
    accounts = Account.objects.filter(profile_id__in=profile_ids, currency__key=currency).exclude(profile_id=0)
    debit, ids = among("t.debit_id", accounts.values_list("pk", flat=True))
    credit, _ = among("t.credit_id", [])
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_LINE}{_JOINS} WHERE ({debit} OR {credit}) AND NOT ({debit} AND {credit})"
            " ORDER BY t.made_at DESC, t.id DESC LIMIT %s",
            [ids, ids, ids, ids, limit],
        )
        return [Transfer(*row) for row in cursor.fetchall()]


def totals(currency: str) -> Totals:
    """One currency in sum, from the balances; held and company's add up to zero."""
    accounts = Account.objects.filter(currency__key=currency)
    people = accounts.exclude(profile_id=0)
    return Totals(
        currency=currency,
        held=int(people.aggregate(sum=Sum("balance"))["sum"] or 0),
        company=int(accounts.filter(profile_id=0).aggregate(sum=Sum("balance"))["sum"] or 0),
        wallets=people.count(),
    )

"""Currencies in sum: what is held, what was given out and redeemed, what the company still owes."""

from django.db.models import Count, Sum

from ninefold.context import queries as context
from ninefold.currency import listing, owners, tallies
from ninefold.currency.models import Account
from ninefold.currency.types import Liability, Totals, Week
from ninefold.kernel.weeks import WEEK_US, Weeks

WORTH_UNITS = 1_000  # a currency's worth is stated for so many units


def totals(currency: str) -> Totals:
    """One currency in sum, from the balances; held and company's add up to zero."""
    accounts = Account.objects.filter(currency__key=currency)
    people = accounts.exclude(profile_id=0)  # the erased among them, whose amounts stand for nobody
    profiles = list(people.filter(profile_id__gt=0).values_list("profile_id", flat=True))
    person_of = context.person_ids(profiles)
    return Totals(
        currency=currency,
        held=int(people.aggregate(sum=Sum("balance"))["sum"] or 0),
        company=int(accounts.filter(profile_id=0).aggregate(sum=Sum("balance"))["sum"] or 0),
        wallets=len({person_of.get(profile, profile) for profile in profiles}),
    )


def accounts() -> dict[str, int]:
    """How many profiles have an account in each currency that someone has one in."""
    rows = Account.objects.filter(profile_id__gt=0).values_list("currency__key").annotate(Count("pk")).order_by()
    return {key: int(count) for key, count in rows}


def liability(currency: str) -> Liability:
    """What stands out in a currency, and what the company says that is worth: outstanding x stated worth.

    What people hold below zero owes the company and lessens nothing that it owes others; to the erased it owes nothing.
    """
    known = listing.currency(currency)
    accounts = Account.objects.filter(currency__key=currency)
    company = dict(accounts.filter(profile_id=0).values_list("owner", "balance"))
    owed = accounts.filter(profile_id__gt=0, balance__gt=0).aggregate(sum=Sum("balance"))["sum"] or 0
    is_stated = known.is_money_like and known.worth_minor > 0
    return Liability(
        currency=currency,
        issued=-company.get(owners.ISSUED, 0),
        redeemed=company.get(owners.REDEEMED, 0),
        held=int(owed),
        minor=int(owed) * known.worth_minor // WORTH_UNITS if is_stated else 0,
        money=known.worth_money if is_stated else "",
        is_stated=is_stated,
    )


def weeks(currency: str, *, now: int, count: int = 12) -> list[Week]:
    """The last `count` spans of seven days up to `now`, oldest first; what nothing happened in is there too."""
    spans = Weeks(until=now, count=count)
    found = tallies.flows(currency, spans)
    return [Week(spans.since + number * WEEK_US, each.of, each.count) for number, each in enumerate(found)]

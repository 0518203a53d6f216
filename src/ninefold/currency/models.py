"""The ledger: currencies, accounts with their balance, transfers that never change, rules that earn."""

from django.db import models
from django.db.models import F, Q

from ninefold.kernel.database.fields import InstantField


class Currency(models.Model):
    """Points, recognition, access, influence. Amounts are integers of its smallest unit."""

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    is_money_like = models.BooleanField()
    floor = models.BigIntegerField()


class Account(models.Model):
    """One owner's account in one currency: "profile:7" or "company:issued".

    The balance is kept beside the transfers, changed in their transaction, so that the database itself can hold
    the floor. `profile_id` is 0 and `floor` null for the company's own.
    """

    currency = models.ForeignKey(Currency, db_index=False, on_delete=models.PROTECT)
    owner = models.CharField(max_length=100)
    profile_id = models.BigIntegerField()
    balance = models.BigIntegerField(default=0)
    floor = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("currency", "owner", name="currency_account_once"),
            models.CheckConstraint(condition=Q(floor=None) | Q(balance__gte=F("floor")), name="currency_account_floor"),
        ]
        indexes = [models.Index("profile_id", name="currency_account_profile", condition=~Q(profile_id=0))]


class Transfer(models.Model):
    """One double entry. Triggers refuse its change and its deletion."""

    key = models.CharField(max_length=200, unique=True)
    debit = models.ForeignKey(Account, related_name="+", on_delete=models.PROTECT)
    credit = models.ForeignKey(Account, related_name="+", on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    reason = models.TextField()
    made_at = InstantField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="currency_transfer_amount"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="currency_transfer_two_accounts"),
        ]


class Rule(models.Model):
    """What an event earns; see types.Rule."""

    key = models.CharField(max_length=100, unique=True)
    event_name = models.CharField(max_length=200, db_index=True)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    property = models.CharField(max_length=200, blank=True)
    per_unit = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(per_unit__gt=0), name="currency_rule_per_unit")]

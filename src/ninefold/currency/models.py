"""The ledger, what earns and what it buys: accounts, transfers that never change; rules; rewards and redemptions."""

from django.db import models
from django.db.models import F, Q

from ninefold.kernel.database.fields import InstantField


class Currency(models.Model):
    """Points, recognition, access, influence. Amounts are integers of its smallest unit; see types.Currency."""

    key = models.CharField(max_length=100, unique=True)
    name = models.CharField(max_length=200)
    is_money_like = models.BooleanField()
    floor = models.BigIntegerField()
    purpose = models.CharField(max_length=300, blank=True, default="")
    worth_minor = models.BigIntegerField(default=0)
    worth_money = models.CharField(max_length=3, blank=True, default="")


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
        indexes = [models.Index(fields=["made_at"], name="currency_transfer_made_at")]


class Rule(models.Model):
    """What an event earns; see types.Rule."""

    key = models.CharField(max_length=100, unique=True)
    event_name = models.CharField(max_length=200, db_index=True)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    property = models.CharField(max_length=200, blank=True)
    per_unit = models.BigIntegerField()
    beneficiary = models.CharField(max_length=20, default="actor")
    money = models.CharField(max_length=3, blank=True, default="")
    step = models.BigIntegerField(default=1)
    per_day_max = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, default="")
    is_on = models.BooleanField(default=True)
    taken_back_by = models.CharField(max_length=400, blank=True, default="", db_default="")  # events, one a line
    valid_from = InstantField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(per_unit__gt=0), name="currency_rule_per_unit"),
            models.CheckConstraint(condition=Q(step__gt=0), name="currency_rule_step"),
        ]


class Reward(models.Model):
    """What people can have for a currency; see types.Reward. Its row is the lock of its stock."""

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    kind = models.CharField(max_length=20)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    price = models.BigIntegerField()
    state = models.CharField(max_length=20)
    stock_max = models.BigIntegerField(default=0)
    per_person_max = models.BigIntegerField(default=1)
    valid_from = InstantField(null=True)
    valid_until = InstantField(null=True)
    item_id = models.BigIntegerField(default=0)
    early_text = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(price__gte=0), name="currency_reward_price")]


class Offer(models.Model):
    """A reward at a price of its own; see types.Offer."""

    key = models.CharField(max_length=60, unique=True)
    reward = models.ForeignKey(Reward, related_name="offers", on_delete=models.PROTECT)
    price = models.BigIntegerField()
    valid_from = InstantField(null=True)
    valid_until = InstantField(null=True)
    campaign_id = models.BigIntegerField(default=0)
    is_on = models.BooleanField(default=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(price__gte=0), name="currency_offer_price")]


class Redemption(models.Model):
    """What one profile had for what. Revoking it marks it; the ledger gets a transfer more, never one less."""

    key = models.CharField(max_length=100, unique=True)
    reward = models.ForeignKey(Reward, related_name="redemptions", on_delete=models.PROTECT)
    offer = models.ForeignKey(Offer, null=True, related_name="redemptions", on_delete=models.PROTECT)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    profile_id = models.BigIntegerField(db_index=True)
    amount = models.BigIntegerField()
    campaign_id = models.BigIntegerField(default=0)
    redeemed_at = InstantField()
    revoked_at = InstantField(null=True)
    revoked_by = models.CharField(max_length=100, blank=True)
    revoke_reason = models.CharField(max_length=300, blank=True)
    is_refunded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="currency_redemption_amount"),
            models.CheckConstraint(
                condition=Q(is_refunded=False) | Q(revoked_at__isnull=False), name="currency_redemption_refund"
            ),
        ]
        indexes = [models.Index(fields=["reward", "-redeemed_at"], name="currency_redemption_newest")]


class Code(models.Model):
    """A single-use code. The database gives it to one redemption at most, and a redemption one code at most."""

    reward = models.ForeignKey(Reward, related_name="codes", on_delete=models.PROTECT)
    code = models.CharField(max_length=100)
    redemption = models.OneToOneField(Redemption, null=True, related_name="code", on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint("reward", "code", name="currency_code_once")]
        indexes = [models.Index("reward", "id", name="currency_code_left", condition=Q(redemption=None))]


class Entitlement(models.Model):
    """Access that a redemption granted, until it is revoked."""

    redemption = models.OneToOneField(Redemption, related_name="entitlement", on_delete=models.PROTECT)
    reward = models.ForeignKey(Reward, related_name="entitlements", on_delete=models.PROTECT)
    profile_id = models.BigIntegerField(db_index=True)
    granted_at = InstantField()
    revoked_at = InstantField(null=True)


class Reversal(models.Model):
    """That what a rule gave was to go back: see types.Reversal. The transfer of the same key moved what was there.

    One that `is_waiting` came before what it is about: `asked` 0 is then all of it.
    """

    key = models.CharField(max_length=180, unique=True)
    gift_key = models.CharField(max_length=200)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    profile_id = models.BigIntegerField(db_index=True)
    asked = models.BigIntegerField()
    taken = models.BigIntegerField(default=0)
    reason = models.CharField(max_length=600)
    by = models.CharField(max_length=100, blank=True, default="")
    is_waiting = models.BooleanField(default=False)
    made_at = InstantField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken__gte=0) & Q(asked__gte=F("taken")), name="currency_reversal_no_more_than_asked"
            )
        ]
        indexes = [models.Index(fields=["gift_key"], name="currency_reversal_gift")]


class HadBefore(models.Model):
    """How often a mailbox had something before its reader was erased: a keyed hash, which tells nobody whose it was."""

    mark = models.CharField(max_length=32, unique=True)
    times = models.IntegerField()


class Gift(models.Model):
    """Who of the team gave something by hand; the transfer of the same key says what and to whom."""

    key = models.CharField(max_length=100, unique=True)
    giver_key = models.CharField(max_length=100, db_index=True)
    giver = models.CharField(max_length=200)
    currency = models.ForeignKey(Currency, on_delete=models.PROTECT)
    profile_id = models.BigIntegerField(db_index=True)
    amount = models.BigIntegerField()
    reason = models.CharField(max_length=300)
    given_at = InstantField(db_index=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="currency_gift_amount")]

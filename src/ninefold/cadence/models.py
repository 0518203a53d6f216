"""Cadence: what was spent of whose attention, the pace people chose, and the rows that are locked to decide."""

from django.db import models
from django.db.models import Q

from ninefold.kernel.database.fields import InstantField


class Spend(models.Model):
    """Attention spent on one contact, in millionths; rows are only added. `key` is the intent's id: spent once.

    A contact that an outside `sender` made (a person's word for it, such as Billing; "" is us) is here too, its `key`
    derived from its event, with its `kind` in that sender's words.
    """

    key = models.BigIntegerField(unique=True)
    profile_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    price_micro = models.BigIntegerField()
    spent_at = InstantField()
    contact_at = InstantField()
    sender = models.CharField(max_length=100, default="", db_default="")
    kind = models.CharField(max_length=100, default="", db_default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(price_micro__gte=0), name="cadence_price_not_negative")]
        indexes = [models.Index(fields=["profile_id", "spent_at"], name="cadence_spend_profile")]


class PaceRow(models.Model):
    """A person's own pace as they chose it once, in millionths of a contact per week; rows are only added.

    Null takes every earlier choice back: as often as the charter promises everyone. `days` are those of the week, of
    all channels and of single ones, as `cadence.days` packs them; 0 for any.
    """

    profile_id = models.BigIntegerField()
    per_week_micro = models.BigIntegerField(null=True)
    days = models.PositiveIntegerField(default=0, db_default=0)
    chosen_at = InstantField()
    source = models.CharField(max_length=100)
    message_id = models.TextField(unique=True)

    class Meta:
        db_table = "cadence_pace"
        constraints = [models.CheckConstraint(condition=Q(per_week_micro__gte=0), name="cadence_pace_not_negative")]
        indexes = [models.Index(fields=["profile_id", "chosen_at"], name="cadence_pace_profile")]


class Guard(models.Model):
    """One row per profile, locked in the order of ids while its person's budget is decided on."""

    profile_id = models.BigIntegerField(primary_key=True)

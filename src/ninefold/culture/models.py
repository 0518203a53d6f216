"""Culture's tables: the one charter, the goals, the communities."""

from django.db import models
from django.db.models import Q

from ninefold.culture.types import PROTECTED
from ninefold.kernel.database.fields import InstantField


class CharterRow(models.Model):
    """The charter: one row at most. Without a row the default of `culture.defaults` holds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    values = models.JSONField()
    voice = models.TextField()
    promises = models.JSONField()
    attention_per_week = models.FloatField()
    attention_max = models.FloatField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    postal_address = models.CharField(max_length=200, default="")
    avoided = models.JSONField(default=list, db_default=[])
    changed_at = InstantField()
    changed_by = models.CharField(max_length=100)

    class Meta:
        db_table = "culture_charter"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="culture_one_charter"),
            models.CheckConstraint(
                condition=Q(attention_per_week__gte=0, attention_max__gte=0), name="culture_attention_not_negative"
            ),
        ]


class PromisedBefore(models.Model):
    """What of the charter contacts are judged by, as it stood until an instant."""

    until = InstantField(db_index=True)
    attention_per_week = models.FloatField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()

    class Meta:
        db_table = "culture_promisedbefore"


class CompanyRow(models.Model):
    """The company: one row at most. Without a row the default of `culture.defaults` holds."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=80)
    sender_address = models.CharField(max_length=254)
    sender_name = models.CharField(max_length=80, default="")
    logo_id = models.BigIntegerField(default=0)
    privacy_url = models.CharField(max_length=200, default="", db_default="")
    imprint_url = models.CharField(max_length=200, default="", db_default="")
    country = models.CharField(max_length=2, default="", db_default="")
    brand = models.JSONField(default=dict, db_default={})  # a types.Brand but for what is as shipped
    changed_at = InstantField()
    changed_by = models.CharField(max_length=100)

    class Meta:
        db_table = "culture_company"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="culture_one_company"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(sender_address=""), name="culture_company_named"),
        ]


class GoalRow(models.Model):
    """A goal: a track event and the properties it must carry."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    event_name = models.CharField(max_length=200)
    properties = models.JSONField(default=dict)
    value_minor = models.BigIntegerField()
    window_days = models.PositiveSmallIntegerField()
    changed_at = InstantField()
    changed_by = models.CharField(max_length=100)

    class Meta:
        db_table = "culture_goal"
        constraints = [
            models.CheckConstraint(condition=Q(value_minor__gte=0), name="culture_goal_value_not_negative"),
            models.CheckConstraint(condition=Q(window_days__range=(1, 365)), name="culture_goal_window"),
        ]


class CommunityRow(models.Model):
    """A community and its way of speaking."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    tag = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, default="interest", db_default="interest")
    topics = models.TextField(default="", db_default="")  # one a line

    class Meta:
        db_table = "culture_community"
        constraints = [
            models.CheckConstraint(
                condition=Q(topics="") | ~Q(kind__in=sorted(one.value for one in PROTECTED)),
                name="culture_community_not_inferred",
            )
        ]

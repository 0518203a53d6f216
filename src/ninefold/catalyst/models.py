"""Campaigns, their frozen audience, who still waits for a decision, what was decided, and the outbox."""

from django.db import models
from django.db.models import F, Q

from ninefold.catalyst.types import CampaignKind, CampaignStatus, Result
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.database.fields import InstantField


class Campaign(models.Model):
    """Segment + content + goals. `goal_keys` and `arms` (types.CampaignArm) are JSON lists.

    `is_open` while people wait for a decision or intents for a delivery: the worker looks at open ones only.
    """

    uuid = models.UUIDField(unique=True)
    name = models.CharField(max_length=200)
    segment_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    goal_keys = models.TextField()
    effect_stated = models.FloatField()
    arms = models.TextField()
    experiment = models.ForeignKey("experiments.Experiment", null=True, on_delete=models.PROTECT)
    status = models.CharField(max_length=20, default=CampaignStatus.DRAFT.value)
    starts_at = InstantField()
    ends_at = InstantField()
    started_at = InstantField(null=True)
    value = models.FloatField()
    is_open = models.BooleanField(default=False)
    kind = models.CharField(max_length=20, default=CampaignKind.BROADCAST.value, db_default="broadcast")
    wait_minutes = models.IntegerField(default=0, db_default=0)
    answerers_max = models.IntegerField(default=0, db_default=0)
    topic = models.CharField(max_length=100, default="", db_default="", blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(CampaignKind)), name="catalyst_campaign_kind"),
            models.CheckConstraint(condition=Q(status__in=list(CampaignStatus)), name="catalyst_campaign_status"),
            models.CheckConstraint(condition=Q(channel__in=list(Channel)), name="catalyst_campaign_channel"),
            models.CheckConstraint(condition=Q(purpose__in=list(Purpose)), name="catalyst_campaign_purpose"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="catalyst_campaign_ends"),
            # Invariant 6: what runs has a goal.
            models.CheckConstraint(
                condition=Q(status="draft") | ~Q(goal_keys="[]"), name="catalyst_campaign_has_a_goal"
            ),
        ]
        indexes = [models.Index("status", name="catalyst_campaign_open", condition=Q(is_open=True))]


class Audience(models.Model):
    """The segment as it was at the start: its people, ids as little-endian 64-bit integers, and whom it meant, in
    words. Those before `cursor` have been put into arms."""

    campaign = models.OneToOneField(Campaign, primary_key=True, on_delete=models.CASCADE)
    people = models.BinaryField()
    meant = models.TextField(default="", db_default="", blank=True)
    size = models.IntegerField()
    cursor = models.IntegerField(default=0)
    frozen_at = InstantField()

    @property
    def is_waiting(self) -> bool:
        """Whether some of its people are in no arm yet."""
        return self.cursor < self.size


class Candidacy(models.Model):
    """A campaign that still waits for a decision on one profile, not before `ask_at`. Goes when it is decided.

    `occurrence` and `about` as in types.Intent. `expires_at` is 0 where the campaign's end holds.
    """

    campaign = models.ForeignKey(Campaign, db_index=False, on_delete=models.CASCADE)
    profile_id = models.BigIntegerField()
    arm = models.CharField(max_length=100)
    propensity = models.FloatField()
    ask_at = InstantField()
    occurrence = models.BigIntegerField(default=0, db_default=0)
    about = models.CharField(max_length=200, default="", db_default="")
    expires_at = InstantField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint("campaign", "profile_id", "occurrence", name="catalyst_candidacy_once")]
        indexes = [
            models.Index("campaign", "ask_at", "profile_id", name="catalyst_candidacy_due"),
            models.Index("profile_id", name="catalyst_candidacy_profile"),
        ]


class Intent(models.Model):
    """The outbox. The id derives from (campaign, profile, occurrence); `taken_at` when channel took it over."""

    id = models.BigIntegerField(primary_key=True)
    campaign = models.ForeignKey(Campaign, db_index=False, on_delete=models.PROTECT)
    profile_id = models.BigIntegerField()
    occurrence = models.BigIntegerField(default=0)
    about = models.CharField(max_length=200, default="", db_default="")
    arm = models.CharField(max_length=100)
    item_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    not_before = InstantField()
    expires_at = InstantField()
    created_at = InstantField()
    taken_at = InstantField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("campaign", "profile_id", "occurrence", name="catalyst_intent_once"),
            models.CheckConstraint(condition=Q(item_id__gt=0), name="catalyst_intent_has_an_item"),
        ]
        indexes = [
            models.Index("campaign", "not_before", name="catalyst_intent_due", condition=Q(taken_at=None)),
            models.Index("profile_id", name="catalyst_intent_profile"),
        ]


class Decision(models.Model):
    """Why a person was, or was not, contacted by a campaign; the newest row of a profile holds."""

    campaign = models.ForeignKey(Campaign, db_index=False, on_delete=models.PROTECT)
    profile_id = models.BigIntegerField()
    arm = models.CharField(max_length=100)
    result = models.CharField(max_length=20)
    reason = models.CharField(max_length=50)
    sentence = models.TextField()
    value = models.FloatField()
    stock = models.FloatField()
    price = models.FloatField()
    propensity = models.FloatField()
    candidates = models.TextField()
    decided_at = InstantField()
    intent_id = models.BigIntegerField(default=0)
    occurrence = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(result__in=list(Result)), name="catalyst_decision_result"),
            models.CheckConstraint(condition=~Q(reason=""), name="catalyst_decision_has_a_reason"),
        ]
        indexes = [
            models.Index("campaign", "profile_id", name="catalyst_decision_campaign"),
            models.Index("profile_id", name="catalyst_decision_profile"),
        ]


class Routing(models.Model):
    """A question (`occurrence` its id, `about` its key) that was put to likely answerers, once, by one campaign.

    Settled when it was answered, or is gone, or nobody may be asked any more.
    """

    campaign = models.ForeignKey(Campaign, db_index=False, on_delete=models.PROTECT)
    occurrence = models.BigIntegerField(unique=True)
    about = models.CharField(max_length=200)
    asked_at = InstantField()
    routed_at = InstantField()
    expires_at = InstantField()
    settled_at = InstantField(null=True)
    outcome = models.CharField(max_length=20, default="", db_default="")

    class Meta:
        indexes = [
            models.Index("campaign", "routed_at", name="catalyst_routing_campaign"),
            models.Index("occurrence", name="catalyst_routing_open", condition=Q(settled_at=None)),
        ]

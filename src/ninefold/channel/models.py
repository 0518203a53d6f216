"""Tables of deliveries, tracked links and replies. Private to this room."""

from django.db import models
from django.db.models import Q

from ninefold.channel.types import DeliveryStatus
from ninefold.kernel.database.fields import InstantField


class Delivery(models.Model):
    """One delivery of one intent, from its lease to its end.

    `lease_until` is in the machine's microseconds, not the install's: a driven clock must not free a living holder.
    `retry_at` is the install's time before which a leased delivery is not tried again.
    `about` is the key of the question that the message is about, "" for none: its reserved link leads there.
    Outcome times are those of people; what machines fetched stands in the `…_by_bot_at` columns.
    """

    intent_id = models.BigIntegerField(unique=True)
    campaign_id = models.BigIntegerField()
    profile_id = models.BigIntegerField(db_index=True)
    arm = models.CharField(max_length=100)
    item_id = models.BigIntegerField()
    channel = models.CharField(max_length=20)
    purpose = models.CharField(max_length=20)
    expires_at = InstantField()
    status = models.CharField(max_length=20)
    reason = models.TextField(default="", db_default="")
    status_code = models.CharField(max_length=20, default="", db_default="")
    is_address_dead = models.BooleanField(default=False, db_default=False)
    address = models.CharField(max_length=320, default="", db_default="")
    variant_id = models.BigIntegerField(default=0, db_default=0)
    revision_id = models.BigIntegerField(default=0, db_default=0)  # of that version; 0 before it was kept
    tag = models.CharField(max_length=100, default="", db_default="")
    subject = models.TextField(default="", db_default="")
    about = models.CharField(max_length=200, default="", db_default="")
    attempts = models.IntegerField(default=0, db_default=0)
    lease_holder = models.CharField(max_length=120, default="", db_default="")
    lease_until = models.BigIntegerField(default=0, db_default=0)
    retry_at = InstantField(default=0, db_default=0)
    created_at = InstantField()
    ended_at = InstantField(null=True)
    opened_at = InstantField(null=True)
    opened_by_bot_at = InstantField(null=True)
    clicked_at = InstantField(null=True)
    clicked_by_bot_at = InstantField(null=True)
    replied_at = InstantField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channel_delivery_status", condition=Q(status__in=[status.value for status in DeliveryStatus])
            ),
            models.CheckConstraint(
                name="channel_delivery_ended",
                condition=Q(status__in=["leased", "handing_over"], ended_at__isnull=True)
                | (~Q(status__in=["leased", "handing_over"]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["campaign_id", "status"], name="channel_delivery_campaign"),
            models.Index(
                fields=["status", "lease_until"],
                name="channel_delivery_under_way",
                condition=Q(status__in=["leased", "handing_over"]),
            ),
            models.Index(fields=["address"], name="channel_delivery_dead", condition=Q(is_address_dead=True)),
            models.Index(fields=["ended_at"], name="channel_delivery_ended_at", condition=Q(ended_at__isnull=False)),
        ]


class Link(models.Model):
    """Where a tracked link leads. Never changed: sent mail points here."""

    campaign_id = models.BigIntegerField()
    variant_id = models.BigIntegerField()
    url = models.CharField(max_length=2000)
    label = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign_id", "variant_id", "url", "label"], name="channel_link_once"),
        ]


class Reply(models.Model):
    """What a person wrote back, projected once from its event."""

    message_id = models.CharField(max_length=200, unique=True)
    delivery_id = models.BigIntegerField(db_index=True)
    profile_id = models.BigIntegerField(db_index=True)
    subject = models.TextField()
    text = models.TextField()
    is_automatic = models.BooleanField()
    received_at = InstantField(db_index=True)


class Service(models.Model):
    """One service message, from its queue to its end; `leased` is waiting. Its words go once it has ended.

    `mailbox_key` tells mailboxes apart for limits: the address in lower case, without a tag after `+`.
    `profile_id` is 0 where it is not known whose address it is. `lease_until` and `retry_at` as in Delivery.
    """

    kind = models.CharField(max_length=20)
    profile_id = models.BigIntegerField(db_index=True)
    address = models.CharField(max_length=320, db_index=True)
    mailbox_key = models.CharField(max_length=320)
    subject = models.TextField()
    text = models.TextField()
    html = models.TextField()
    status = models.CharField(max_length=20)
    reason = models.TextField(default="")
    status_code = models.CharField(max_length=20, default="")
    attempts = models.IntegerField(default=0)
    lease_holder = models.CharField(max_length=120, default="")
    lease_until = models.BigIntegerField(default=0)
    retry_at = InstantField(default=0)
    expires_at = InstantField()
    created_at = InstantField()
    ended_at = InstantField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="channel_service_status", condition=Q(status__in=[status.value for status in DeliveryStatus])
            ),
            models.CheckConstraint(
                name="channel_service_ended",
                condition=Q(status__in=["leased", "handing_over"], ended_at__isnull=True)
                | (~Q(status__in=["leased", "handing_over"]) & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "created_at"], name="channel_service_kind"),
            models.Index(fields=["mailbox_key", "created_at"], name="channel_service_mailbox"),
            models.Index(
                fields=["status", "retry_at"],
                name="channel_service_under_way",
                condition=Q(status__in=["leased", "handing_over"]),
            ),
        ]


class Silence(models.Model):
    """A relay that was away or did not answer when it was last tried. The row goes when it answers again."""

    relay = models.CharField(max_length=300, primary_key=True)
    since = InstantField()
    reason = models.TextField()


class TestTaken(models.Model):
    """A test of a letter that the relay took, for who it was sent by. It counts nowhere."""

    actor_key = models.CharField(max_length=100)
    taken_at = InstantField()

    class Meta:
        db_table = "channel_test_taken"

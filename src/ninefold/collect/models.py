"""Collect's tables. Private to the room; all writes go through `actions`.

JSON stands in text columns: it is written by msgspec in bulk, and keeps what PostgreSQL's jsonb cannot (NUL).
"""

from django.db import models
from django.db.models import Q

from ninefold.collect.types import Trust
from ninefold.kernel.database.fields import InstantField


class Source(models.Model):
    """Where events come from: an app, a site. Its write key says how far its events can be believed.

    `calls` names what it may send, separated by blanks, "" for all; `events_per_second` bounds its pace, 0 for none.
    A source with a `secret` takes signed webhooks alone: its write key is the public part of their address. While
    `previous_until` is ahead, the key or secret before the present one (`previous_key`) is good as well. Addresses of
    machines are dropped unless it `keeps_ip`; `consent_categories`, separated by commas, keep an event out where one is
    refused.
    """

    name = models.CharField(max_length=100)
    write_key = models.CharField(max_length=64, unique=True)
    trust = models.SmallIntegerField()
    created_at = InstantField()
    revoked_at = InstantField(null=True)
    calls = models.CharField(max_length=200, default="", db_default="")
    events_per_second = models.PositiveIntegerField(default=0, db_default=0)
    previous_key = models.CharField(max_length=100, default="", db_default="")
    previous_until = InstantField(null=True)
    secret = models.CharField(max_length=100, default="", db_default="")
    person_field = models.CharField(max_length=200, default="", db_default="")
    keeps_ip = models.BooleanField(default=False, db_default=False)
    consent_categories = models.CharField(max_length=300, default="", db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(trust__in=(int(Trust.BROWSER), int(Trust.SERVER))), name="collect_source_trust"
            )
        ]


class IntakeColumns(models.Model):
    """The columns of the intake log."""

    path = models.TextField()
    source_id = models.BigIntegerField()
    trust = models.SmallIntegerField()
    received_at = InstantField()
    codec = models.SmallIntegerField()
    body = models.BinaryField()
    meta = models.TextField()

    class Meta:
        abstract = True


class Intake(IntakeColumns):
    """The intake log on PostgreSQL. On SQLite it is a file of its own and this table stays empty."""


class ConsentIntake(IntakeColumns):
    """The consent lane of the intake log on PostgreSQL."""


class Pending(models.Model):
    """What rooms and imports recorded in their own transactions and the leader has not numbered yet."""

    is_consent = models.BooleanField()
    recorded_at = InstantField()
    body = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["recorded_at"], condition=Q(is_consent=True), name="collect_pending_consent")]


class KeptOut(models.Model):
    """How many events of a source were kept out of the log on a day (since 1970), and why."""

    day = models.IntegerField()
    source_id = models.BigIntegerField()
    reason = models.CharField(max_length=20)
    count = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "source_id", "reason"], name="collect_keptout_once")]


class Held(models.Model):
    """What came over a mailed link and waits until what belongs together with it (`key`) can be judged.

    `machine` is null until then; for what there was no room for it then says why it is a machine's ("": it is not).
    """

    key = models.CharField(max_length=20, db_index=True)
    received_at = InstantField()
    machine = models.CharField(max_length=40, null=True)  # no verdict is not the verdict "a person"
    body = models.TextField()


class Event(models.Model):
    """The event log. `id` is its gapless number, given by the leader alone."""

    id = models.BigIntegerField(primary_key=True)
    message_id = models.TextField()
    kind = models.TextField()
    name = models.TextField()
    user_id = models.TextField()
    anonymous_id = models.TextField()
    other_id = models.TextField()
    properties = models.TextField()
    traits = models.TextField()
    context = models.TextField()
    occurred_at = InstantField()
    received_at = InstantField()
    source_id = models.BigIntegerField()
    trust = models.SmallIntegerField()
    profile_id = models.BigIntegerField()
    is_bot = models.BooleanField()

    class Meta:
        indexes = [
            models.Index(fields=["profile_id", "occurred_at", "name"], name="collect_event_profile"),
            models.Index(fields=["name", "occurred_at"], name="collect_event_name"),
            models.Index(fields=["kind", "occurred_at"], condition=~Q(kind="track"), name="collect_event_calls"),
        ]


class Seen(models.Model):
    """The message ids of the last 30 days as 128-bit hashes, by period of five days.

    The period leads the key, so that new hashes fall into one small part of the index and old ones go in one range.
    """

    pk = models.CompositePrimaryKey("period", "hash")
    period = models.IntegerField()
    hash = models.BinaryField(max_length=16)


class Quarantine(models.Model):
    """An event that was well-formed but wrong, with its reason, as it came and with all that a replay needs."""

    code = models.CharField(max_length=60)
    reason = models.TextField()
    path = models.TextField()
    body = models.TextField()
    shell = models.TextField()
    fallback_id = models.TextField()
    source_id = models.BigIntegerField()
    trust = models.SmallIntegerField()
    received_at = InstantField()
    quarantined_at = InstantField()


class Replay(models.Model):
    """A replay of all that was in quarantine for a reason ("" for any) when it was asked for, and how far it is.

    It reads rows by number up to `up_to_id`; `last_id` is the last one read. `recorded` events came of `done` rows.
    """

    code = models.CharField(max_length=60)
    asked_by = models.CharField(max_length=100)
    asked_at = InstantField()
    last_id = models.BigIntegerField()
    up_to_id = models.BigIntegerField()
    total = models.IntegerField()
    done = models.IntegerField()
    recorded = models.IntegerField()
    finished_at = InstantField(null=True)


class Cursor(models.Model):
    """How far something has come: the last number of the log, a lane of an intake file, the lake."""

    name = models.CharField(max_length=100, primary_key=True)
    value = models.BigIntegerField()
    offset = models.IntegerField(default=0)


class Import(models.Model):
    """How far an import has come, by the hash of its file. It is kept for good: a file counts once.

    `said_no` counts the lines that say no to being written to.
    """

    file_hash = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    lines_done = models.BigIntegerField()
    recorded = models.BigIntegerField()
    refused = models.BigIntegerField()
    started_at = InstantField()
    finished_at = InstantField(null=True)
    mapping_hash = models.CharField(max_length=64, default="", db_default="")
    said_no = models.BigIntegerField(default=0, db_default=0)


class Plan(models.Model):
    """The tracking plan as a whole, one row: `rule` for events that it does not know, "" while it is open."""

    rule = models.CharField(max_length=12)
    locked_at = InstantField()


class PlanEvent(models.Model):
    """An event of the plan: what came of it, and how it is locked (`rule`, "" while it is not).

    `name` is a track's own, or a call's kind with a `$`. With the whole plan locked, those not `is_planned` are new.
    Its events are kept for `keep_days`, 0 for ever; `lost_traits` where some of those that went told traits.
    """

    name = models.CharField(max_length=255, primary_key=True)
    seen = models.BigIntegerField()
    first_at = InstantField()
    last_at = InstantField()
    rule = models.CharField(max_length=12, default="", db_default="")
    is_planned = models.BooleanField(default=False, db_default=False)
    locked_at = InstantField(null=True)
    keep_days = models.PositiveIntegerField(default=0, db_default=0)
    lost_traits = models.BooleanField(default=False, db_default=False)


class PlanSource(models.Model):
    """How often an event came from a source; 0 stands for imports."""

    event = models.CharField(max_length=255)
    source_id = models.BigIntegerField()
    seen = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "source_id"], name="collect_plansource_once")]


class PlanSeen(models.Model):
    """How often a property of an event came with a type."""

    event = models.CharField(max_length=255)
    property = models.CharField(max_length=100)
    type = models.CharField(max_length=10)
    seen = models.BigIntegerField()
    first_at = InstantField()
    last_at = InstantField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "property", "type"], name="collect_planseen_once")]


class PlanProperty(models.Model):
    """A property that a locked event may have, with its types, separated by blanks."""

    event = models.CharField(max_length=255)
    property = models.CharField(max_length=100)
    types = models.CharField(max_length=60)
    is_required = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "property"], name="collect_planproperty_once")]


class PlanDrift(models.Model):
    """How often something deviated from the plan on a day (since 1970); `what` is "" in the row of all of a day."""

    day = models.IntegerField()
    what = models.CharField(max_length=30)
    event = models.CharField(max_length=255)
    property = models.CharField(max_length=100)
    type = models.CharField(max_length=10)
    count = models.BigIntegerField()
    first_at = InstantField()
    last_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "what", "event", "property", "type"], name="collect_plandrift_once")
        ]

"""Context's tables. Profiles and evidence are facts; person ids, refusals and `is_current` are derived from them.

`is_verified` marks what came by more than a public write key; the rows are kept apart, since a word of a browser
counts for a person only until an account of theirs is known.
"""

from django.db import models
from django.db.models import Q

from ninefold.context.formtables import FormRow, FormVersion, SubmissionRow  # noqa: F401  # registers them
from ninefold.context.grouptables import GroupLeaving, GroupMember, GroupRow, GroupTraitRow  # noqa: F401  # registers them
from ninefold.context.ruletables import Regrouped, RegroupingRow, RulesDraft, RulesRow  # noqa: F401  # registers them
from ninefold.context.wordtables import SaidWord  # noqa: F401  # registers it
from ninefold.kernel.database.fields import InstantField


class Profile(models.Model):
    """One identity of someone, an immutable node: `anonymous`, `account`, or `claimed` (an account id a browser named).
    `person_id` is derived: the smallest profile id of the component."""

    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=255)
    person_id = models.BigIntegerField()
    created_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="context_profile_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["anonymous", "account", "claimed"]), name="context_profile_kind"
            ),
            models.CheckConstraint(condition=Q(person_id__lte=models.F("id")), name="context_person_is_smallest"),
        ]
        indexes = [models.Index(fields=["person_id"], name="context_profile_person")]


class Evidence(models.Model):
    """That two profiles are one person, as one kind of event said it first; later events of the kind add nothing.

    Where both have an `address`, the row is derived from who holds it (`linkage`); else that is "".
    `refused` is derived: the code of the reason why it did not join, "" when it did.
    """

    left = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    right = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=30)
    is_verified = models.BooleanField()
    occurred_at = InstantField()
    message_id = models.TextField()
    refused = models.CharField(max_length=20, default="")
    address = models.CharField(max_length=320, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["left", "right", "kind", "is_verified", "address"], name="context_evidence_once"
            ),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="context_evidence_ordered"),
        ]
        indexes = [
            models.Index(fields=["address"], condition=~Q(address=""), name="context_evidence_address"),
            models.Index(fields=["refused", "id"], condition=~Q(refused=""), name="context_evidence_refused"),
        ]


class RulingRow(models.Model):
    """A reviewer's word on a pair of profiles: `allow` joins them, `deny` keeps them apart, until it is undone."""

    left = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    verdict = models.CharField(max_length=5)
    reason = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=100)
    decided_at = InstantField()
    undone_by = models.CharField(max_length=100, default="")
    undone_at = InstantField(null=True)

    class Meta:
        db_table = "context_ruling"
        constraints = [
            models.UniqueConstraint(
                fields=["left", "right"], condition=Q(undone_at__isnull=True), name="context_ruling_once"
            ),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="context_ruling_ordered"),
            models.CheckConstraint(condition=Q(verdict__in=["allow", "deny"]), name="context_ruling_verdict"),
        ]


class Trait(models.Model):
    """The newest value of a trait of one profile, with its provenance.

    `value` is JSON. For searching, `word` is `"` + the text of a string, or true/false; `number` that of a number.
    `is_current` is derived: whether this is the value that holds for the person.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    name = models.CharField(max_length=100)
    is_verified = models.BooleanField()
    value = models.TextField()
    word = models.CharField(max_length=200, null=True)
    number = models.FloatField(null=True)
    occurred_at = InstantField()
    message_id = models.TextField()
    source_id = models.BigIntegerField()
    is_current = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "name", "is_verified"], name="context_trait_once"),
        ]
        indexes = [
            models.Index(fields=["name", "word", "person_id"], condition=Q(is_current=True), name="context_trait_word"),
            models.Index(
                fields=["name", "number", "person_id"],
                condition=Q(is_current=True, number__isnull=False),
                name="context_trait_number",
            ),
            models.Index(fields=["person_id"], name="context_trait_person"),
        ]


class NameWord(models.Model):
    """A word of a name among a profile's traits, to look for people by (`naming`)."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    is_verified = models.BooleanField()
    word = models.CharField(max_length=40)

    class Meta:
        db_table = "context_name_word"
        constraints = [
            models.UniqueConstraint(fields=["profile", "name", "is_verified", "word"], name="context_name_word_once")
        ]
        indexes = [models.Index(fields=["word", "profile"], name="context_name_word_word")]


class Identifier(models.Model):
    """An address of a profile (email, phone or push) in its normal form, or its identifier of a company's own kind.

    `value` is what is compared; `written` how it was typed last, where that is another: that is written to. Others have
    it too where it `is_shared`; it `is_proved` where a server said that the mailbox was verified (`email_verified`).
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=30)
    value = models.CharField(max_length=320)
    is_verified = models.BooleanField()
    first_seen_at = InstantField()
    last_seen_at = InstantField()
    is_shared = models.BooleanField(db_default=False)
    is_proved = models.BooleanField(db_default=False)
    written = models.CharField(max_length=320, default="", db_default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "kind", "value", "is_verified"], name="context_identifier_once"),
        ]
        indexes = [
            models.Index(fields=["kind", "value"], name="context_identifier_value"),
            models.Index(fields=["kind", "value"], condition=Q(is_shared=True), name="context_identifier_shared"),
        ]


class Activity(models.Model):
    """How often a profile did something."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    person_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    count = models.BigIntegerField()
    first_at = InstantField()
    last_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "name"], name="context_activity_once"),
            models.CheckConstraint(condition=Q(count__gt=0), name="context_activity_counted"),
        ]
        indexes = [
            models.Index(fields=["name", "person_id"], name="context_activity_name"),
        ]


class Revenue(models.Model):
    """What a profile's deeds were worth, by currency ("" where none is named), summed from verified sources only."""

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    sum_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile", "name", "currency"], name="context_revenue_once"),
        ]


class ConsentRow(models.Model):
    """One word on one purpose and channel; rows are only added. `address` is what the word was given for, or "".

    Message ids are told apart by trust: what a browser sent first must not swallow a server's word.
    """

    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    person_id = models.BigIntegerField()
    purpose = models.CharField(max_length=30)
    channel = models.CharField(max_length=10)
    status = models.CharField(max_length=10)
    basis = models.CharField(max_length=200)
    evidence = models.TextField()
    address = models.CharField(max_length=320, default="")
    source = models.CharField(max_length=100)
    trust = models.PositiveSmallIntegerField()
    occurred_at = InstantField()
    message_id = models.TextField()

    class Meta:
        db_table = "context_consent"
        constraints = [
            models.UniqueConstraint(fields=["message_id", "trust"], name="context_consent_once"),
            models.CheckConstraint(condition=Q(status__in=["granted", "withdrawn"]), name="context_consent_status"),
        ]
        indexes = [
            models.Index(fields=["address"], condition=~Q(address=""), name="context_consent_address"),
            models.Index(
                fields=["purpose", "channel", "person_id", "occurred_at", "status", "trust"], name="context_consent_for"
            ),
            models.Index(fields=["person_id"], name="context_consent_person"),
        ]


class SegmentRow(models.Model):
    """A named condition. `rebuilt_to`: its members follow the condition up to this person id; null: all do."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    condition = models.JSONField()
    changed_by = models.CharField(max_length=100)
    changed_at = InstantField()
    rebuilt_to = models.BigIntegerField(null=True, default=0, db_default=0)

    class Meta:
        db_table = "context_segment"


class Move(models.Model):
    """A profile that belongs to another person than before, until that was looked at."""

    profile_id = models.BigIntegerField()


class Membership(models.Model):
    """That a person is in a segment, since when. It hangs on a profile of theirs, so that it follows joins and splits.

    Two profiles with a row each that become one person keep both; whoever counts people counts person ids.
    """

    segment = models.ForeignKey(SegmentRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    person_id = models.BigIntegerField()
    entered_at = InstantField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["segment", "profile"], name="context_membership_once")]
        indexes = [
            models.Index(fields=["segment", "person_id"], name="context_membership_of"),
            models.Index(fields=["person_id"], name="context_membership_person"),
        ]


class Audit(models.Model):
    """What holding a segment's members against the lake found last: how many are kept and meant, missing, too many."""

    segment = models.OneToOneField(SegmentRow, on_delete=models.CASCADE, related_name="+")
    audited_at = InstantField()
    kept = models.BigIntegerField()
    meant = models.BigIntegerField()
    missing = models.BigIntegerField()
    surplus = models.BigIntegerField()

    class Meta:
        db_table = "context_segment_audit"


class SegmentProgress(models.Model):
    """How far memberships follow: the last event and the newest profile looked at, and the moment up to which windows
    of time were let lapse. One row; `turn` counts its changes, so that of two workers one gives way.
    """

    event_id = models.BigIntegerField()
    profile_id = models.BigIntegerField()
    swept_at = InstantField()
    turn = models.BigIntegerField(default=0)

    class Meta:
        db_table = "context_segment_progress"


class Touched(models.Model):
    """A profile of which something changed that no event of its own tells: who its person is, a computed trait.

    `name` is the trait; "" means everything.
    """

    profile_id = models.BigIntegerField()
    name = models.CharField(max_length=100, default="", db_default="")


class Purchase(models.Model):
    """What a profile bought on one day (since 1970, UTC), by currency or ""; of verified sources only."""

    profile_id = models.BigIntegerField()
    day = models.IntegerField()
    currency = models.CharField(max_length=3)
    orders = models.BigIntegerField()
    sum_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "day", "currency"], name="context_purchase_once"),
        ]


class Habit(models.Model):
    """How often a profile did something of a kind: at an hour, in a channel, about a topic (`computed.tallies`)."""

    profile_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    word = models.CharField(max_length=100)
    times = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "kind", "word"], name="context_habit_once"),
        ]


class Contact(models.Model):
    """A message that reached a profile: its topic and the currencies it showed (apart by a space), "" for none, and
    whether they responded. `sent_at` is 0 where it is not told that it went out, or it came back."""

    profile_id = models.BigIntegerField()
    delivery_id = models.BigIntegerField()
    topic = models.CharField(max_length=100)
    currencies = models.CharField(max_length=500)
    sent_at = InstantField()
    is_answered = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "delivery_id"], name="context_contact_once"),
        ]


class Redeemed(models.Model):
    """When a profile had a reward for a currency."""

    profile_id = models.BigIntegerField()
    currency = models.CharField(max_length=100)
    redeemed_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "currency", "redeemed_at"], name="context_redeemed_once"),
        ]


class CommunityWord(models.Model):
    """When a profile joined a community last, and when it left it, as they said (0: never)."""

    profile_id = models.BigIntegerField()
    community = models.CharField(max_length=100)
    joined_at = InstantField()
    left_at = InstantField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["profile_id", "community"], name="context_communityword_once"),
        ]


class Stale(models.Model):
    """A profile whose person's traits are to be computed anew."""

    profile_id = models.BigIntegerField(unique=True)


class ComputedProgress(models.Model):
    """One row: the last event that computed traits have counted, and when customers were valued last."""

    event_id = models.BigIntegerField(default=0)
    valued_at = InstantField(null=True)

    class Meta:
        db_table = "context_computed_progress"


class Tombstone(models.Model):
    """The keyed hash of an identifier of somebody who was erased; `refused` counts what was dropped since."""

    hash = models.CharField(max_length=32, primary_key=True)
    erased_at = InstantField()
    refused = models.BigIntegerField(default=0, db_default=0)


class Erasure(models.Model):
    """One person's erasure: its progress and, once finished, its receipt. It holds no identifier of theirs.

    `profile_ids` and `counts` (by step, by place) are JSON; `place` of `last` events are done of a step in pieces.
    """

    key = models.CharField(max_length=36, unique=True)
    asked_at = InstantField()
    asked_by = models.CharField(max_length=100)
    profile_ids = models.TextField()
    step = models.CharField(max_length=20)
    counts = models.TextField()
    waits_for = models.CharField(max_length=300, default="", db_default="")
    place = models.BigIntegerField(default=0, db_default=0)
    last = models.BigIntegerField(default=0, db_default=0)
    finished_at = InstantField(null=True)

    class Meta:
        indexes = [models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="context_erasure_open")]


class RightsLink(models.Model):
    """A link to one's own data that was asked for by mail. What it leads to is used at most once."""

    profile_id = models.BigIntegerField(db_index=True)
    asked_at = InstantField()
    used_at = InstantField(null=True)


class MoveIn(models.Model):
    """Moving in from another tool. Until it is lifted nothing goes out: those who are suppressed there come first.

    `asked` and `report` are JSON. `lifted_why` is "" where the suppressions matched, else why somebody let it pass.
    """

    key = models.CharField(max_length=36, unique=True)
    tool = models.CharField(max_length=20)
    asked = models.TextField()
    asked_by = models.CharField(max_length=150)
    asked_at = InstantField()
    step = models.CharField(max_length=20)
    report = models.TextField(default="{}", db_default="{}")
    problem = models.CharField(max_length=500, default="", db_default="")
    finished_at = InstantField(null=True)
    lifted_at = InstantField(null=True)
    lifted_by = models.CharField(max_length=150, default="", db_default="")
    lifted_why = models.CharField(max_length=500, default="", db_default="")

    class Meta:
        db_table = "context_move_in"
        indexes = [models.Index(fields=["id"], condition=Q(lifted_at__isnull=True), name="context_move_in_holds")]


class Candidate(models.Model):
    """Two people who may be one, by their likeness: its weight, and what each field adds (`reasons`, JSON).

    It hangs on a profile of each. A decision deletes it, as a ruling says more; `put_off_until` hides it for a while.
    """

    left = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+", db_index=False)
    right = models.ForeignKey(Profile, on_delete=models.CASCADE, related_name="+")
    weight = models.FloatField()
    reasons = models.TextField()
    found_at = InstantField()
    put_off_until = InstantField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="context_candidate_once"),
            models.CheckConstraint(condition=Q(left__lt=models.F("right")), name="context_candidate_ordered"),
        ]
        indexes = [models.Index(fields=["-weight"], name="context_candidate_weight")]


class LinkageRun(models.Model):
    """One row: when people were last compared with each other, and how many they were."""

    begun_at = InstantField()
    finished_at = InstantField(null=True)
    people = models.BigIntegerField(default=0)
    found = models.BigIntegerField(default=0)

    class Meta:
        db_table = "context_linkage_run"


class AddressesToFollow(models.Model):
    """One row while addresses from before they were evidence are gone through: up to this profile id."""

    up_to = models.BigIntegerField()

    class Meta:
        db_table = "context_addresses_to_follow"

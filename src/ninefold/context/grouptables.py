"""The tables of groups, a part of context's (`models` registers them)."""

from django.db import models

from ninefold.kernel.database.fields import InstantField


class GroupRow(models.Model):
    """A group that people belong to: a company, a household. `key` is the id that `group` calls name.

    `kind` is derived from its traits, "" for none told.
    """

    key = models.CharField(max_length=255, unique=True)
    kind = models.CharField(max_length=40, default="", db_default="")
    first_at = InstantField()

    class Meta:
        db_table = "context_group"
        indexes = [models.Index(fields=["kind"], name="context_group_kind")]


class GroupMember(models.Model):
    """That a profile belongs to a group, as calls of one trust said it, first and last."""

    group = models.ForeignKey(GroupRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.ForeignKey("context.Profile", on_delete=models.CASCADE, related_name="+")
    is_verified = models.BooleanField()
    first_at = InstantField()
    last_at = InstantField()

    class Meta:
        db_table = "context_group_member"
        constraints = [
            models.UniqueConstraint(fields=["group", "profile", "is_verified"], name="context_group_member_once"),
        ]


class GroupLeaving(models.Model):
    """That a profile left a group at an instant, as an event of one trust said it. Never changed.

    `removed_by` is the key of whoever of the team did it, "" where the event came from a source.
    """

    group = models.ForeignKey(GroupRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    profile = models.ForeignKey("context.Profile", on_delete=models.CASCADE, related_name="+")
    is_verified = models.BooleanField()
    left_at = InstantField()
    source_id = models.BigIntegerField()
    removed_by = models.CharField(max_length=100)

    class Meta:
        db_table = "context_group_leaving"
        constraints = [
            models.UniqueConstraint(
                fields=["group", "profile", "is_verified", "left_at"], name="context_group_leaving_once"
            ),
        ]


class GroupTraitRow(models.Model):
    """The newest value (JSON) of a trait of a group, of one trust, with where it comes from.

    `word` and `number` are what searches compare, as in `Trait`; `changed_id` is the event that made it another value.
    """

    group = models.ForeignKey(GroupRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    is_verified = models.BooleanField()
    value = models.TextField()
    word = models.CharField(max_length=200, null=True)
    number = models.FloatField(null=True)
    occurred_at = InstantField()
    message_id = models.TextField()
    source_id = models.BigIntegerField()
    changed_id = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "context_group_trait"
        constraints = [
            models.UniqueConstraint(fields=["group", "name", "is_verified"], name="context_group_trait_once"),
        ]
        indexes = [
            models.Index(fields=["changed_id"], name="context_group_trait_changed"),
            models.Index(fields=["name", "word"], name="context_group_trait_word"),
        ]

"""The tables of groups, a part of context's (`models` registers them)."""

from django.db import models

from ninefold.kernel.database.fields import InstantField


class GroupRow(models.Model):
    """A group that people belong to: a company, a household. `key` is the id that `group` calls name."""

    key = models.CharField(max_length=255, unique=True)
    first_at = InstantField()

    class Meta:
        db_table = "context_group"


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


class GroupTraitRow(models.Model):
    """The newest value (JSON) of a trait of a group, of one trust, with where it comes from."""

    group = models.ForeignKey(GroupRow, on_delete=models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    is_verified = models.BooleanField()
    value = models.TextField()
    occurred_at = InstantField()
    message_id = models.TextField()
    source_id = models.BigIntegerField()

    class Meta:
        db_table = "context_group_trait"
        constraints = [
            models.UniqueConstraint(fields=["group", "name", "is_verified"], name="context_group_trait_once"),
        ]

"""The tables of sign-up forms, a part of context's (`models` registers them)."""

from django.db import models
from django.db.models import Q

from ninefold.kernel.database.fields import InstantField


class FormRow(models.Model):
    """A sign-up form. What it says stands in its versions; `version` is the one that is shown."""

    key = models.SlugField(max_length=60, unique=True)
    version = models.PositiveIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        db_table = "context_form"


class FormVersion(models.Model):
    """What a form said and asked at a time: evidence of each yes to it; rows are only added. `text` is JSON."""

    form = models.ForeignKey(FormRow, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    text = models.TextField()
    made_by = models.CharField(max_length=100)
    made_at = InstantField()

    class Meta:
        db_table = "context_form_version"
        constraints = [models.UniqueConstraint(fields=["form", "version"], name="context_form_version_once")]


class SubmissionRow(models.Model):
    """What was posted on a form. Until it is confirmed from the mailbox it is nobody's, and nothing of it holds."""

    form = models.ForeignKey(FormRow, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    address = models.CharField(max_length=320)
    ticked = models.TextField()
    answers = models.TextField()
    site = models.CharField(max_length=253)
    is_gpc = models.BooleanField()
    asked_at = InstantField()
    confirmed_at = InstantField(null=True)
    profile_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "context_submission"
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_at=None, profile_id=None)
                | Q(confirmed_at__isnull=False, profile_id__isnull=False),
                name="context_submission_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["form", "confirmed_at"], name="context_submission_form"),
            models.Index(fields=["address"], condition=Q(confirmed_at__isnull=True), name="context_submission_pending"),
            models.Index(fields=["profile_id"], name="context_submission_profile"),
        ]

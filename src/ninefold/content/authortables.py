"""The tables of a team's work on variants, a part of content's (`models` registers them): authors besides the team,
and comments."""

from django.conf import settings
from django.db import models
from wagtail.models import Revision

from ninefold.content.authorship import AuthorKind
from ninefold.kernel.database.fields import InstantField

NAME_CHARACTERS_MAX = 200
COMMENT_CHARACTERS_MAX = 2_000
QUOTE_CHARACTERS_MAX = 200


class AuthorRow(models.Model):
    """Who wrote a revision, where that is not simply the account that kept it; see authorship.Author."""

    revision = models.OneToOneField(Revision, on_delete=models.CASCADE, primary_key=True, related_name="written_by")
    kind = models.CharField(max_length=10)
    name = models.CharField(max_length=NAME_CHARACTERS_MAX)

    class Meta:
        app_label = "content"
        db_table = "content_author"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=[one.value for one in AuthorKind]), name="content_author_kind"
            )
        ]


class CommentRow(models.Model):
    """A word of the team on a block of a variant (`block_id` "" for all of it), or an answer to one (`first`).

    `quote` is what the block said then. It stands beside what is published, never in it.
    """

    variant = models.ForeignKey("content.Variant", on_delete=models.CASCADE, related_name="comments")
    block_id = models.CharField(max_length=100, blank=True, default="")
    quote = models.CharField(max_length=QUOTE_CHARACTERS_MAX, blank=True, default="")
    first = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="answers")
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField()
    said_at = InstantField()
    mentioned = models.JSONField(default=list)
    # Ninefold itself says it: nobody of the team spoke.
    by_house = models.BooleanField(default=False, db_default=False)
    resolved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    resolved_at = InstantField(null=True)
    told_at = InstantField(null=True)

    class Meta:
        app_label = "content"
        db_table = "content_comment"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first=None) | models.Q(resolved_at=None), name="content_comment_resolved_whole"
            )
        ]
        indexes = [models.Index(fields=["told_at", "id"], name="content_comment_untold")]


class ModelDraftRow(models.Model):
    """A draft that a language model was asked for; see languagemodel.types.ModelDraft. It is what the budget counts."""

    item = models.ForeignKey("content.ContentItem", on_delete=models.CASCADE, related_name="+")
    tag = models.CharField(max_length=60)
    form_factor = models.CharField(max_length=20, blank=True, default="")
    brief = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10)
    problem = models.CharField(max_length=500, blank=True, default="")
    model = models.CharField(max_length=NAME_CHARACTERS_MAX)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = InstantField(db_index=True)
    answered_at = InstantField(null=True)
    content = models.JSONField(null=True)
    facts_missing = models.JSONField(default=list)
    facts_new = models.JSONField(default=list)
    tokens = models.PositiveIntegerField(default=0)
    variant_id = models.BigIntegerField(default=0)

    class Meta:
        app_label = "content"
        db_table = "content_model_draft"

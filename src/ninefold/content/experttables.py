"""The tables of experts, a part of content's (`models` registers them). An expert is an author here, and no person."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from ninefold.content.types import USED, About, RequestState
from ninefold.kernel.database.fields import InstantField

NAME_CHARACTERS_MAX = 150
ADDRESS_CHARACTERS_MAX = 320
BYLINE_CHARACTERS_MAX = 200
TOPIC_CHARACTERS_MAX = 100
NOTE_CHARACTERS_MAX = 1_000
ANSWER_CHARACTERS_MAX = 20_000
_SETTLED = [RequestState.THANKED.value, *(one.value for one in USED)]


class ExpertRow(models.Model):
    """An expert; see types.Expert."""

    name = models.CharField(max_length=NAME_CHARACTERS_MAX)
    address = models.CharField(max_length=ADDRESS_CHARACTERS_MAX)
    byline = models.CharField(max_length=BYLINE_CHARACTERS_MAX)
    topics = models.JSONField(default=list)
    wants_mail = models.BooleanField(default=True)
    stopped_at = InstantField(null=True)
    added_by = models.CharField(max_length=150)
    added_at = InstantField()

    class Meta:
        db_table = "content_expert"
        constraints = [models.UniqueConstraint(Lower("address"), name="content_expert_once")]


class RequestRow(models.Model):
    """A request to an expert; see types.Request.

    `service_id` is the mail that asked, `reminder_id` the one that asked again, which replies name; `asker` is whose
    account asked, `held_back` why nobody was asked again; `revision_id` the newest one of the draft when a comment was
    put beside it: what is published later may heed it.
    """

    expert = models.ForeignKey(ExpertRow, on_delete=models.CASCADE, related_name="requests")
    about = models.CharField(max_length=10)
    question = models.CharField(max_length=200, default="")
    item_id = models.BigIntegerField(default=0)
    variant_id = models.BigIntegerField(default=0)
    topic = models.CharField(max_length=TOPIC_CHARACTERS_MAX, default="")
    note = models.TextField(default="")
    state = models.CharField(max_length=10, default=RequestState.ASKED.value)
    service_id = models.BigIntegerField(null=True, unique=True)
    asked_by = models.CharField(max_length=150)
    asker = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = InstantField()
    expires_at = InstantField()
    answer = models.TextField(default="")
    came_by = models.CharField(max_length=10, default="")
    answered_at = InstantField(null=True)
    hint = models.TextField(default="")
    settled_by = models.CharField(max_length=150, default="")
    settled_at = InstantField(null=True)
    used_item_id = models.BigIntegerField(default=0)
    used_answer = models.CharField(max_length=200, default="")
    revision_id = models.BigIntegerField(default=0)
    told_at = InstantField(null=True)
    reminded_at = InstantField(null=True)
    reminder_id = models.BigIntegerField(null=True, unique=True)
    held_back = models.CharField(max_length=12, default="", db_default="")

    class Meta:
        db_table = "content_expert_request"
        constraints = [
            models.CheckConstraint(
                condition=Q(about=About.QUESTION.value, item_id=0) & ~Q(question="")
                | Q(about=About.DRAFT.value, question="", item_id__gt=0, variant_id__gt=0),
                name="content_expert_request_subject",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[one.value for one in RequestState]), name="content_expert_request_state"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_SETTLED, settled_at__isnull=False)
                | (~Q(state__in=_SETTLED) & Q(settled_at=None, told_at=None)),
                name="content_expert_request_settled",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked_at"], name="content_expert_came_in"),
            models.Index(
                fields=["asked_at"],
                name="content_expert_unreminded",
                condition=Q(state=RequestState.ASKED.value, reminded_at=None),
            ),
            models.Index(fields=["item_id"], name="content_expert_request_item", condition=Q(item_id__gt=0)),
            models.Index(
                fields=["settled_at"], name="content_expert_untold", condition=Q(state__in=_SETTLED, told_at=None)
            ),
        ]

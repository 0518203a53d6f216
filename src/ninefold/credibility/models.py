"""Credibility's tables. Standings are derived from what people said; badges are the company's word."""

from django.db import models
from django.db.models import Q

from ninefold.kernel.database.fields import InstantField


class Standing(models.Model):
    """How an answer that is shown is held, as last scored. `told_at` is when its being helpful was told, once."""

    answer_id = models.BigIntegerField(unique=True)
    question_id = models.BigIntegerField(db_index=True)
    profile_id = models.BigIntegerField()
    topic = models.CharField(max_length=100)
    helped = models.FloatField()
    votes = models.IntegerField()
    value = models.FloatField()
    is_shown = models.BooleanField()
    told_at = InstantField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(helped__gte=0, helped__lte=models.F("votes")), name="credibility_helped")
        ]
        indexes = [
            models.Index(fields=["topic", "profile_id"], condition=Q(is_shown=True), name="credibility_topic"),
        ]


class Badge(models.Model):
    """That the company calls someone an expert in a topic. It is taken back by a mark, never by deleting."""

    profile_id = models.BigIntegerField(db_index=True)
    topic = models.CharField(max_length=100)
    reason = models.CharField(max_length=500)
    given_by = models.CharField(max_length=100)
    given_at = InstantField()
    taken_by = models.CharField(max_length=100, default="")
    taken_at = InstantField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["profile_id", "topic"], condition=Q(taken_at__isnull=True), name="credibility_badge_once"
            )
        ]
        indexes = [models.Index(fields=["topic"], condition=Q(taken_at__isnull=True), name="credibility_badge_topic")]

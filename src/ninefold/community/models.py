"""Questions, answers and votes. `key` is what events call them by: ours, or that of the company's own forum."""

from django.db import models

from ninefold.kernel.database.fields import InstantField


class Question(models.Model):
    """What someone wants to know. The accepted answer is one of its own; the action checks it."""

    key = models.CharField(max_length=200, unique=True)
    profile_id = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    topic = models.CharField(max_length=100, blank=True)
    asked_at = InstantField(db_index=True)
    accepted_answer = models.ForeignKey("community.Answer", null=True, on_delete=models.SET_NULL, related_name="+")


class Answer(models.Model):
    """What someone says to a question."""

    key = models.CharField(max_length=200, unique=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    profile_id = models.BigIntegerField(db_index=True)
    body = models.TextField()
    answered_at = InstantField()


class Vote(models.Model):
    """Whether one profile found an answer helpful; of a person's profiles the newest vote counts."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="votes")
    profile_id = models.BigIntegerField(db_index=True)
    is_helpful = models.BooleanField()
    voted_at = InstantField()

    class Meta:
        constraints = [models.UniqueConstraint("answer", "profile_id", name="community_vote_once")]


class Member(models.Model):
    """Someone who joined: the name that others see, and the address that they proved to read."""

    profile_id = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=320, db_index=True)
    joined_at = InstantField()
    barred_at = InstantField(null=True)
    barred_by = models.CharField(max_length=100, default="")
    barred_reason = models.CharField(max_length=500, default="")


class JoinRequest(models.Model):
    """A one-time link that was asked for. It is used at most once, and forgotten after a while."""

    address = models.CharField(max_length=320)
    name = models.CharField(max_length=40)
    next = models.CharField(max_length=500)
    asked_at = InstantField(db_index=True)
    used_at = InstantField(null=True)

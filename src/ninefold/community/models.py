"""Community's tables. `key` is what events call a post by: ours, or that of the company's own forum.

`state` says who sees a post: `shown` everyone, `held` nobody but its author until someone has looked, `hidden` nobody.
What lists are ordered by stands in the row, since 100,000 questions cannot be counted for each page.
"""

from django.db import models
from django.db.models import Q

from ninefold.community.types import FlagReason, PostState, Rating, Verdict
from ninefold.kernel.database.fields import InstantField

_STATES = [state.value for state in PostState]


class Question(models.Model):
    """What someone wants to know. The accepted answer is one of its own; the action checks it.

    `answer_count` counts the answers that are shown. `standing` is what credibility holds the best of them to be worth,
    in millionths, so that equal ones are equal. `held_for` says why it waits.
    """

    key = models.CharField(max_length=200, unique=True)
    profile_id = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=300)
    body = models.TextField(blank=True)
    topic = models.CharField(max_length=100, blank=True)
    asked_at = InstantField(db_index=True)
    edited_at = InstantField(null=True)
    edits = models.IntegerField(default=0, db_default=0)
    state = models.CharField(max_length=10, default=PostState.SHOWN.value, db_default=PostState.SHOWN.value)
    held_for = models.CharField(max_length=200, default="", db_default="")
    is_told = models.BooleanField(default=True, db_default=True)  # whether its event has been recorded
    let_through_at = InstantField(null=True)  # when others first saw it, where that was not at once
    answer_count = models.IntegerField(default=0, db_default=0)
    standing = models.IntegerField(default=0, db_default=0)
    accepted_answer = models.ForeignKey("community.Answer", null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = InstantField(null=True)  # the newest word of the asker holds, in whatever order words arrive
    acceptances = models.IntegerField(default=0, db_default=0)  # without an hour between one and the next
    routed_at = InstantField(null=True)  # when it was put to likely answerers, once
    asker_told_at = InstantField(null=True)  # when who asked was last mailed about answers
    route_after = InstantField(null=True)  # while none was found: when to look again

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=_STATES), name="community_question_state")]
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(state="shown"), name="community_newest"),
            models.Index(fields=["topic", "asked_at", "id"], condition=Q(state="shown"), name="community_topic"),
            models.Index(fields=["asked_at", "id"], condition=Q(state="shown", answer_count=0), name="community_open"),
            models.Index(
                fields=["topic", "asked_at", "id"], condition=Q(state="shown", answer_count=0),
                name="community_topic_open",
            ),
            models.Index(
                fields=["asked_at", "id"], condition=Q(state="shown", answer_count=0, routed_at=None),
                name="community_unrouted",
            ),
            models.Index(fields=["standing", "id"], condition=Q(state="shown"), name="community_helpful"),
            models.Index(fields=["topic", "standing", "id"], condition=Q(state="shown"), name="community_topic_best"),
            models.Index(fields=["state", "id"], condition=~Q(state="shown"), name="community_question_held"),
        ]  # fmt: skip


class Answer(models.Model):
    """What someone says to a question; `profile_id` 0 is the company, and `by` says who of the team.

    `is_to_score` marks what credibility has not looked at since it was rated, shown or hidden; `is_own` what the person
    who asked said to themselves, under whichever of their profiles.
    """

    key = models.CharField(max_length=200, unique=True)
    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="answers")
    profile_id = models.BigIntegerField(db_index=True)
    by = models.CharField(max_length=100, default="", db_default="")
    body = models.TextField()
    answered_at = InstantField()
    edited_at = InstantField(null=True)
    edits = models.IntegerField(default=0, db_default=0)
    state = models.CharField(max_length=10, default=PostState.SHOWN.value, db_default=PostState.SHOWN.value)
    held_for = models.CharField(max_length=200, default="", db_default="")
    is_told = models.BooleanField(default=True, db_default=True)  # whether its event has been recorded
    let_through_at = InstantField(null=True)  # when others first saw it, where that was not at once
    is_asker_told = models.BooleanField(default=False, db_default=True)  # those of before it was kept count as told
    is_to_score = models.BooleanField(default=True, db_default=True)
    is_own = models.BooleanField(default=False, db_default=False)
    approved_at = InstantField(null=True)  # when the team said that it may go into letters
    approved_by = models.CharField(max_length=100, default="", db_default="")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=_STATES), name="community_answer_state")]
        indexes = [
            models.Index(fields=["id"], condition=Q(is_to_score=True), name="community_to_score"),
            models.Index(fields=["id"], condition=Q(is_asker_told=False), name="community_untold"),
            models.Index(fields=["state", "id"], condition=~Q(state="shown"), name="community_answer_held"),
        ]


class Vote(models.Model):
    """Whether one profile found an answer helpful; of a person's profiles the newest vote counts."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="votes")
    profile_id = models.BigIntegerField(db_index=True)
    rating = models.CharField(max_length=10)
    reasons = models.TextField(default="[]", db_default="[]")  # a JSON list of kernel words, written by raw statements
    voted_at = InstantField()
    times = models.IntegerField(default=1, db_default=1)  # said and changed without an hour between one and the next

    class Meta:
        constraints = [
            models.UniqueConstraint("answer", "profile_id", name="community_vote_once"),
            models.CheckConstraint(
                condition=Q(rating__in=[rating.value for rating in Rating]), name="community_rating"
            ),
        ]


class Flag(models.Model):
    """One profile's wish that moderators look at a post: a question, or an answer."""

    question = models.ForeignKey(Question, null=True, on_delete=models.CASCADE, related_name="flags")
    answer = models.ForeignKey(Answer, null=True, on_delete=models.CASCADE, related_name="flags")
    profile_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=20)
    flagged_at = InstantField()
    settled_at = InstantField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "profile_id"], name="community_flag_question_once"),
            models.UniqueConstraint(fields=["answer", "profile_id"], name="community_flag_answer_once"),
            models.CheckConstraint(
                condition=Q(question__isnull=True, answer__isnull=False)
                | Q(question__isnull=False, answer__isnull=True),
                name="community_flag_one_post",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=[reason.value for reason in FlagReason]), name="community_flag_reason"
            ),
        ]
        indexes = [models.Index(fields=["id"], condition=Q(settled_at__isnull=True), name="community_flag_open")]


class Orphan(models.Model):
    """An event, by its number, that came before the question or answer it is about."""

    kind = models.CharField(max_length=10)
    parent = models.CharField(max_length=200, db_index=True)
    event_id = models.BigIntegerField(unique=True)
    kept_at = InstantField(db_index=True)


class Moderation(models.Model):
    """What a moderator decided, and why; rows are only added. `key` names the post, `profile_id` whose it was."""

    verdict = models.CharField(max_length=10)
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=200)
    profile_id = models.BigIntegerField(db_index=True)
    reason = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=100)
    decided_at = InstantField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict__in=[verdict.value for verdict in Verdict]), name="community_moderation_verdict"
            ),
        ]


class Member(models.Model):
    """Someone who joined: the name that others see, and the address that they proved to read."""

    profile_id = models.BigIntegerField(unique=True)
    name = models.CharField(max_length=40)
    address = models.CharField(max_length=320, db_index=True)
    joined_at = InstantField()
    sign_outs = models.IntegerField(default=0, db_default=0)  # a session that began before the last one is over
    hears_of_answers = models.BooleanField(default=True, db_default=True)  # by mail, to their own questions
    barred_at = InstantField(null=True)
    barred_by = models.CharField(max_length=100, default="")
    barred_reason = models.CharField(max_length=500, default="")


class BarredMailbox(models.Model):
    """That whoever read a mailbox was barred when they were erased: its tombstone, which tells nobody whose it was."""

    mark = models.CharField(max_length=32, unique=True)
    barred_at = InstantField()


class JoinRequest(models.Model):
    """A one-time link that was asked for. It is used at most once, and forgotten after a while."""

    address = models.CharField(max_length=320)
    name = models.CharField(max_length=40)
    next = models.CharField(max_length=500)
    asked_at = InstantField(db_index=True)
    used_at = InstantField(null=True)

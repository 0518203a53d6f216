"""The steps of the workflow of variants, and what is kept of who was asked; a part of content's tables (`models`
registers them). Workflow, steps and their states are Wagtail's."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import models
from wagtail.models import Task, TaskState, WorkflowState

from ninefold.content import publishing, signs
from ninefold.content.reviewtypes import ReviewSubject, Sign
from ninefold.kernel import clock
from ninefold.kernel.actors import Permission
from ninefold.kernel.database.fields import InstantField

GENERAL_DAYS = 3  # in which who may publish is to have read what wants only their word
NAME_CHARACTERS_MAX = 100


class Review(Task):  # type: ignore[misc]  # Wagtail ships no types
    """A step of a workflow: someone whose role may publish reads the draft, and approves it or asks for changes."""

    class Meta:
        app_label = "content"
        verbose_name = "Review by someone who may publish"

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Ask."""
        state: TaskState = super().start(workflow_state, user=user)
        _note(state, GENERAL_DAYS)
        return state

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Whoever reviews may open what is reviewed."""
        return may_publish(user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it is reviewed its author waits."""
        return not may_publish(user)

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """What a reviewer may do: name, words on the button, whether a comment is asked for."""
        return _WAYS if may_publish(user) else []

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """What waits for this member."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        return waiting if may_publish(user) else waiting.none()

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail's pages say of this step."""
        return "Owners, marketers and editors can approve; the roles say who may publish."


class SubjectReview(Task):  # type: ignore[misc]  # as above
    """A step for drafts of one subject (reviewtypes.ReviewSubject), before the last one. It publishes nothing.

    A draft that is none of its subject passes it by.
    """

    topics = models.JSONField(default=list)
    signs = models.JSONField(default=list)
    days = models.PositiveIntegerField(default=GENERAL_DAYS)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    class Meta:
        app_label = "content"
        verbose_name = "Review by those who know the subject"

    def subject(self) -> ReviewSubject:
        """As a value; members who may not write content any more, or left, are left out."""
        members = [one.pk for one in self.members.filter(is_active=True) if _may_write(one)]
        shown = tuple(Sign(one) for one in self.signs)
        return ReviewSubject(self.name, tuple(self.topics), shown, tuple(sorted(members)), self.days, self.pk)

    def start(self, workflow_state: WorkflowState, user: Any = None) -> TaskState:
        """Ask, or pass a draft by that is of another subject."""
        state: TaskState = super().start(workflow_state, user=user)
        if self._concerns(state.revision.as_object()):
            _note(state, self.days)
        else:
            state.status, state.finished_at = TaskState.STATUS_SKIPPED, clock.now()
            state.save()
        return state

    def _concerns(self, variant: Any) -> bool:
        item = variant.item
        backed = {claim.text for claim in item.claims.all() if claim.source or claim.verified_by}
        shown = signs.of(publishing.content_of(variant), item.fact_lines(), backed)
        return self.subject().concerns(item.topic, shown)

    def is_asked(self, user: Any) -> bool:
        """Whether all of this subject is a member's: one of the named, an owner, or who may publish where nobody is
        left."""
        if not _may_write(user):
            return False
        members = self.subject().members
        return user.pk in members or user.is_superuser or (not members and may_publish(user))

    def user_can_access_editor(self, obj: Any, user: Any) -> bool:
        """Whoever is asked may open what is reviewed."""
        return self._is_for(obj, user)

    def locked_for_user(self, obj: Any, user: Any) -> bool:
        """While it is reviewed its author waits."""
        return not (self._is_for(obj, user) or may_publish(user))

    def get_actions(self, obj: Any, user: Any) -> list[tuple[str, str, bool]]:
        """What who is asked may do."""
        return _WAYS if self._is_for(obj, user) else []

    def _is_for(self, obj: Any, user: Any) -> bool:
        """Whether a draft is this member's to decide: all of the subject is, or it was handed to them."""
        waiting = self.get_task_states_user_can_moderate(user)
        return bool(waiting.filter(workflow_state__object_id=str(obj.pk)).exists())

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        """What waits for this member."""
        waiting = self.task_states.filter(status=TaskState.STATUS_IN_PROGRESS)
        if self.is_asked(user):
            return waiting
        return waiting.filter(asked__taken_by=user) if _may_write(user) else waiting.none()

    @classmethod
    def get_description(cls) -> str:
        """What Wagtail's pages say of this step."""
        return "Those who know a subject read its drafts first. Made under Content, Reviews, Who reviews what."


class ReviewRow(models.Model):
    """What is kept beside a step's state: since when and until when it is asked, who took it, who was told by mail.

    `told_at`: those asked; `answered_at`: the author, once it was decided.
    """

    state = models.OneToOneField(TaskState, on_delete=models.CASCADE, primary_key=True, related_name="asked")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    asked_at = InstantField()
    due_at = InstantField()
    told_at = InstantField(null=True)
    answered_at = InstantField(null=True)

    class Meta:
        app_label = "content"
        db_table = "content_review_asked"
        indexes = [models.Index(fields=["told_at", "asked_at"], name="content_review_untold")]


_WAYS = [("reject", "Ask for changes", True), ("approve", "Approve", False)]


def may_publish(user: Any) -> bool:
    """Whether an account's role may publish."""
    return bool(user.is_active and user.actor().may(Permission.CONTENT_PUBLISH))


def _may_write(user: Any) -> bool:
    return bool(user.is_active and user.actor().may(Permission.CONTENT_EDIT))


def _note(state: TaskState, days: int) -> None:
    now: Any = clock.now()  # the field takes instants; its stubs know only its column's integer
    ReviewRow.objects.create(state=state, asked_at=now, due_at=now + timedelta(days=days))

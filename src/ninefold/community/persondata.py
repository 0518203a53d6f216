"""What community holds about a person: what they asked, answered and voted."""

from collections.abc import Sequence

from django.db.models import F

from ninefold.community import membership, shelving
from ninefold.community.models import Answer, Flag, JoinRequest, Member, Moderation, Question, Vote
from ninefold.community.types import PostState
from ninefold.kernel.persondata import Row

_REMOVED = "Removed at the wish of who wrote it"


class CommunityData:
    """Posts and votes of some profiles."""

    room = "community"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        members = list(Member.objects.filter(profile_id__in=profile_ids).order_by("pk"))
        asked = JoinRequest.objects.filter(address__in=[row.address for row in members]).order_by("pk")
        return {
            "community_member": [
                {"profile_id": row.profile_id, "name": row.name, "address": row.address,
                 "joined_at": row.joined_at.isoformat(), "barred_reason": row.barred_reason,
                 "hears_of_answers": row.hears_of_answers,
                 "barred_at": row.barred_at.isoformat() if row.barred_at else None}
                for row in members
            ],
            "community_joinrequest": [
                {"address": row.address, "name": row.name, "asked_at": row.asked_at.isoformat(),
                 "used_at": row.used_at.isoformat() if row.used_at else None}
                for row in asked
            ],
            "community_question": [
                {"key": row.key, "profile_id": row.profile_id, "title": row.title, "body": row.body,
                 "topic": row.topic, "asked_at": row.asked_at.isoformat()}
                for row in Question.objects.filter(profile_id__in=profile_ids).order_by("pk")
            ],
            "community_answer": [
                {"key": row.key, "profile_id": row.profile_id, "question": row.question.key, "body": row.body,
                 "answered_at": row.answered_at.isoformat()}
                for row in Answer.objects.filter(profile_id__in=profile_ids).select_related("question").order_by("pk")
            ],
            "community_vote": [
                {"answer": row.answer.key, "profile_id": row.profile_id, "rating": row.rating, "reasons": row.reasons,
                 "voted_at": row.voted_at.isoformat()}
                for row in Vote.objects.filter(profile_id__in=profile_ids).select_related("answer").order_by("pk")
            ],
            "community_flag": [
                {"profile_id": row.profile_id, "question": row.question.key if row.question else "",
                 "answer": row.answer.key if row.answer else "", "reason": row.reason,
                 "flagged_at": row.flagged_at.isoformat()}
                for row in Flag.objects.filter(profile_id__in=profile_ids).select_related("question", "answer")
            ],
            "community_moderation": [
                {"profile_id": row.profile_id, "verdict": row.verdict, "kind": row.kind, "key": row.key,
                 "reason": row.reason, "decided_at": row.decided_at.isoformat()}
                for row in Moderation.objects.filter(profile_id__in=profile_ids).order_by("pk")
            ],
        }  # fmt: skip

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Posts lose their words and author and are hidden; a question that others answered stays, without its words.

        Votes stay as rows of nobody and count no more: whoever is erased may come again, and would speak twice. Who was
        barred stays so, by a tombstone of their mailbox.
        """
        own = list(profile_ids)
        membership.keep_bars(own)
        Answer.objects.filter(votes__profile_id__in=own).update(is_to_score=True)
        asked, answered = Question.objects.filter(profile_id__in=own), Answer.objects.filter(profile_id__in=own)
        touched = {*asked.values_list("pk", flat=True), *answered.values_list("question_id", flat=True)}
        is_answered = asked.filter(answers__state=PostState.SHOWN.value).exclude(answers__profile_id__in=own)
        kept = list(is_answered.values_list("pk", flat=True).distinct())
        asked.exclude(pk__in=kept).update(state=PostState.HIDDEN.value)
        members = Member.objects.filter(profile_id__in=own)
        addresses = list(members.values_list("address", flat=True))
        counts = {
            "community_answer": answered.update(
                profile_id=-F("pk"), body=_REMOVED, state=PostState.HIDDEN.value, held_for="", is_to_score=True
            ),
            "community_question": asked.update(profile_id=-F("pk"), title=_REMOVED, body="", held_for=""),
            "community_joinrequest": JoinRequest.objects.filter(address__in=addresses).delete()[0],
            "community_member": members.delete()[0],
            "community_vote": Vote.objects.filter(profile_id__in=own).update(profile_id=-F("pk")),
            "community_flag": Flag.objects.filter(profile_id__in=own).update(profile_id=-F("pk")),
            "community_moderation": Moderation.objects.filter(profile_id__in=own).update(
                profile_id=-F("pk"), reason=""
            ),
        }
        shelving.refresh(touched)
        return counts

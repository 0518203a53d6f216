"""What community holds about a person: what they asked, answered and voted."""

from collections.abc import Sequence

from ninefold.community.models import Answer, Question, Vote
from ninefold.kernel.persondata import Row


class CommunityData:
    """Posts and votes of some profiles."""

    room = "community"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        return {
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
                {"answer": row.answer.key, "profile_id": row.profile_id, "is_helpful": row.is_helpful,
                 "voted_at": row.voted_at.isoformat()}
                for row in Vote.objects.filter(profile_id__in=profile_ids).select_related("answer").order_by("pk")
            ],
        }  # fmt: skip

"""What credibility holds about a person: how their answers are held, and the badges they were given."""

from collections.abc import Sequence

from ninefold.credibility.models import Badge, Standing
from ninefold.kernel.persondata import Row


class CredibilityData:
    """Standings and badges of some profiles."""

    room = "credibility"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        return {
            "credibility_standing": [
                {"answer_id": row.answer_id, "profile_id": row.profile_id, "topic": row.topic, "helped": row.helped,
                 "votes": row.votes, "value": row.value}
                for row in Standing.objects.filter(profile_id__in=profile_ids).order_by("pk")
            ],
            "credibility_badge": [
                {"profile_id": row.profile_id, "topic": row.topic, "reason": row.reason,
                 "given_at": row.given_at.isoformat(), "taken_at": row.taken_at.isoformat() if row.taken_at else None}
                for row in Badge.objects.filter(profile_id__in=profile_ids).order_by("pk")
            ],
        }  # fmt: skip

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Standings and badges go; community empties the answers themselves."""
        return {
            model._meta.db_table: model.objects.filter(profile_id__in=list(profile_ids)).delete()[0]
            for model in (Standing, Badge)
        }

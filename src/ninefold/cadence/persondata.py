"""What cadence holds about a person: what was spent of their attention, the pace they chose."""

from collections.abc import Sequence

from ninefold.cadence.models import Guard, PaceRow, Spend
from ninefold.kernel.persondata import Row


class CadenceData:
    """Cadence's personal data."""

    room = "cadence"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """Spends and paces of these profiles, oldest first. Instants as ISO 8601 in UTC."""
        spends = Spend.objects.filter(profile_id__in=list(profile_ids)).order_by("id")
        paces = PaceRow.objects.filter(profile_id__in=list(profile_ids)).order_by("id")
        return {
            "cadence_spend": [
                {
                    "key": row.key,
                    "profile_id": row.profile_id,
                    "channel": row.channel,
                    "price_micro": row.price_micro,
                    "spent_at": row.spent_at.isoformat(),
                    "contact_at": row.contact_at.isoformat(),
                    "sender": row.sender,
                    "kind": row.kind,
                }
                for row in spends
            ],
            "cadence_pace": [
                {
                    "profile_id": row.profile_id,
                    "per_week_micro": row.per_week_micro,
                    "days": row.days,
                    "chosen_at": row.chosen_at.isoformat(),
                    "source": row.source,
                }
                for row in paces
            ],
        }

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """All of it goes: nobody else's attention rests on it."""
        return {
            model._meta.db_table: model.objects.filter(profile_id__in=list(profile_ids)).delete()[0]
            for model in (Spend, PaceRow, Guard)
        }

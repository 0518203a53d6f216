"""What catalyst holds about a person: what waits, what was decided and why, what was intended."""

from collections.abc import Sequence

from django.db.models import F

from ninefold.catalyst.models import Candidacy, Decision, Intent
from ninefold.kernel.persondata import Row


class CatalystData:
    """Candidacies, decisions and intents of some profiles. Frozen audiences are lists of ids without more."""

    room = "catalyst"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        waiting = Candidacy.objects.filter(profile_id__in=profile_ids).select_related("campaign").order_by("pk")
        decided = Decision.objects.filter(profile_id__in=profile_ids).select_related("campaign").order_by("pk")
        intents = Intent.objects.filter(profile_id__in=profile_ids).select_related("campaign").order_by("pk")
        return {
            "catalyst_candidacy": [
                {"campaign": row.campaign.name, "profile_id": row.profile_id, "arm": row.arm,
                 "ask_at": row.ask_at.isoformat()}
                for row in waiting
            ],
            "catalyst_decision": [
                {"campaign": row.campaign.name, "profile_id": row.profile_id, "arm": row.arm, "result": row.result,
                 "reason": row.reason, "sentence": row.sentence, "decided_at": row.decided_at.isoformat()}
                for row in decided
            ],
            "catalyst_intent": [
                {"id": row.pk, "campaign": row.campaign.name, "profile_id": row.profile_id, "arm": row.arm,
                 "item_id": row.item_id, "channel": row.channel, "purpose": row.purpose,
                 "not_before": row.not_before.isoformat(), "created_at": row.created_at.isoformat()}
                for row in intents
            ],
        }  # fmt: skip

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """What waits goes; what was decided and handed on stays as a count, without whose it was and the words."""
        own = list(profile_ids)
        waiting = Candidacy.objects.filter(profile_id__in=own).delete()[0]
        dropped = Intent.objects.filter(profile_id__in=own, taken_at=None).delete()[0]
        handed_on = Intent.objects.filter(profile_id__in=own).update(profile_id=-F("pk"), about="")
        decided = Decision.objects.filter(profile_id__in=own)
        return {
            "catalyst_candidacy": waiting,
            "catalyst_intent": dropped + handed_on,
            "catalyst_decision": decided.update(profile_id=-F("pk"), sentence="", candidates="[]"),
        }

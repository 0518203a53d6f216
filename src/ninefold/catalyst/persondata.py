"""What catalyst holds about a person: what waits, what was decided and why, what was intended."""

from collections.abc import Sequence

from django.db.models import F

from ninefold.catalyst.models import Candidacy, Decision, Intent
from ninefold.kernel.database.persontables import PersonTable, export
from ninefold.kernel.persondata import Row

_CAMPAIGN = {"campaign": "campaign__name"}
_TABLES = (
    PersonTable(Candidacy, named=_CAMPAIGN),
    PersonTable(Decision, named=_CAMPAIGN, json=("candidates",)),
    PersonTable(Intent, named=_CAMPAIGN),
)


class CatalystData:
    """Candidacies, decisions and intents of some profiles. Frozen audiences are lists of ids without more."""

    room = "catalyst"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        return export(_TABLES, profile_ids)

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

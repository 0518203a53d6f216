"""What experiments holds about a person: where they were put, and whether they were contacted."""

from collections.abc import Sequence

from ninefold.experiments.models import Assignment, Exposure
from ninefold.kernel.persondata import Row


class ExperimentsData:
    """Draws and contacts of some profiles."""

    room = "experiments"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        drawn = Assignment.objects.filter(profile_id__in=profile_ids).select_related("experiment").order_by("pk")
        exposed = Exposure.objects.filter(profile_id__in=profile_ids).select_related("experiment").order_by("pk")
        return {
            "experiments_assignment": [
                {"experiment": row.experiment.key, "profile_id": row.profile_id, "arm": row.arm,
                 "probability": row.probability, "assigned_at": row.assigned_at.isoformat()}
                for row in drawn
            ],
            "experiments_exposure": [
                {"experiment": row.experiment.key, "profile_id": row.profile_id,
                 "exposed_at": row.exposed_at.isoformat()}
                for row in exposed
            ],
        }  # fmt: skip

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """They leave their experiments wholly: as their goals go too, whoever stayed without them would bias an arm."""
        return {
            model._meta.db_table: model.objects.filter(profile_id__in=list(profile_ids)).delete()[0]
            for model in (Assignment, Exposure)
        }

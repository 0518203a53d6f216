"""What experiments holds about a person: where they were put, and whether they were contacted."""

from collections.abc import Sequence

from ninefold.experiments.models import Assignment, Exposure
from ninefold.kernel.database.persontables import PersonTable, export
from ninefold.kernel.persondata import Row

_EXPERIMENT = {"experiment": "experiment__key"}
_TABLES = (PersonTable(Assignment, named=_EXPERIMENT), PersonTable(Exposure, named=_EXPERIMENT))


class ExperimentsData:
    """Draws and contacts of some profiles."""

    room = "experiments"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        return export(_TABLES, profile_ids)

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """They leave their experiments wholly: as their goals go too, whoever stayed without them would bias an arm."""
        return {table.name: table.of(profile_ids).delete()[0] for table in _TABLES}

"""What cadence holds about a person: what was spent of their attention, the pace they chose."""

from collections.abc import Sequence

from ninefold.cadence.models import Guard, PaceRow, Spend
from ninefold.kernel.database.persontables import PersonTable, export
from ninefold.kernel.persondata import Row

_TABLES = (PersonTable(Spend), PersonTable(PaceRow), PersonTable(Guard))


class CadenceData:
    """Cadence's personal data."""

    room = "cadence"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """Spends, paces and guards of these profiles, oldest first. Instants as ISO 8601 in UTC."""
        return export(_TABLES, profile_ids)

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """All of it goes: nobody else's attention rests on it."""
        return {table.name: table.of(profile_ids).delete()[0] for table in _TABLES}

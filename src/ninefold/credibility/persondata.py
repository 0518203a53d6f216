"""What credibility holds about a person: how their answers are held, and the badges they were given."""

from collections.abc import Sequence

from ninefold.credibility.models import Badge, Standing
from ninefold.kernel.database.persontables import PersonTable, export
from ninefold.kernel.persondata import Row

_TABLES = (PersonTable(Standing), PersonTable(Badge))


class CredibilityData:
    """Standings and badges of some profiles."""

    room = "credibility"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        return export(_TABLES, profile_ids)

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Standings and badges go; community empties the answers themselves."""
        return {table.name: table.of(profile_ids).delete()[0] for table in _TABLES}

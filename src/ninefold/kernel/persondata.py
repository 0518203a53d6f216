"""What each room that holds personal data promises: to hand it all out, and to forget it."""

from collections.abc import Sequence
from typing import Protocol

Row = dict[str, object]


class PersonData(Protocol):
    """A room's personal data. Shells run the list; rooms implement it in `persondata.py`."""

    room: str

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """All that the room holds about these profiles: table name to rows of plain JSON values."""
        ...

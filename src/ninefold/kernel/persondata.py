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

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """Forget these profiles, in the caller's transaction; rows deleted or made nobody's, by table name.

        What the figures of others rest on stays, without the person: such a row's profile becomes its own id, negated,
        so that nothing tells which of them were one person's. Twice is as once.
        """
        ...

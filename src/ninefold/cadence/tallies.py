"""What people asked for, over time, for the scorecard: every pace they chose."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from ninefold.kernel.database.bulk import among

CHOSEN_SQL = (
    "SELECT profile_id, per_week_micro, chosen_at, days FROM cadence_pace WHERE {profiles} ORDER BY chosen_at, id"
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A pace as someone chose it at an instant (us), in millionths of a contact a week; None: as the charter says. The
    days are packed (`cadence.days`)."""

    profile_id: int
    per_week_micro: int | None
    at: int
    days: int = 0


def choices_of(profile_ids: Iterable[int]) -> list[Choice]:
    """Every pace that these profiles chose, oldest first."""
    condition, values = among("profile_id", set(profile_ids))
    with connection.cursor() as cursor:
        cursor.execute(CHOSEN_SQL.format(profiles=condition), [values])
        return [Choice(*row) for row in cursor.fetchall()]

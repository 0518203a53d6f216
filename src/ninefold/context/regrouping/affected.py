"""The profiles that a change of the rules may concern, walked by their ids, a bounded piece at a time."""

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Max

from ninefold.context.models import Profile
from ninefold.context.rulebook.writing import Change
from ninefold.context.rules import listed
from ninefold.kernel.database import bulk

RANGE = 2_000  # ids looked at in one piece
AT_ONCE = 80  # profiles handed out of one


def last_profile() -> int:
    """The greatest id of a profile, 0 where there is none."""
    return Profile.objects.aggregate(last=Max("pk"))["last"] or 0


def piece(change: Change, after: int) -> tuple[list[int], int]:
    """The next profiles beyond `after` that the change may concern, ordered, and up to which id that is all of them."""
    found = _concerned(change, "p.id > %s AND p.id <= %s", [after, after + RANGE], AT_ONCE)
    return found, found[-1] if len(found) == AT_ONCE else after + RANGE


def before(change: Change, profile_ids: Collection[int], up_to: int) -> set[int]:
    """Those of these profiles, up to an id, that the change may concern."""
    condition, values = bulk.among("p.id", profile_ids)
    return set(_concerned(change, f"{condition} AND p.id <= %s", [values, up_to], len(profile_ids)))


def _concerned(change: Change, where: str, values: list[Any], limit: int) -> list[int]:
    kinds = f"kind IN ({listed(change.kinds)})"
    traits, told = bulk.among("name", sorted(change.traits), "text")
    said = "TRUE" if change.devices else f"({kinds} AND address <> '')"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id FROM context_profile p WHERE {where} AND ("
            f" EXISTS (SELECT 1 FROM context_identifier WHERE profile_id = p.id AND {kinds})"
            f" OR EXISTS (SELECT 1 FROM context_trait WHERE profile_id = p.id AND {traits})"
            f" OR EXISTS (SELECT 1 FROM context_evidence WHERE left_id = p.id AND {said})"
            f" OR EXISTS (SELECT 1 FROM context_evidence WHERE right_id = p.id AND {said})"
            f") ORDER BY p.id LIMIT {limit:d}",
            [*values, told],
        )
        return [profile for (profile,) in cursor.fetchall()]

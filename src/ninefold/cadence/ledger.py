"""What was spent of people's attention and the pace they chose: rows in, rows out, all batched, and the locks."""

import math
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection

from ninefold.cadence import days
from ninefold.cadence.prices import MICRO
from ninefold.cadence.types import Pace, Spend
from ninefold.culture.types import Channel
from ninefold.kernel.database import bulk

_SPEND_COLUMNS = {
    "key": "int", "profile_id": "int", "channel": "text", "price_micro": "int", "spent_at": "int", "contact_at": "int",
    "sender": "text", "kind": "text",
}  # fmt: skip
_PACE_COLUMNS = {
    "profile_id": "int", "per_week_micro": "int", "days": "int", "chosen_at": "int", "source": "text",
    "message_id": "text",
}  # fmt: skip
_SELECT = "SELECT key, profile_id, channel, price_micro, spent_at, contact_at, sender, kind FROM cadence_spend"

# Intent, profile, channel, price in millionths, spent at, contact at, outside sender ("" is us), kind.
SpendRow = tuple[int, int, str, int, int, int, str, str]
# Profile, millionths a week (None: as the charter says), days, chosen at, source, message id.
PaceRow = tuple[int, int | None, int, int, str, str]
Choice = tuple[int, float, int, str]  # chosen at, minus the millionths a week (-inf: as the charter says), days, source


def lock(profile_ids: Iterable[int]) -> None:
    """Hold the budgets of these profiles until the transaction ends, in id order so that two never wait in a ring.

    SQLite's IMMEDIATE transactions are alone anyway.
    """
    if connection.vendor != "postgresql":
        return
    ids = sorted(set(profile_ids))
    bulk.insert("cadence_guard", {"profile_id": "int"}, [(i,) for i in ids], on_conflict="DO NOTHING")
    condition, values = bulk.among("profile_id", ids)
    _rows(f"SELECT profile_id FROM cadence_guard WHERE {condition} ORDER BY profile_id FOR UPDATE", [values])


def spends_of(profile_ids: Iterable[int]) -> list[SpendRow]:
    """All spends of these profiles, oldest first."""
    condition, values = bulk.among("profile_id", set(profile_ids))
    return _rows(f"{_SELECT} WHERE {condition} ORDER BY spent_at, id", [values])


def spends_by_key(keys: Iterable[int]) -> dict[int, SpendRow]:
    """The spends of these intents, by intent id."""
    condition, values = bulk.among("key", set(keys))
    return {row[0]: row for row in _rows(f"{_SELECT} WHERE {condition}", [values])}


def spend(rows: Sequence[SpendRow]) -> None:
    """Add spends. A key that is there already is a fault of the caller and fails."""
    bulk.insert("cadence_spend", _SPEND_COLUMNS, rows)


def note(rows: Sequence[SpendRow]) -> None:
    """Add contacts that others made; one that is there already is not added again."""
    bulk.insert("cadence_spend", _SPEND_COLUMNS, rows, on_conflict="(key) DO NOTHING")


def shown(row: SpendRow) -> Spend:
    """A spend as other rooms see it."""
    return Spend(row[0], row[1], Channel(row[2]), row[3] / MICRO, *row[4:])


def choose(rows: Sequence[PaceRow]) -> None:
    """Add choices of a pace; one that came before, by its message id, is not added again."""
    bulk.insert("cadence_pace", _PACE_COLUMNS, rows, on_conflict="(message_id) DO NOTHING")


def paces_of(profile_ids: Iterable[int]) -> dict[int, Choice]:
    """The newest choice of each profile that made one.

    Of two choices at the same moment the slower holds, so tuples compare as they should.
    """
    condition, values = bulk.among("profile_id", set(profile_ids))
    newest: dict[int, Choice] = {}
    for profile, micro, wanted, at, source in _rows(
        f"SELECT profile_id, per_week_micro, days, chosen_at, source FROM cadence_pace WHERE {condition}", [values]
    ):
        choice = (at, -math.inf if micro is None else -micro, wanted, source)
        newest[profile] = max(newest.get(profile, choice), choice)
    return newest


def newest_pace(profile_ids: Iterable[int], paces: dict[int, Choice]) -> Pace | None:
    """The own pace that holds for a person of these profiles; None where the charter's does."""
    choices = [paces[profile] for profile in profile_ids if profile in paces]
    at, minus_micro, wanted, source = max(choices, default=(0, -math.inf, 0, ""))
    if minus_micro == -math.inf and not wanted:
        return None
    return Pace(
        None if minus_micro == -math.inf else -minus_micro / MICRO, at, source, days.of(wanted), days.by_channel(wanted)
    )


def _rows(statement: str, parameters: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())

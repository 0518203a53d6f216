"""What context holds about a person: all of its tables but the conditions of segments."""

from collections.abc import Sequence
from typing import Any

import msgspec
from django.db import connection

from ninefold.context.forms import signing_up
from ninefold.context.groups import forgetting
from ninefold.context.groups import keeping as groups
from ninefold.context.regrouping import weighing
from ninefold.kernel import clock
from ninefold.kernel.database import bulk
from ninefold.kernel.persondata import Row

# Table, its columns that name a profile, the columns handed out.
_TABLES = (
    ("context_profile", ("id",), ("id", "kind", "value", "person_id", "created_at")),
    (
        "context_evidence",
        ("left_id", "right_id"),
        ("left_id", "right_id", "kind", "is_verified", "occurred_at", "message_id", "address", "refused"),
    ),
    (
        "context_ruling",
        ("left_id", "right_id"),
        ("left_id", "right_id", "verdict", "reason", "decided_by", "decided_at", "undone_by", "undone_at"),
    ),
    ("context_candidate", ("left_id", "right_id"), ("left_id", "right_id", "weight", "reasons", "found_at")),
    (
        "context_trait",
        ("profile_id",),
        ("profile_id", "name", "value", "is_verified", "occurred_at", "message_id", "source_id", "is_current"),
    ),
    ("context_name_word", ("profile_id",), ("profile_id", "name", "word")),
    (
        "context_identifier",
        ("profile_id",),
        ("profile_id", "kind", "value", "written", "is_verified", "first_seen_at", "last_seen_at"),
    ),
    ("context_membership", ("profile_id",), ("profile_id", "segment_id", "entered_at")),
    ("context_group_member", ("profile_id",), ("group_id", "profile_id", "is_verified", "first_at", "last_at")),
    (
        "context_group_leaving",
        ("profile_id",),
        ("group_id", "profile_id", "is_verified", "left_at", "source_id", "removed_by"),
    ),
    ("context_touched", ("profile_id",), ("profile_id", "name")),
    ("context_stale", ("profile_id",), ("profile_id",)),
    ("context_move", ("profile_id",), ("profile_id",)),
    ("context_regrouped", ("profile_id",), ("profile_id", "rules_id", "person_before", "person_after")),
    ("context_purchase", ("profile_id",), ("profile_id", "day", "currency", "orders", "sum_minor")),
    ("context_habit", ("profile_id",), ("profile_id", "kind", "word", "times")),
    ("context_communityword", ("profile_id",), ("profile_id", "community", "joined_at", "left_at")),
    ("context_rightslink", ("profile_id",), ("profile_id", "asked_at", "used_at")),
    (
        "context_submission",
        ("profile_id",),
        ("profile_id", "version", "address", "ticked", "answers", "site", "is_gpc", "asked_at", "confirmed_at"),
    ),
    ("context_activity", ("profile_id",), ("profile_id", "name", "count", "first_at", "last_at")),
    ("context_revenue", ("profile_id",), ("profile_id", "name", "currency", "sum_minor")),
    (
        "context_consent",
        ("profile_id",),
        (
            "profile_id", "purpose", "channel", "status", "basis", "evidence", "address", "source", "trust",
            "occurred_at", "message_id",
        ),
    ),
)  # fmt: skip
_JSON = {("context_candidate", "reasons"),
         ("context_trait", "value"), ("context_consent", "evidence"), ("context_submission", "ticked"),
         ("context_submission", "answers")}  # fmt: skip


class ContextData:
    """Context's personal data."""

    room = "context"

    def export(self, profile_ids: Sequence[int]) -> dict[str, list[Row]]:
        """Every row about these profiles. Instants as ISO 8601 in UTC, JSON as what it stands for."""
        return {table: _rows(table, owners, columns, profile_ids) for table, owners, columns in _TABLES}

    def erase(self, profile_ids: Sequence[int]) -> dict[str, int]:
        """All rows about these profiles, the profiles last. Their tombstones are `erasing`'s."""
        posted = signing_up.erase(profile_ids)  # first: it asks for their addresses
        left = groups.forget_empty(profile_ids)  # a household without people is theirs, too
        told = forgetting.forget_told(profile_ids)
        weighing.begin_again()  # what was told of a draft of rules may name them
        found = {table: _deleted(table, owners, profile_ids) for table, owners, _ in reversed(_TABLES)}
        return found | {"context_submission": posted, "context_group": left, "context_group_trait": told}


def _deleted(table: str, owners: Sequence[str], profile_ids: Sequence[int]) -> int:
    conditions = [bulk.among(owner, profile_ids) for owner in owners]
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {' OR '.join(condition for condition, _ in conditions)}",
            [values for _, values in conditions],
        )
        return int(cursor.rowcount)


def _rows(table: str, owners: Sequence[str], columns: Sequence[str], profile_ids: Sequence[int]) -> list[Row]:
    conditions = [bulk.among(owner, profile_ids) for owner in owners]
    where = " OR ".join(condition for condition, _ in conditions)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {table} WHERE {where} ORDER BY id", [values for _, values in conditions]
        )
        return [
            {column: _plain(table, column, value) for column, value in zip(columns, row, strict=True)}
            for row in cursor.fetchall()
        ]


def _plain(table: str, column: str, value: Any) -> object:
    if value is None or (table, column) in _JSON:
        return value if value is None else msgspec.json.decode(value)
    if column.endswith("_at"):
        return clock.from_us(value).isoformat()
    return bool(value) if column.startswith("is_") else value

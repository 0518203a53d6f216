"""The lake's reading of a condition, compiled by Ibis, means the same people as the tables that the worker keeps."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import json

from ninefold.collect.types import Event
from ninefold.context import actions, queries
from ninefold.context.segments import audit, listing, rebuild
from ninefold.kernel.actors import system
from tests.context.events import DAY, T0
from tests.context.histories import HOUR, conditions, events
from tests.context.world import happen

COLUMNS = {
    "message_id": "VARCHAR", "kind": "VARCHAR", "name": "VARCHAR", "other_id": "VARCHAR", "properties": "VARCHAR",
    "traits": "VARCHAR", "context": "VARCHAR", "occurred_at": "BIGINT", "trust": "BIGINT", "profile_id": "BIGINT",
    "is_bot": "BOOLEAN",
}  # fmt: skip


def log(folder: Path) -> str:
    """The event table as DuckDB reads it, as if it were the lake."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(COLUMNS)} FROM collect_event")
        rows = [dict(zip(COLUMNS, (*row[:-1], bool(row[-1])), strict=True)) for row in cursor.fetchall()]
    path = folder / "log.json"
    path.write_bytes(b"\n".join(json.encode(row) for row in rows))
    columns = ", ".join(f"{name}: '{kind}'" for name, kind in COLUMNS.items())
    read = f"read_json('{path}', format = 'newline_delimited', columns = {{{columns}}})"
    return f"(SELECT * REPLACE (make_timestamptz(occurred_at) AS occurred_at) FROM {read})"


def meant(asked: list[dict[str, Any]], now: int, folder: Path) -> list[list[int]]:
    """Whom each condition means by DuckDB alone."""
    parsed = [listing.meant(condition) for condition in asked]
    with rebuild.opened(log(folder), audit.facts(parsed)) as duck:
        return [rebuild.members(duck, condition, now).tolist() for condition in parsed]


@pytest.mark.django_db
@given(
    st.lists(events(), max_size=12),
    st.lists(conditions, min_size=1, max_size=5),
    st.sampled_from([T0 + 4 * DAY, T0 + 4 * DAY + 1, T0 + 4 * DAY + 12 * HOUR]),
)
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_both_readings_mean_the_same_people(
    tmp_path: Path, story: list[Event], asked: list[dict[str, Any]], now: int
) -> None:
    with transaction.atomic():
        actions.create_segment(
            actor=system("t"), key="inner", name="Inner", condition={"not": {"trait": "plan", "is": 7}}
        )
        happen(*story)
        kept = [queries.members(condition, now=now) for condition in asked]
        found = meant(asked, now, tmp_path)
        transaction.set_rollback(True)
    assert found == kept

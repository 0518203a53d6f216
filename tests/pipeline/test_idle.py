"""A worker with nothing to do costs next to nothing, however much the install holds."""

import pytest
from django.db import connection

from ninefold.kernel import clock
from ninefold.pipeline import ports, turn

# What grows with people and time. (Campaigns, segments, sources, leases stay few. Of erasures only “any?” is asked.)
_GROWING = ("catalyst_intent", "catalyst_decision", "channel_delivery", "collect_event", "collect_pending", "context_")

_FEW = (
    "context_erasure", "context_tombstone", "context_segment", "context_move", "context_move_in", "context_stale",
    "context_addresses_to_follow", "context_regrouping", "context_rules_draft",
)  # fmt: skip


@pytest.mark.django_db
def test_an_idle_turn_writes_nothing_and_walks_through_no_table_that_grows() -> None:
    ports.install()
    while turn.turn(clock.now_us()):
        pass
    asked: list[tuple[str, object]] = []

    def note(execute, sql, params, many, context):  # type: ignore[no-untyped-def]
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        turn.turn(clock.now_us())
    assert len(asked) > 10
    writing = [sql for sql, _ in asked if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "DO NOTHING" not in sql]
    assert not writing
    if connection.vendor == "sqlite":  # PostgreSQL rightly walks through a table of a few rows
        walks = [line for sql, params in asked if sql.startswith("SELECT") for line in _plan(sql, params)]
        scanned = [line for line in walks if line.startswith("SCAN") and line.split()[1].startswith(_GROWING)]
        assert not [line for line in scanned if line.split()[1] not in _FEW]


def test_a_brief_turn_does_what_somebody_waits_for_within_a_second() -> None:
    brief = {step.name for step in turn.STEPS if step.is_urgent}
    assert {"consents", "events", "segments", "decide", "hand over"} <= brief
    assert not brief & {"lake", "team told", "customer values", "tidy"}


def _plan(sql: str, params: object) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        return [row[3] for row in cursor.fetchall()]

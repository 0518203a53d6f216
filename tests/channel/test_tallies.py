"""What arrived in some weeks is found without a walk through all deliveries."""

import pytest
from django.db import connection

from ninefold.channel import tallies
from ninefold.kernel.weeks import Weeks
from tests.channel.stage import NOW


@pytest.mark.parametrize("statement", [tallies.SAID_SQL, tallies.MADE_SQL, tallies.CONTACTS_SQL, tallies.READERS_SQL])
def test_weeks_are_read_by_when_deliveries_ended(db: None, statement: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # it rightly walks through a table of a few rows, unless told not to
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {statement}", Weeks(NOW, 4).named())
        assert "channel_delivery_ended_at" in str(cursor.fetchall())

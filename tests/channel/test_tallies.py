"""What arrived in some weeks is found without a walk through all deliveries."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ninefold.channel import tallies
from ninefold.kernel.weeks import Weeks
from tests.channel.stage import NOW


def _made(weeks: Weeks) -> object:
    return tallies.contacts_made(weeks, [1])


@pytest.mark.parametrize(
    ("read", "indexes"),
    [(one, "ended_at") for one in (tallies.said, tallies.contacts, tallies.readers)] + [(_made, "ended_at|profile_id")],
)
def test_weeks_are_read_by_when_deliveries_ended(db: None, read: Callable[[Weeks], object], indexes: str) -> None:
    with CaptureQueriesContext(connection) as asked:
        read(Weeks(NOW, 4))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # it rightly walks through a table of a few rows, unless told not to
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {asked.captured_queries[0]['sql']}")
        plan = str(cursor.fetchall())
        assert re.search(f"channel_delivery_({indexes})|Index Cond: .*({indexes})", plan), plan

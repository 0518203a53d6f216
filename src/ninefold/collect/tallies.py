"""Events that came in, as a statement that other rooms count from by week: bots, and what Ninefold recorded of its own
doings, are left out. And when people did one thing, as columns.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from django.db import connection
from numpy.typing import NDArray

from ninefold.collect.types import Trust

# One row a week, source and profile. For rooms whose own statement needs the log itself, not what it was summed to.
CAME_IN_SQL = f"""\
SELECT (e.occurred_at - %(since)s) / %(week)s AS week, e.source_id, e.profile_id, COUNT(*) AS events
  FROM collect_event e
 WHERE e.occurred_at >= %(since)s AND e.occurred_at < %(until)s
   AND NOT e.is_bot AND e.trust < {int(Trust.SYSTEM)} AND e.trust <> {int(Trust.LINK)}
 GROUP BY 1, e.source_id, e.profile_id"""

DONE_SQL = """\
SELECT profile_id, occurred_at, is_bot, {properties}
  FROM collect_event
 WHERE kind = 'track' AND name = %s AND occurred_at >= %s AND occurred_at < %s"""


@dataclass(frozen=True, slots=True, eq=False)
class Done:
    """When profiles did one thing, as columns of one length; `bots` of it were left out."""

    profile_ids: NDArray[np.int64]
    occurred_at: NDArray[np.int64]
    bots: int


def done(name: str, *, since: int, until: int, counts: Callable[[Mapping[str, Any]], bool] | None = None) -> Done:
    """Track events of this name with since <= occurred_at < until; where `counts` is given, whose properties do."""
    asked = "properties" if counts else "''"  # text that nobody looks at is not read
    with connection.cursor() as cursor:
        cursor.execute(DONE_SQL.format(properties=asked), [name, since, until])
        rows = cursor.fetchall()
    if counts:
        rows = [row for row in rows if counts(msgspec.json.decode(row[3]))]
    columns = np.array([row[:3] for row in rows], dtype=np.int64).reshape(-1, 3).T
    people = columns[2] == 0
    return Done(columns[0][people], columns[1][people], int((~people).sum()))

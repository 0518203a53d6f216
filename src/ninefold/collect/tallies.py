"""Events that came in, as a statement that other rooms count from by week. Bots, and what Ninefold recorded of its own
doings, are left out.
"""

from ninefold.collect.types import Trust

# One row a week, source and profile. For rooms whose own statement needs the log itself, not what it was summed to.
CAME_IN_SQL = f"""\
SELECT (e.occurred_at - %(since)s) / %(week)s AS week, e.source_id, e.profile_id, COUNT(*) AS events
  FROM collect_event e
 WHERE e.occurred_at >= %(since)s AND e.occurred_at < %(until)s
   AND NOT e.is_bot AND e.trust < {int(Trust.SYSTEM)}
 GROUP BY 1, e.source_id, e.profile_id"""

"""Decisions on record, for the scorecard: which contacts can be explained."""

from collections.abc import Iterable

from django.db import connection

from ninefold.kernel.database.bulk import among

EXPLAINED_SQL = """\
SELECT DISTINCT i.id
  FROM catalyst_intent i
  JOIN catalyst_decision d ON d.campaign_id = i.campaign_id AND d.profile_id = i.profile_id AND d.intent_id = i.id
 WHERE d.sentence <> '' AND {intents}"""


def explained(intent_ids: Iterable[int]) -> set[int]:
    """Those intents whose decision is on record with its reason."""
    condition, values = among("i.id", set(intent_ids))
    with connection.cursor() as cursor:
        cursor.execute(EXPLAINED_SQL.format(intents=condition), [values])
        return {intent for (intent,) in cursor.fetchall()}

"""The step that scores what was rated, shown or hidden since it was last looked at."""

from django.db import transaction

from ninefold.community import actions as community_actions
from ninefold.community import queries as community
from ninefold.credibility import standings

BATCH = 200


def score_due(*, now: int, limit: int = BATCH) -> int:
    """Score up to `limit` answers; how many. `now` in microseconds."""
    if not community.are_to_score():
        return 0
    with transaction.atomic():
        answer_ids = community_actions.take_to_score(limit=limit)
        standings.refresh(answer_ids=answer_ids, now=now)
    return len(answer_ids)

"""The step that scores what was rated, shown or hidden since it was last looked at, or whose people were joined."""

from django.db import transaction

from ninefold.community import actions as community_actions
from ninefold.community import queries as community
from ninefold.context import actions as context
from ninefold.context import queries as context_queries
from ninefold.credibility import standings

BATCH = 200
MOVED_AT_ONCE = 1_000


def score_due(*, now: int, limit: int = BATCH) -> int:
    """Score up to `limit` answers; how many. `now` in microseconds."""
    if context_queries.have_moved():
        _note_moved()
    if not community.are_to_score():
        return 0
    with transaction.atomic():
        answer_ids = community_actions.take_to_score(limit=limit)
        standings.refresh(answer_ids=answer_ids, now=now)
    return len(answer_ids)


def _note_moved() -> None:
    """Whose word counts goes by person: what people who were joined or parted wrote or rated is due again."""
    with transaction.atomic():
        community_actions.to_score_of_people(context.take_moved(limit=MOVED_AT_ONCE))

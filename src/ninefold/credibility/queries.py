"""Reads of credibility."""

from ninefold.community import queries as community
from ninefold.credibility.scoring import LowerBound, ScoringModel, Tally
from ninefold.credibility.types import Score

_LOWER_BOUND = LowerBound()


def scores(question_id: int, model: ScoringModel = _LOWER_BOUND) -> list[Score]:
    """How helpful each answer to a question is held to be, best first, each with its reason."""
    found = community.answers(question_id)
    return model.score([Tally(answer.id, answer.helpful, answer.votes) for answer in found])

"""Reads of credibility: scores, ranks, experts, badges."""

from ninefold.community import queries as community
from ninefold.credibility.badges import badges
from ninefold.credibility.ranking import best_answers, expert_topics, experts, rank, ranked
from ninefold.credibility.scoring import LowerBound, ScoringModel
from ninefold.credibility.types import Rating, Score

__all__ = ["badges", "best_answers", "expert_topics", "experts", "rank", "ranked", "scores"]
_LOWER_BOUND = LowerBound()


def scores(question_id: int, model: ScoringModel = _LOWER_BOUND) -> list[Score]:
    """How helpful each answer to a question is held to be by what people said until now, best first."""
    found = [answer.id for answer in community.answers(question_id)]
    return model.score(found, [Rating(b.person_id, b.answer_id, b.rating.worth) for b in community.ballots(found)])

"""How helpfulness is scored: a port, and the model that serves until there are enough raters for a better one."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Protocol

from ninefold.credibility.types import Rating, Score
from ninefold.kernel.proportions import wilson


class ScoringModel(Protocol):
    """Turns ratings into a score for each subject, best first; pure, and the same for the same set of ratings.

    It gets who rated, not only how many did, so that a model can weigh raters against each other (bridging models).
    """

    def score(self, subject_ids: Sequence[int], ratings: Sequence[Rating]) -> list[Score]: ...


class LowerBound:
    """Wilson's lower bound of the share of yes, two halves counted as one: few votes are worth little, however kind."""

    def score(self, subject_ids: Sequence[int], ratings: Sequence[Rating]) -> list[Score]:
        said: dict[int, list[float]] = defaultdict(list)
        for rating in ratings:
            assert 0 <= rating.value <= 1
            said[rating.subject_id].append(rating.value)
        scores = [
            Score(
                subject_id=subject_id,
                value=wilson(sum(said[subject_id]), len(said[subject_id]))[0],
                votes=len(said[subject_id]),
                reason=in_words(sum(said[subject_id]), len(said[subject_id])),
                helped=sum(said[subject_id]),
            )
            for subject_id in subject_ids
        ]
        return sorted(scores, key=lambda score: (-score.value, -score.votes, score.subject_id))


def in_words(helped: float, votes: int) -> str:
    """What people said, in a sentence."""
    if votes == 0:
        return "Nobody has said yet whether this helped."
    people = "1 person" if votes == 1 else f"{votes} people"
    low = 100 * wilson(helped, votes)[0]
    return f"It helped {helped:g} of {people} who said so; among all readers at least {low:.0f} %, most likely."

"""How helpfulness is scored: a port, and the model that serves until there are enough raters for a better one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ninefold.credibility.types import Score
from ninefold.kernel.proportions import wilson


@dataclass(frozen=True, slots=True)
class Tally:
    """What people said of one subject: `helpful` of `votes` said yes."""

    subject_id: int
    helpful: int
    votes: int


class ScoringModel(Protocol):
    """Turns tallies into scores, one for each, best first; pure, and the same for the same tallies."""

    def score(self, tallies: Sequence[Tally]) -> list[Score]: ...


class LowerBound:
    """Wilson's lower bound of the share of yes: few votes are worth little, however kind they are."""

    def score(self, tallies: Sequence[Tally]) -> list[Score]:
        scores = [
            Score(
                subject_id=tally.subject_id,
                value=wilson(tally.helpful, tally.votes)[0],
                votes=tally.votes,
                reason=_reason(tally),
            )
            for tally in tallies
        ]
        return sorted(scores, key=lambda score: (-score.value, -score.votes, score.subject_id))


def _reason(tally: Tally) -> str:
    if tally.votes == 0:
        return "Nobody has said yet whether this helped."
    people = "1 person" if tally.votes == 1 else f"{tally.votes} people"
    low = 100 * wilson(tally.helpful, tally.votes)[0]
    return f"It helped {tally.helpful} of {people} who said so; among all readers at least {low:.0f} %, most likely."

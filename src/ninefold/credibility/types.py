"""What crosses credibility's door. Instants in microseconds."""

from dataclasses import dataclass

from ninefold.community.types import Answer


@dataclass(frozen=True, slots=True)
class Rating:
    """What one person said of one subject: 1 it helped, 0.5 somewhat, 0 it did not."""

    rater_id: int
    subject_id: int
    value: float


@dataclass(frozen=True, slots=True)
class Score:
    """How helpful something is held to be: a lower bound of the share of yes, the votes behind it, and why in words.

    `helped` is the sum of the ratings: two that say somewhat count as one yes.
    """

    subject_id: int
    value: float
    votes: int
    reason: str
    helped: float = 0.0


@dataclass(frozen=True, slots=True)
class Ranked:
    """An answer in its rank; `score` 0 to 1, `reason` why it stands there.

    `has_word`: the company speaks for it. `is_refuted`: readers have shown that it does not help most of them.
    """

    answer: Answer
    score: float
    reason: str
    is_accepted: bool
    is_expert: bool
    has_word: bool = False
    is_refuted: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """Someone who is likely to answer, by one of their profiles; `score` 0 to 1."""

    profile_id: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Badge:
    """That the company calls someone an expert in a topic: who gave it, when, why; `taken_at` 0 while it holds."""

    id: int
    profile_id: int
    topic: str
    reason: str
    given_by: str
    given_at: int
    taken_by: str = ""
    taken_at: int = 0

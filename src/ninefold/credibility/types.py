"""What crosses credibility's door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Score:
    """How helpful something is held to be: a lower bound of the share of yes, the votes behind it, and why in words."""

    subject_id: int
    value: float
    votes: int
    reason: str

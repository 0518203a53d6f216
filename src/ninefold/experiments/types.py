"""What crosses the door of experiments."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm: its key, its share (weights are relative integers) and whether it is the holdout (nothing is done)."""

    key: str
    name: str
    weight: int
    is_holdout: bool


@dataclass(frozen=True, slots=True)
class Experiment:
    """An experiment; `salt` with the unit's key gives the arm. Instants in microseconds, 0 when not yet."""

    id: int
    key: str
    salt: str
    arms: tuple[Arm, ...]
    started_at: int


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who was put where, by lot, before consent was looked at. `probability` is the arm's share."""

    experiment_id: int
    profile_id: int
    arm: str
    probability: float
    assigned_at: int


@dataclass(frozen=True, slots=True)
class Power:
    """What an experiment of this size can see: the smallest difference of rates found with 80 % power at 5 %."""

    people_per_arm: int
    base_rate: float
    difference_detectable: float

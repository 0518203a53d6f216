"""What crosses the door of experiments."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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


@dataclass(frozen=True, slots=True, eq=False)
class AssignmentColumns:
    """All draws of an experiment as columns of equal length: profile, arm (its place in the experiment), when, and
    when first really contacted (0: never). Instants in microseconds."""

    profile_ids: NDArray[np.int64]
    arms: NDArray[np.int64]
    assigned_at: NDArray[np.int64]
    exposed_at: NDArray[np.int64]

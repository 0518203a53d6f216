"""What crosses measure's door."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ArmRead:
    """One arm of a read-out, analysed as assigned: people, those who reached the goal, the rate (Wilson 95 %)."""

    arm: str
    name: str
    people: int
    contacted: int
    reached: int
    rate: Interval


@dataclass(frozen=True, slots=True)
class GoalRead:
    """One goal of one campaign by arm; `differences` are arm minus holdout (Newcombe's hybrid score
    interval, 95 % for all arms together)."""

    goal_key: str
    goal_name: str
    window_days: int
    complete: bool  # whether every person's window has ended
    arms: tuple[ArmRead, ...]
    differences: tuple[tuple[str, Interval], ...]
    bots_left_out: int
    too_few: bool = False  # whether an arm is too small for its figures to be shown as findings

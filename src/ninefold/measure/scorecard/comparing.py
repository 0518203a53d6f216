"""What one campaign changed of one goal: all who were treated against the holdout, now and as each week ended."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign
from ninefold.culture import queries as culture
from ninefold.kernel.proportions import newcombe
from ninefold.kernel.weeks import Weeks
from ninefold.measure import queries, reaching
from ninefold.measure.scorecard.definitions import of
from ninefold.measure.types import C, Interval, Point

CAMPAIGNS_MAX = 8


@dataclass(frozen=True, slots=True)
class Compared:
    """Of `people` treated, `reached` reached the goal; `behind` are those on the smaller side, treated or held out."""

    people: int
    reached: int
    behind: int
    value: Interval | None
    trend: tuple[Point, ...]


def compared_campaigns() -> list[Campaign]:
    """The newest started campaigns that hold some back."""
    held = [one for one in catalyst.campaigns() if one.started_at and len({arm.item_id > 0 for arm in one.arms}) > 1]
    return held[:CAMPAIGNS_MAX]


def compared(campaign: Campaign, goal_key: str, weeks: Weeks, now: int) -> Compared:
    """All who were treated minus the holdout, as assigned, at `now` (us) and at each week's end."""
    people, reached_at = queries.first_reached(campaign, culture.goal(goal_key), now=now)
    sends = np.array([arm.item_id > 0 for arm in campaign.arms], dtype=np.bool_)
    treated = sends[people.arms] if len(people.ids) else np.zeros(0, dtype=np.bool_)
    return Compared(
        people=int(treated.sum()),
        reached=int((treated & (reached_at < reaching.NEVER)).sum()),
        behind=min(int(treated.sum()), int((~treated).sum())),
        value=_difference(treated, reached_at < reaching.NEVER),
        trend=tuple(_point(treated, people.since, reached_at, at) for at in map(weeks.end_of, range(weeks.count))),
    )


def _difference(treated: NDArray[np.bool_], found: NDArray[np.bool_]) -> Interval | None:
    """The rate of the treated minus that of the others; None where either are fewer than the measure needs."""
    sizes = int(treated.sum()), int((~treated).sum())
    if min(sizes) < of(C.CATALYST).least:
        return None
    hits = int((treated & found).sum()), int((~treated & found).sum())
    return Interval(hits[0] / sizes[0] - hits[1] / sizes[1], *newcombe(hits[0], sizes[0], hits[1], sizes[1]))


def _point(treated: NDArray[np.bool_], since: reaching.Column, reached_at: reaching.Column, until: int) -> Point:
    """How it stood when a week ended: those assigned by then, and what they had reached."""
    here = since < until
    value = _difference(treated[here], reached_at[here] < until)
    return Point(until, value, int((treated & here & (reached_at < until)).sum()), int((treated & here).sum()))

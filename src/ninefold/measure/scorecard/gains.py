"""Catalyst and currency: what campaigns changed against their holdout, and what of the currency is redeemed."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign
from ninefold.culture import queries as culture
from ninefold.currency import queries as currency
from ninefold.experiments import queries as experiments
from ninefold.kernel.proportions import newcombe
from ninefold.kernel.weeks import Weeks
from ninefold.measure import queries, reaching
from ninefold.measure.scorecard import counting, reading
from ninefold.measure.scorecard.definitions import of
from ninefold.measure.types import C, Interval, Next, Point, Reading, Step

CAMPAIGNS_MAX = 8
Changeable = Callable[[Campaign], str]  # the first goal that a campaign can have changed, "" where it has none


def against_holdout(weeks: Weeks, now: int, changeable: Changeable) -> Reading:
    """All who were treated minus the holdout, as assigned, of the newest campaigns the one with most people.

    `changeable` says which goal can tell of a campaign: one whose events are not older than what it sent.
    """
    candidates = _candidates(changeable)
    nothing = Reading(C.CATALYST, 0, 0, 0, None, (), Next(Step.PLAN_CAMPAIGN))
    drawn = {campaign.id: experiments.size(campaign.experiment_id) for campaign, _ in candidates}
    first = nothing
    for campaign, goal in sorted(candidates, key=lambda one: -drawn[one[0].id]):
        found = _read(campaign, goal, weeks, now)
        if found.value:
            return found
        first = first if first.campaign_id else found
    return first


def _candidates(changeable: Changeable) -> list[tuple[Campaign, str]]:
    """The newest started campaigns that hold some back, with the goal to read."""
    campaigns = [one for one in catalyst.campaigns() if one.started_at][:CAMPAIGNS_MAX]
    compared = [one for one in campaigns if len({arm.item_id > 0 for arm in one.arms}) > 1]
    return [(one, goal) for one in compared if (goal := changeable(one))]


def _read(campaign: Campaign, goal_key: str, weeks: Weeks, now: int) -> Reading:
    goal = culture.goal(goal_key)
    people, reached_at = queries.first_reached(campaign, goal, now=now)
    sends = np.array([arm.item_id > 0 for arm in campaign.arms], dtype=np.bool_)
    treated = sends[people.arms] if len(people.ids) else np.zeros(0, dtype=np.bool_)
    now_count = _difference(treated, reached_at < reaching.NEVER)
    trend = tuple(_point(treated, people.since, reached_at, at) for at in map(weeks.end_of, range(weeks.count)))
    return Reading(
        C.CATALYST,
        count=int((treated & (reached_at < reaching.NEVER)).sum()),
        of=len(people.ids),
        weeks_read=0,
        value=now_count,
        trend=trend,
        next=Next(Step.READ_CAMPAIGN, campaign.id, campaign.name),
        note=f"“{campaign.name}”, goal “{goal.name}”",
        campaign_id=campaign.id,
        behind=min(int(treated.sum()), int((~treated).sum())),
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
    return Point(until, value, int((treated & here & (reached_at < until)).sum()), int(here.sum()))


def redeemed(weeks: Weeks) -> Reading:
    """What was redeemed, beside what was issued, of the currency that people hold most of; money-like ones first."""
    found = [(one, currency.totals(one.key)) for one in currency.currencies()]
    held = [(one, total) for one, total in found if total.wallets]
    if not held:
        return Reading(C.CURRENCY, 0, 0, reading.TREND_WEEKS, None, (), Next(Step.REDEEM))
    one, _ = max(held, key=lambda pair: (pair[0].is_money_like, pair[1].wallets))
    weeks, flows = counting.read(counting.FLOWS, weeks)
    flow = flows.get(one.key) or counting.flow(one.key, weeks)  # one made since the count is counted here
    whole = reading.share(C.CURRENCY, flow.weeks, weeks, Next(Step.REDEEM), flow.wallets)
    step = Next(Step.READ_LEDGER if whole.count else Step.REDEEM, name=one.name)
    owed = currency.liability(one.key)
    return replace(
        reading.without_intervals(whole),
        next=step,
        note=one.name,
        held=owed.held,
        worth_minor=owed.minor if owed.is_stated else 0,
        worth_money=owed.money,
    )

"""Catalyst and currency: what campaigns changed against their holdout, and what of the currency is redeemed."""

from collections.abc import Callable
from dataclasses import replace

from ninefold.catalyst.types import Campaign
from ninefold.culture import queries as culture
from ninefold.currency import queries as currency
from ninefold.experiments import queries as experiments
from ninefold.kernel.weeks import Weeks
from ninefold.measure.scorecard import comparing, counting, reading
from ninefold.measure.types import C, Next, Reading, Step

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
    """The campaigns that can be compared, with the goal to read."""
    return [(one, goal) for one in comparing.compared_campaigns() if (goal := changeable(one))]


def _read(campaign: Campaign, goal_key: str, weeks: Weeks, now: int) -> Reading:
    _, found = counting.read(counting.compared(campaign, goal_key, now), weeks)
    return Reading(
        C.CATALYST,
        count=found.reached,
        of=found.people,
        weeks_read=0,
        value=found.value,
        trend=found.trend,
        next=Next(Step.READ_CAMPAIGN, campaign.id, campaign.name),
        note=f"“{campaign.name}”, goal “{culture.goal(goal_key).name}”",
        campaign_id=campaign.id,
        behind=found.behind,
    )


def redeemed(weeks: Weeks) -> Reading:
    """What was redeemed, beside what was issued, of the money-like currency that people hold most of.

    Recognition is held and never spent, so it has no such share.
    """
    accounts = currency.accounts()
    held = [one for one in currency.currencies() if one.is_money_like and one.key in accounts]
    if not held:
        return Reading(C.CURRENCY, 0, 0, reading.TREND_WEEKS, None, (), Next(Step.REDEEM))
    one = max(held, key=lambda each: accounts[each.key])
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

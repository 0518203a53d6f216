"""Read-outs: what a campaign changed, as assigned: who was drawn into an arm counts there, contacted or not."""

from collections.abc import Collection
from functools import partial

import numpy as np
from numpy.typing import NDArray

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign
from ninefold.collect import tallies as collect
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture.types import Goal
from ninefold.experiments import queries as experiments
from ninefold.kernel.proportions import jointly, newcombe, wilson
from ninefold.measure import reaching
from ninefold.measure.reaching import DAY_US, Column, People
from ninefold.measure.types import ArmRead, GoalRead, Interval


def reads(campaign_id: int, now: int) -> list[GoalRead]:
    """Every goal of a campaign, each apart, in the campaign's order."""
    return [read(campaign_id, key, now=now) for key in catalyst.campaign(campaign_id).goal_keys]


def read(campaign_id: int, goal_key: str, *, now: int) -> GoalRead:
    """One goal of a campaign by arm at `now` (us), with 95 % intervals. Raises NotFound.

    A person's window runs for the goal's days from their assignment, or from the campaign's first moment where that is
    later: before it, no arm could differ from another. A person made of several profiles counts once, where they were
    drawn first. Events of bots are left out and counted.
    """
    campaign, goal = catalyst.campaign(campaign_id), culture.goal(goal_key)
    people = drawn(campaign)
    persons, instants, bots = goal_events(people, goal, now)
    found = reaching.reached(people, persons, instants, goal.window_days)
    arms = tuple(_arm_read(campaign, place, people, found) for place in range(len(campaign.arms)))
    return GoalRead(
        goal_key=goal.key,
        goal_name=goal.name,
        window_days=goal.window_days,
        complete=bool(len(people.ids)) and now >= int(people.since.max()) + goal.window_days * DAY_US,
        arms=arms,
        differences=_differences(campaign, arms),
        bots_left_out=bots,
        too_few=any(arm.people < experiments.PEOPLE_LEAST for arm in arms),
    )


def first_reached(campaign: Campaign, goal: Goal, *, now: int) -> tuple[People, Column]:
    """A campaign's people as drawn, and when each first reached a goal in their window up to `now` (us)."""
    people = drawn(campaign)
    persons, instants, _ = goal_events(people, goal, now)
    return people, reaching.first_reached(people, persons, instants, goal.window_days)


def base_rate(goal_key: str, person_ids: Collection[int], *, now: int) -> Interval:
    """How many of these people reached a goal in the window that ends now: what a power estimate starts from."""
    goal = culture.goal(goal_key)
    members = reaching.column(sorted(person_ids))
    since = np.full(len(members), now - goal.window_days * DAY_US, dtype=np.int64)
    people = People(members, np.zeros_like(members), since, np.zeros(len(members), dtype=np.bool_))
    persons, instants, _ = goal_events(people, goal, now)
    return _rate(int(reaching.reached(people, persons, instants, goal.window_days).sum()), len(members))


def drawn(campaign: Campaign) -> People:
    """The people of a campaign as they were drawn into its arms, each once."""
    if not campaign.experiment_id:
        nobody = reaching.column(())
        return People(nobody, nobody, nobody, nobody.astype(np.bool_))
    draws = experiments.columns(campaign.experiment_id)
    person_of = context.person_ids(draws.profile_ids.tolist())
    persons = reaching.column(person_of.get(profile, profile) for profile in draws.profile_ids.tolist())
    since = np.maximum(draws.assigned_at, campaign.starts_at)
    return reaching.one_row_a_person(persons, draws.arms, since, draws.exposed_at)


def goal_events(people: People, goal: Goal, now: int) -> tuple[Column, Column, int]:
    """Persons and instants of the events that can reach a goal up to now, and how many of bots were left out."""
    if not len(people.ids):
        return reaching.column(()), reaching.column(()), 0
    since = int(people.since.min())
    until = min(now + 1, int(people.since.max()) + goal.window_days * DAY_US)
    counts = partial(reaching.matches, goal) if goal.properties else None
    done = collect.done(goal.event_name, since=since, until=until, counts=counts)
    person_of = context.person_ids(done.profile_ids.tolist())
    persons = reaching.column(person_of.get(profile, profile) for profile in done.profile_ids.tolist())
    return persons, done.occurred_at, done.bots


def _arm_read(campaign: Campaign, place: int, people: People, found: NDArray[np.bool_]) -> ArmRead:
    own = people.arms == place
    count, successes = int(own.sum()), int((own & found).sum())
    return ArmRead(
        arm=campaign.arms[place].key,
        name=campaign.arms[place].name,
        people=count,
        contacted=int((own & people.contacted).sum()),
        reached=successes,
        rate=_rate(successes, count),
    )


def _rate(successes: int, trials: int) -> Interval:
    low, high = wilson(successes, trials)
    return Interval(successes / trials if trials else 0.0, low, high)


def _differences(campaign: Campaign, arms: tuple[ArmRead, ...]) -> tuple[tuple[str, Interval], ...]:
    """Each arm that sends against the holdout; none where there is no holdout."""
    sends = {arm.key: arm.item_id > 0 for arm in campaign.arms}
    holdout = next((arm for arm in arms if not sends[arm.arm]), None)
    if holdout is None:
        return ()
    sending = [arm for arm in arms if sends[arm.arm]]
    z = jointly(len(sending))
    return tuple((arm.arm, _difference(arm, holdout, z)) for arm in sending)


def _difference(arm: ArmRead, holdout: ArmRead, z: float) -> Interval:
    low, high = newcombe(arm.reached, arm.people, holdout.reached, holdout.people, z)
    return Interval(arm.rate.estimate - holdout.rate.estimate, low, high)

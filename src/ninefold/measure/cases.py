"""The figures of a campaign's business case: rates by arm, what differed, what it asked of people."""

from collections.abc import Callable

import numpy as np

from ninefold.cadence import queries as cadence
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignArm
from ninefold.channel import queries as channel
from ninefold.channel.types import Counts, DeliveryStatus
from ninefold.content import lookup
from ninefold.content import queries as content
from ninefold.context import tallies as context
from ninefold.culture import queries as culture
from ninefold.kernel.errors import NotFound
from ninefold.measure import queries, reaching
from ninefold.measure.types import ArmContent, ArmCost, Figures, GoalFigures, Provenance

ProvenanceOf = Callable[[str, Campaign], Provenance]
ENDED_AT_READERS = (DeliveryStatus.DELIVERED, DeliveryStatus.REFUSED)


def figures(campaign_id: int, now: int, provenance_of: ProvenanceOf) -> Figures:
    """All figures at `now` (us). `provenance_of` says where what reached a goal comes from.

    Raises NotFound, also where the campaign compares nothing: it was not started, or held nobody back.
    """
    campaign = comparable(campaign_id)
    reads = queries.reads(campaign_id, now)
    return Figures(
        read_at=now,
        people=sum(arm.people for arm in reads[0].arms),
        goals=tuple(GoalFigures(read, provenance_of(read.goal_key, campaign)) for read in reads),
        costs=_costs(campaign, now),
        contents=tuple(_content(arm) for arm in campaign.arms),
    )


def comparable(campaign_id: int) -> Campaign:
    """A started campaign that compares arms. Raises NotFound."""
    campaign = catalyst.campaign(campaign_id)
    sends = {arm.item_id > 0 for arm in campaign.arms}
    if not campaign.started_at or len(sends) < 2:
        raise NotFound(
            "case_without_comparison",
            f"“{campaign.name}” has no business case: only a campaign that was started with some people left out by"
            " lot shows what it changed.",
        )
    return campaign


def _content(arm: CampaignArm) -> ArmContent:
    try:
        item = content.item(arm.item_id)
    except NotFound:
        return ArmContent(arm.key, arm.name, "", "", ())
    spoken = lookup.best_variant(item, item.default_tag, "mail")
    tags = tuple(dict.fromkeys(variant.content.tag for variant in item.variants))
    subject = spoken.content.subject if spoken else ""
    return ArmContent(arm.key, arm.name, item.title, "" if "{" in subject else subject, tags)


def _costs(campaign: Campaign, now: int) -> tuple[ArmCost, ...]:
    counts = {one.arm: one for one in channel.counts(campaign.id)}
    people = queries.drawn(campaign)
    left = _left(campaign, people, now)
    return tuple(
        _cost(campaign, arm, counts.get(arm.key), int((people.arms == place).sum()), left[place])
        for place, arm in enumerate(campaign.arms)
    )


def _cost(campaign: Campaign, arm: CampaignArm, counts: Counts | None, people: int, left: int) -> ArmCost:
    by_status = counts.by_status if counts else {}
    contacts = sum(by_status.get(status, 0) for status in (*ENDED_AT_READERS, DeliveryStatus.UNKNOWN))
    return ArmCost(
        arm=arm.key,
        name=arm.name,
        people=people,
        attention=contacts * cadence.price(campaign.channel),
        delivered=by_status.get(DeliveryStatus.DELIVERED, 0),
        refused=by_status.get(DeliveryStatus.REFUSED, 0),
        not_known=by_status.get(DeliveryStatus.UNKNOWN, 0),
        left=left,
    )


def _left(campaign: Campaign, people: reaching.People, now: int) -> list[int]:
    """By arm: people who withdrew a consent in the window of the first goal, whatever they left by."""
    if not len(people.ids):
        return [0] * len(campaign.arms)
    days = culture.goal(campaign.goal_keys[0]).window_days
    leavings = context.leavings_between(int(people.since.min()), now + 1)
    persons = reaching.column(one.person_id for one in leavings)
    found = reaching.reached(people, persons, reaching.column(one.at for one in leavings), days)
    return [int(count) for count in np.bincount(people.arms[found], minlength=len(campaign.arms))]

"""What a campaign needs before it may start, and what it is warned of."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from ninefold.catalyst.types import Campaign, CampaignArm, CampaignKind, CampaignStatus, Concern
from ninefold.collect.types import EventName
from ninefold.content import living
from ninefold.content import queries as content
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture.types import Channel, Goal
from ninefold.experiments import queries as experiments
from ninefold.kernel import clock
from ninefold.kernel.errors import NotFound

T = TypeVar("T")


def problems(campaign: Campaign, *, now: int) -> list[Concern]:
    """All that stands against starting now, but for an empty segment, which only counting shows."""
    if campaign.status is not CampaignStatus.DRAFT:
        return [Concern("campaign_started", f"“{campaign.name}” has been started already.")]
    own = _routing(campaign) if campaign.kind is CampaignKind.QUESTION_ROUTED else _segment(campaign)
    return [*_goals(campaign), *_dates(campaign, now), *own, *_arms(campaign, now), *_imprint(campaign)]


def warnings(arms: Sequence[CampaignArm], people: int) -> list[Concern]:
    """What a start for so many people is allowed with, but should be known."""
    is_alone = all(arm.item_id for arm in arms)
    groups = experiments.expected(people, [arm.weight for arm in arms])
    smallest = min(groups, default=people)
    if smallest < experiments.PEOPLE_LEAST or (is_alone and people < 2 * experiments.PEOPLE_LEAST):
        name = arms[groups.index(smallest)].name if groups else ""
        holds = f"{smallest} of {people:,} {'person' if people == 1 else 'people'}" if smallest else "nobody"
        or_arms = " With fewer arms each would hold more." if len(arms) > 2 else ""
        message = f"“{name}” would hold about {holds}. {experiments.TOO_SMALL}{or_arms}"
        return [Concern("campaign_too_small", message)]
    if is_alone:
        message = (
            "No arm gets nothing. Without people left out by lot, nobody can tell what this campaign changes: add an"
            " arm that gets nothing."
        )
        return [Concern("campaign_without_holdout", message)]
    return []


def value(campaign: Campaign, goals: Iterable[Goal]) -> float:
    """The worth of one contact in the smallest unit: value of the first goal times the effect stated."""
    first = next((goal for goal in goals if goal.key in campaign.goal_keys[:1]), None)
    return first.value_minor * campaign.effect_stated if first else 0.0


def _goals(campaign: Campaign) -> list[Concern]:
    if not campaign.goal_keys:
        return [
            Concern("campaign_without_goal", "Choose the goal that this campaign is to reach, an action of people.")
        ]
    known = {goal.key for goal in culture.goals()}
    return [
        Concern("campaign_goal_unknown", f"There is no goal {key!r} in the charter.")
        for key in campaign.goal_keys
        if key not in known
    ]


def _dates(campaign: Campaign, now: int) -> list[Concern]:
    if campaign.ends_at > max(now, campaign.starts_at):
        return []
    return [Concern("campaign_ends_first", "This campaign would end before it starts. Move its end.")]


def _segment(campaign: Campaign) -> list[Concern]:
    if _found(context.segment, campaign.segment_id):
        return []
    return [Concern("campaign_segment_unknown", "The segment of this campaign is gone. Choose another.")]


def _routing(campaign: Campaign) -> list[Concern]:
    """What a campaign that routes questions needs besides: an answer as its goal."""
    answering = {goal.key for goal in culture.goals() if goal.event_name == EventName.ANSWER_GIVEN}
    if not campaign.goal_keys or answering & set(campaign.goal_keys):
        return []
    message = "Who is asked a question is asked to answer it: choose a goal that “Answer Given” reaches."
    return [Concern("campaign_goal_no_answer", message)]


def _shows_its_question(item: Item) -> bool:
    return any(
        living.is_of_message(living.reference(block))
        for variant in item.variants
        for block in living.blocks_of(variant.content)
    )


def _imprint(campaign: Campaign) -> list[Concern]:
    if campaign.channel is not Channel.MAIL or culture.charter().postal_address:
        return []
    message = "A letter says who writes and from where. Write the company's postal address in the charter."
    return [Concern("campaign_without_address", message)]


def _arms(campaign: Campaign, now: int) -> list[Concern]:
    sending = [arm for arm in campaign.arms if arm.item_id]
    if not sending:
        return [Concern("campaign_sends_nothing", "No arm of this campaign sends anything. Choose content for one.")]
    concerns = []
    for arm in sending:
        item = _found(content.item, arm.item_id)
        if item is None:
            message = f"The content of arm “{arm.name}” is gone. Choose another."
            concerns.append(Concern("campaign_item_unknown", message))
        else:
            concerns += _item(campaign, f"“{item.title}” (arm “{arm.name}”)", item, now)
    return concerns


def _item(campaign: Campaign, named: str, item: Item, now: int) -> list[Concern]:
    """What stands against sending this item in this campaign: its form, its purpose, its life span."""
    concerns = []
    if not any(campaign.channel in variant.channels for variant in item.variants):
        message = f"{named} has no published version that fits {campaign.channel.value}."
        concerns.append(Concern("campaign_item_unfit", message))
    routes = campaign.kind is CampaignKind.QUESTION_ROUTED
    if routes and not _shows_its_question(item):
        message = f"{named} does not show the question that it asks about. Give it an open question block without one."
        concerns.append(Concern("campaign_item_without_question", message))
    if not routes and _shows_its_question(item):
        message = f"{named} shows the question that its message is about, and a letter to a segment is about none."
        concerns.append(Concern("campaign_item_about_question", f"{message} Choose a question in its block."))
    if item.purpose != campaign.purpose.value:
        message = (
            f"{named} is meant for {item.purpose}, and this campaign asks for consent to {campaign.purpose.value}."
        )
        concerns.append(Concern("campaign_item_purpose", f"{message} Choose the same purpose for both."))
    starts_at = max(now, campaign.starts_at)
    if item.valid_from > starts_at:
        message = (
            f"{named} holds only from {clock.in_words(item.valid_from)}. Start this campaign then, or change the item."
        )
        concerns.append(Concern("campaign_item_early", message))
    if item.valid_until and item.valid_until < max(starts_at, campaign.ends_at):
        until = clock.in_words(item.valid_until)
        message = f"{named} holds only until {until}. End this campaign by then, or change the item."
        concerns.append(Concern("campaign_item_late", message))
    return concerns


def _found(get: Callable[[int], T], number: int) -> T | None:
    try:
        return get(number)
    except NotFound:
        return None

"""A small company for the tests of catalyst: people with consent, a goal, a letter, a segment, campaigns."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count

from ninefold.catalyst import actions, jobs
from ninefold.catalyst.types import Campaign, CampaignArm, CampaignDraft
from ninefold.content import actions as content
from ninefold.context import actions as context
from ninefold.culture import actions as culture
from ninefold.culture import queries as culture_queries
from ninefold.culture.types import Channel, Goal, Purpose
from ninefold.kernel.actors import system
from tests.content import scene as letters
from tests.context.events import consent, identify, take

ACTOR = system("test")
MINUTE = 60_000_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NOW = 1_750_068_000_000_000  # Monday 16 June 2025, 10:00 UTC: no quiet hours
GOAL = Goal("buys_again", "Buys again", "Order Completed", {}, 10_000, 30)
_numbers = count(1)


def people(number: int, *, says: str = "granted", email: bool = True) -> list[int]:
    """Known people in UTC, each with an address and a word on news by mail; their profile ids."""
    users = [f"user-{next(_numbers)}" for _ in range(number)]
    known = take(
        identify(user, traits={"timezone": "UTC"} | ({"email": f"{user}@example.org"} if email else {}), at=NOW - DAY)
        for user in users
    )
    if says:
        take(consent(says, user, at=NOW - DAY) for user in users)
    return known


def a_letter(
    title: str = "Autumn letter", *, purpose: Purpose = Purpose.NEWS, valid_from: int = 0, valid_until: int = 0
) -> int:
    """The id of a published item that fits mail and SMS."""
    item = content.create_item(
        actor=ACTOR, title=title, purpose=purpose, valid_from=valid_from, valid_until=valid_until
    )
    with letters.installed():
        variant = content.create_variant(actor=ACTOR, item_id=item.id, content=letters.letter())
        content.publish(actor=ACTOR, variant_id=variant)
    return item.id


def an_address() -> None:
    """The charter says from where letters come: without it none goes out."""
    culture.save_charter(actor=ACTOR, charter=replace(culture_queries.charter(), postal_address="1 Test Lane"))


def a_segment() -> int:
    """A segment of everyone with a time zone."""
    key = f"everyone-{next(_numbers)}"
    condition = {"trait": "timezone", "exists": True}
    return context.create_segment(actor=ACTOR, key=key, name="Everyone", condition=condition).id


def a_campaign(
    *,
    arms: Sequence[CampaignArm] | None = None,
    goals: Sequence[str] = (GOAL.key,),
    channel: Channel = Channel.MAIL,
    purpose: Purpose = Purpose.NEWS,
    effect: float = 0.1,
    starts_at: int = NOW,
    ends_at: int = NOW + 20 * DAY,
    segment_id: int = 0,
) -> Campaign:
    """A draft that can start; all get the letter unless `arms` say otherwise."""
    culture.define_goal(actor=ACTOR, goal=GOAL)
    an_address()
    draft = CampaignDraft(
        name=f"Autumn {next(_numbers)}",
        segment_id=segment_id or a_segment(),
        channel=channel,
        purpose=purpose,
        goal_keys=tuple(goals),
        effect_stated=effect,
        arms=tuple(arms) if arms is not None else (CampaignArm("letter", "Letter", a_letter(purpose=purpose), 1),),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    return actions.create_campaign(actor=ACTOR, draft=draft)


def started(campaign: Campaign, now: int = NOW) -> Campaign:
    return actions.start_campaign(actor=ACTOR, campaign_id=campaign.id, now=now)


def run_until_idle(now: int, limit: int = 250) -> int:
    """Let the worker decide until nothing is due; how much it did."""
    done = 0
    while step := jobs.decide_due(now=now, limit=limit):
        done += step
    return done

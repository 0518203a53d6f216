"""The first campaign: everyone who said yes, with as many left out by lot as so many people can bear."""

from dataclasses import dataclass
from datetime import timedelta

from ninefold.catalyst.types import CampaignArm, CampaignDraft
from ninefold.content.types import Item
from ninefold.context import actions as context
from ninefold.context import queries as people_queries
from ninefold.culture.types import Channel, Goal, Purpose
from ninefold.experiments.queries import PEOPLE_LEAST, TOO_SMALL
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor
from ninefold.web.studio.shell.steps import CONSENTED

SEGMENT = "said-yes-to-news"
DAYS = 14
EFFECT_STATED = 0.01
FEW_LEFT_OUT = 5  # one in so many


@dataclass(frozen=True, slots=True)
class Plan:
    """One of `left_out` people gets nothing, 0: nobody is left out; and what that can and cannot show."""

    left_out: int
    words: str


def plan(people: int) -> Plan:
    """How many are left out by lot, so that there is something to compare with."""
    if people < 2 * PEOPLE_LEAST:
        return Plan(0, f"Nobody: everyone gets it. {TOO_SMALL}")
    if people < FEW_LEFT_OUT * PEOPLE_LEAST:
        return Plan(2, "Half of them, drawn by lot, who get nothing this time")
    return Plan(FEW_LEFT_OUT, "One in five, drawn by lot, who gets nothing this time")


def draft(actor: Actor, letter: Item, goal: Goal, people: int) -> CampaignDraft:
    """A campaign of one letter, to everyone who said yes to news by mail, for two weeks."""
    sends = CampaignArm("letter", letter.title[:80], letter.id, max(plan(people).left_out - 1, 1))
    nothing = [CampaignArm("nothing", "Nothing", 0, 1)] if plan(people).left_out else []
    return CampaignDraft(
        name=f"{letter.title[:100]}, first",
        segment_id=_segment(actor),
        channel=Channel.MAIL,
        purpose=Purpose.NEWS,
        goal_keys=(goal.key,),
        effect_stated=EFFECT_STATED,
        arms=(*nothing, sends),
        starts_at=0,
        ends_at=clock.to_us(clock.now() + timedelta(days=DAYS)),
    )


def _segment(actor: Actor) -> int:
    """The segment of everyone who said yes to news by mail, made once."""
    found = next((one for one in people_queries.segments() if one.key == SEGMENT), None)
    made = found or context.create_segment(
        actor=actor, key=SEGMENT, name="Said yes to news by mail", condition=CONSENTED
    )
    return made.id

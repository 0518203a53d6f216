"""The demo company as its team would set it up: charter, communities, goals, content, segments, campaigns."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5

from ninefold.catalyst import actions as catalyst
from ninefold.catalyst.types import Campaign, CampaignArm, CampaignDraft, CampaignKind
from ninefold.cli.demo import experts, letters, lexicon, rewards, signups
from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, Trust
from ninefold.content import actions as content
from ninefold.content import queries as content_queries
from ninefold.content.starters import starters
from ninefold.context import actions as context
from ninefold.culture import actions as culture
from ninefold.culture.goals import BUILT_IN
from ninefold.culture.types import Channel, Charter, Community, Goal, Promise, Purpose
from ninefold.kernel import actors, clock

LOTS = UUID("5d0a4c9e-0c57-4f4e-9a55-6d1f0c0b9e09")  # the names of the campaigns' lots live under it
ACTOR = actors.system("demo")
SOURCE = "Shop till (demo)"
LAPSED = {
    "all": [
        {"event": EventName.ORDER_COMPLETED.value, "count": {"gte": 2}},
        {"event": EventName.ORDER_COMPLETED.value, "not_within_days": 90},
    ]
}
COLLECTORS = {"all": [{"community": "vinyl"}, {"event": EventName.ORDER_COMPLETED.value, "count": {"gte": 2}}]}
BUYS_AGAIN = Goal("buys-again", "Buys again", EventName.ORDER_COMPLETED.value, {}, 3500, 28)
ANSWERS_POLL = Goal(
    "answers-poll", "Says which format they play", EventName.POLL_ANSWERED.value, {"poll": letters.POLL_ID}, 200, 28
)
GOALS = (BUYS_AGAIN, ANSWERS_POLL)
ANSWERS_QUESTION = next(goal for goal in BUILT_IN if goal.event_name == EventName.ANSWER_GIVEN)
PRICE_LIST = "The shop's price list of the week (demo)"


@dataclass(frozen=True)
class Shop:
    """The demo shop's own source: what its till sends."""

    write_key: str


def found() -> Shop:
    """Write the charter, the communities and the goals; open the shop's source."""
    culture.save_charter(
        actor=ACTOR,
        charter=Charter(
            values=("Listen before you speak.", "Say what you know, and how you know it.", "Leave people in peace."),
            voice="A friend behind the counter: warm, short, exact. Never urgent, never guilty.",
            promises=(
                Promise("pace", "About one letter a week, fewer if you say so."),
                Promise("quiet", "Nothing between nine in the evening and eight in the morning, where you are."),
                Promise("leave", "One click and we stop."),
            ),
            attention_per_week=1.0,
            attention_max=1.0,
            quiet_from=time(21),
            quiet_until=time(8),
            postal_address="9 Square Lane, Demo City",
        ),
    )
    for community in (
        Community("vinyl", "Vinyl collectors", "en-x-vinyl"),
        Community("newcomer", "Newcomers", "en-x-newcomer"),
    ):
        culture.save_community(actor=ACTOR, community=community)
    for goal in (*GOALS, *BUILT_IN):
        culture.define_goal(actor=ACTOR, goal=goal)
    rewards.lay_out(ACTOR)
    lexicon.lay_out(ACTOR, now=clock.now_us())
    experts.lay_out(ACTOR, now=clock.now_us())
    signups.lay_out(ACTOR)
    source = collect.create_source(actor=ACTOR, name=SOURCE, trust=Trust.SERVER)
    return Shop(source.write_key)


def write_and_start(now: datetime, *, seed: int) -> tuple[Campaign, ...]:
    """Write the letters, publish them, find the segments as they stand now, and start four campaigns.

    The second and third ask for attention that the first has spent: some wait for it, some never get it. The fourth
    puts questions that wait to those who are likely to answer.
    The same seed draws the same lots.
    """
    old, better = _item("Autumn letter, old", "old"), _item("Autumn letter, better", "better")
    lapsed = context.create_segment(actor=ACTOR, key="lapsed", name="Bought twice, not lately", condition=LAPSED)
    collectors = context.create_segment(actor=ACTOR, key="collectors", name="Collectors", condition=COLLECTORS)
    autumn = _campaign(
        seed,
        "Autumn letter",
        segment_id=lapsed.id,
        goals=GOALS,
        effect_stated=0.01,
        period=(now + timedelta(hours=4), now + timedelta(days=10)),
        arms=(
            CampaignArm("nothing", "Nothing", 0, 1),
            CampaignArm("old", "Old letter", old, 1),
            CampaignArm("better", "Better content", better, 1),
        ),
    )
    return (
        autumn,
        _note(
            seed,
            "Crate note",
            "note",
            segment_id=collectors.id,
            effect=0.002,
            period=(now + timedelta(days=3), now + timedelta(days=12)),
        ),
        _note(
            seed,
            "Weekly deals",
            "deals",
            segment_id=collectors.id,
            effect=0.0005,
            period=(now + timedelta(days=5), now + timedelta(days=9)),
        ),
        _questions(seed, now),
    )


def _questions(seed: int, now: datetime) -> Campaign:
    """The standing campaign that routes questions."""
    item = content.create_item(
        actor=ACTOR, title="A question for you", topic="community", purpose=Purpose.COMMUNITY, form_factors=("mail",)
    )
    begun = next(one for one in starters() if one.key == "routed").content("en", Purpose.COMMUNITY)
    content.publish(actor=ACTOR, variant_id=content.create_variant(actor=ACTOR, item_id=item.id, content=begun))
    draft = CampaignDraft(
        name="Questions to those who know", segment_id=0, channel=Channel.MAIL, purpose=Purpose.COMMUNITY,
        goal_keys=(ANSWERS_QUESTION.key,), effect_stated=0.2, arms=(CampaignArm("asked", "Asked", item.id, 1),),
        starts_at=clock.to_us(now), ends_at=clock.to_us(now + timedelta(weeks=26)),
        kind=CampaignKind.QUESTION_ROUTED, wait_minutes=60, answerers_max=2,
    )  # fmt: skip
    return _started(seed, draft)


def _note(
    seed: int, name: str, letter: str, *, segment_id: int, effect: float, period: tuple[datetime, datetime]
) -> Campaign:
    """A campaign of one short letter, with one in five left out by lot."""
    arms = (CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("note", name, _item(name, letter), 4))
    return _campaign(
        seed, name, segment_id=segment_id, goals=(BUYS_AGAIN,), effect_stated=effect, period=period, arms=arms
    )


def _item(title: str, letter: str) -> int:
    item = content.create_item(
        actor=ACTOR, title=title, topic="autumn range", purpose=Purpose.NEWS, form_factors=letters.FORM_FACTORS
    )
    for variant in letters.letters(letter):
        variant_id = content.create_variant(actor=ACTOR, item_id=item.id, content=variant)
        content.publish(actor=ACTOR, variant_id=variant_id)
    if letter == "deals":  # what the others claim wants a source still, and the home page says so
        for claim in content_queries.claims_of(item.id):
            content.back_claim(
                actor=ACTOR, item_id=item.id, text=claim.text, source=PRICE_LIST, is_verified=True, now=clock.now_us()
            )
    return item.id


def _campaign(
    seed: int,
    name: str,
    *,
    segment_id: int,
    goals: tuple[Goal, ...],
    effect_stated: float,
    period: tuple[datetime, datetime],
    arms: tuple[CampaignArm, ...],
) -> Campaign:
    draft = CampaignDraft(
        name=name,
        segment_id=segment_id,
        channel=Channel.MAIL,
        purpose=Purpose.NEWS,
        goal_keys=tuple(goal.key for goal in goals),
        effect_stated=effect_stated,
        arms=arms,
        starts_at=clock.to_us(period[0]),
        ends_at=clock.to_us(period[1]),
    )
    return _started(seed, draft)


def _started(seed: int, draft: CampaignDraft) -> Campaign:
    campaign = catalyst.create_campaign(actor=ACTOR, draft=draft, uuid=uuid5(LOTS, f"{seed}:{draft.name}"))
    return catalyst.start_campaign(actor=ACTOR, campaign_id=campaign.id, now=clock.now_us())

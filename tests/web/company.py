"""A small company for a browser to look at, made through the rooms in an install's own environment.

`python -m tests.web.company` makes people, purchases, a letter and a started campaign, and an account of the team.
"""

import os
from dataclasses import replace
from datetime import datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.web.config"

import django  # the settings must be named first

django.setup()

from ninefold.catalyst import actions as catalyst  # noqa: E402
from ninefold.catalyst.types import CampaignArm, CampaignDraft, CampaignKind  # noqa: E402
from ninefold.cli.demo.letters import letters  # noqa: E402
from ninefold.collect.types import EventName  # noqa: E402
from ninefold.content import actions as content  # noqa: E402
from ninefold.content.starters import Starter, starters  # noqa: E402
from ninefold.context import actions as context  # noqa: E402
from ninefold.context import queries as context_queries  # noqa: E402
from ninefold.credibility import actions as credibility  # noqa: E402
from ninefold.culture import actions as culture  # noqa: E402
from ninefold.culture import queries as culture_queries  # noqa: E402
from ninefold.culture.goals import BUILT_IN  # noqa: E402
from ninefold.culture.types import Channel, Community, Goal, Purpose  # noqa: E402
from ninefold.kernel import actors, clock, settings  # noqa: E402
from ninefold.kernel.users.models import User  # noqa: E402
from ninefold.pipeline import demo_note, ports  # noqa: E402
from ninefold.pipeline.demo_note import DemoNote  # noqa: E402
from tests.web.people import agrees, someone  # noqa: E402

TEAM = actors.system("test")
NAME, PASSWORD = "browser", "a password for the browser"
PEOPLE = 4


def _never_quiet() -> None:
    """Quiet hours of a minute that has passed, so that mail goes out at any hour."""
    minute = (clock.now() - timedelta(hours=2)).time().replace(second=0, microsecond=0)
    later = (datetime.combine(clock.now().date(), minute) + timedelta(minutes=1)).time()
    charter = replace(culture_queries.charter(), quiet_from=minute, quiet_until=later, postal_address="1 Test Lane")
    culture.save_charter(actor=TEAM, charter=replace(charter, attention_per_week=7.0, attention_max=7.0))


def _letter() -> int:
    item = content.create_item(actor=TEAM, title="Autumn letter", purpose=Purpose.NEWS, form_factors=("mail",))
    for variant in letters("better"):
        variant_id = content.create_variant(actor=TEAM, item_id=item.id, content=variant)
        content.publish(actor=TEAM, variant_id=variant_id)
    return item.id


def _campaign(item_id: int) -> None:
    segment = context.create_segment(
        actor=TEAM, key="everyone", name="Everyone", condition={"trait": "name", "exists": True}
    )
    draft = CampaignDraft(
        name="Autumn letter",
        segment_id=segment.id,
        channel=Channel.MAIL,
        purpose=Purpose.NEWS,
        goal_keys=("order",),
        effect_stated=0.01,
        arms=(CampaignArm("letter", "Letter", item_id, 1),),
        starts_at=clock.now_us(),
        ends_at=clock.to_us(clock.now() + timedelta(days=7)),
    )
    made = catalyst.create_campaign(actor=TEAM, draft=draft)
    catalyst.start_campaign(actor=TEAM, campaign_id=made.id, now=clock.now_us())


def _community() -> None:
    """One who knows about needles and likes to be asked; questions are put to her; the best answer waits to be sent."""
    ana = context_queries.profile_of("account", "customer-3")
    assert ana is not None
    for number in range(PEOPLE):
        agrees(number, "community")
    credibility.give_badge(actor=TEAM, profile_id=ana, topic="needles", reason="Sells them.", now=clock.now_us())
    begun = {one.key: one for one in starters()}
    routed, best = (
        _item(title, begun[key]) for title, key in (("A question for you", "routed"), ("Answer of the week", "answer"))
    )
    answers, asks = (
        next(goal.key for goal in BUILT_IN if goal.event_name == name)
        for name in (EventName.ANSWER_GIVEN, EventName.QUESTION_ASKED)
    )
    for goal in BUILT_IN:
        culture.define_goal(actor=TEAM, goal=goal)
    plan = CampaignDraft(
        name="Questions to those who know", segment_id=0, channel=Channel.MAIL, purpose=Purpose.COMMUNITY,
        goal_keys=(answers,), effect_stated=0.2, arms=(CampaignArm("asked", "Asked", routed, 1),),
        starts_at=clock.now_us(), ends_at=clock.to_us(clock.now() + timedelta(days=7)),
        kind=CampaignKind.QUESTION_ROUTED, wait_minutes=0, answerers_max=1,
    )  # fmt: skip
    made = catalyst.create_campaign(actor=TEAM, draft=plan)
    catalyst.start_campaign(actor=TEAM, campaign_id=made.id, now=clock.now_us())
    vinyl = context.create_segment(
        actor=TEAM, key="readers", name="Readers", condition={"trait": "name", "is": "Ana Souza 2"}
    )
    catalyst.create_campaign(actor=TEAM, draft=replace(
        plan, name="Answer of the week", segment_id=vinyl.id, goal_keys=(asks,), kind=CampaignKind.BROADCAST,
        arms=(CampaignArm("answer", "The answer", best, 1),), answerers_max=0,
    ))  # fmt: skip


def _item(title: str, begun: Starter) -> int:
    item = content.create_item(actor=TEAM, title=title, purpose=Purpose.COMMUNITY, form_factors=("mail",))
    variant_id = content.create_variant(actor=TEAM, item_id=item.id, content=begun.content("en", Purpose.COMMUNITY))
    content.publish(actor=TEAM, variant_id=variant_id)
    return item.id


def main() -> None:
    ports.install()
    demo_note.write(settings.current().data, DemoNote(state="done", seed=0))
    User.objects.create_superuser(username=NAME, password=PASSWORD)
    _never_quiet()
    for key in ("vinyl", "newcomer"):
        culture.save_community(actor=TEAM, community=Community(key, key.title(), f"en-x-{key}"))
    culture.define_goal(actor=TEAM, goal=Goal("order", "Orders", "Order Completed", {}, 3500, 28))
    for number in range(PEOPLE):
        someone(number, orders=3)
    _campaign(_letter())
    _community()


if __name__ == "__main__":
    main()

"""A small company for proofs: people with consent and a started campaign, made in an install's own environment.

`python -m proof.scene PEOPLE [--account] [--questions N]` sets it up through the rooms and prints the write key of its
source. Each question is about a topic of its own that three of the people know. Then everyone's attention is enough for
one contact: the letter or an invitation to answer.
"""

import os
import sys
from dataclasses import replace
from datetime import datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "ninefold.kernel.database.config"

import django  # the settings must be named first

django.setup()

from django.contrib.auth import get_user_model  # noqa: E402
from django.db import transaction  # noqa: E402

from ninefold.catalyst import actions as catalyst  # noqa: E402
from ninefold.catalyst.types import CampaignArm, CampaignDraft, CampaignKind  # noqa: E402
from ninefold.cli.demo.letters import letters  # noqa: E402
from ninefold.collect import actions as collect  # noqa: E402
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust  # noqa: E402
from ninefold.community import actions as community  # noqa: E402
from ninefold.content import actions as content  # noqa: E402
from ninefold.content.starters import starters  # noqa: E402
from ninefold.context import actions as context  # noqa: E402
from ninefold.context import queries as people_queries  # noqa: E402
from ninefold.credibility import actions as credibility  # noqa: E402
from ninefold.culture import actions as culture  # noqa: E402
from ninefold.culture import queries as culture_queries  # noqa: E402
from ninefold.culture.goals import BUILT_IN  # noqa: E402
from ninefold.culture.types import Channel, Goal, Purpose  # noqa: E402
from ninefold.kernel import actors, clock  # noqa: E402
from ninefold.pipeline import ports, project  # noqa: E402

ACTOR = actors.system("proof")
KNOWING, ASKS, HOUR_US = 3, 3, 3_600_000_000  # who knows a topic; what one person asks a day; an hour
GOAL = Goal("order", "Orders", EventName.ORDER_COMPLETED.value, {}, 100, 28)


def people(count: int) -> list[NewEvent]:
    """Identify and consent of each person."""
    now, found = clock.now_us(), []
    for number in range(count):
        who = f"proof-{number}"
        traits = {"email": f"{who}@proof.example", "first_name": "Proof", "timezone": "UTC"}
        consent = {"purpose": "news", "channel": "mail", "status": "granted", "basis": "consent", "evidence": {}}
        found += [
            NewEvent(f"i-{number}", "identify", now, user_id=who, kind=EventKind.IDENTIFY, traits=traits),
            NewEvent(f"c-{number}", EventName.CONSENT_CHANGED.value, now, user_id=who, properties=consent),
        ]
    return found


def settle() -> None:
    while project.project_events(clock.now_us()):
        pass


def campaign(item_id: int, name: str = "Proof letter") -> int:
    """A started campaign to everyone known, with one arm in twenty held out; its id."""
    segment = context.create_segment(
        actor=ACTOR, key=name.lower().replace(" ", "-"), name=name, condition={"trait": "first_name", "is": "Proof"}
    )
    now = clock.now()
    draft = CampaignDraft(
        name=name,
        segment_id=segment.id,
        channel=Channel.MAIL,
        purpose=Purpose.NEWS,
        goal_keys=(GOAL.key,),
        effect_stated=0.01,
        arms=(CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", item_id, 19)),
        starts_at=clock.to_us(now),
        ends_at=clock.to_us(now + timedelta(days=7)),
    )
    made = catalyst.create_campaign(actor=ACTOR, draft=draft)
    return catalyst.start_campaign(actor=ACTOR, campaign_id=made.id, now=clock.to_us(now)).id


def letter() -> int:
    """A published item; its id."""
    item = content.create_item(actor=ACTOR, title="Proof letter", purpose=Purpose.NEWS, form_factors=("mail",))
    variant_id = content.create_variant(actor=ACTOR, item_id=item.id, content=letters("better")[0])
    content.publish(actor=ACTOR, variant_id=variant_id)
    return item.id


def never_quiet() -> None:
    """The proof runs at any hour: quiet hours of a single minute that has just passed."""
    minute = (clock.now() - timedelta(hours=2)).time().replace(second=0, microsecond=0)
    later = (datetime.combine(clock.now().date(), minute) + timedelta(minutes=1)).time()
    charter = replace(culture_queries.charter(), quiet_from=minute, quiet_until=later)
    culture.save_charter(actor=ACTOR, charter=replace(charter, postal_address="1 Proof Lane"))


def questions(count: int) -> None:
    """Questions that wait already, who knows about each, and the started campaign that puts them."""
    now = clock.now_us()
    knowing = [f"proof-{n}" for n in range(KNOWING * count)]
    said = {"purpose": "community", "channel": "mail", "status": "granted", "basis": "consent", "evidence": {}}
    told = [NewEvent(f"q-{w}", EventName.CONSENT_CHANGED.value, now, user_id=w, properties=said) for w in knowing]
    with transaction.atomic():
        collect.record(events=told)
    settle()
    for number in range(count):
        topic = f"topic {number}"
        for who in knowing[KNOWING * number : KNOWING * (number + 1)]:
            credibility.give_badge(actor=ACTOR, profile_id=_profile(who), topic=topic, reason="Knows it.", now=now)
        asker = _profile(f"proof-{KNOWING * count + number // ASKS}")
        with transaction.atomic():
            community.ask(
                profile_id=asker, title=f"What of {topic}?", body="Who knows?", topic=topic, now=now - HOUR_US
            )
    _route(now)


def _profile(user_id: str) -> int:
    profile = people_queries.profile_of("account", user_id)
    assert profile is not None, f"{user_id} is one of those who were introduced"
    return profile


def _route(now: int) -> None:
    goal = next(one for one in BUILT_IN if one.event_name == EventName.ANSWER_GIVEN)
    culture.define_goal(actor=ACTOR, goal=goal)
    item = content.create_item(actor=ACTOR, title="A question", purpose=Purpose.COMMUNITY, form_factors=("mail",))
    begun = next(one for one in starters() if one.key == "routed").content("en", Purpose.COMMUNITY)
    content.publish(actor=ACTOR, variant_id=content.create_variant(actor=ACTOR, item_id=item.id, content=begun))
    draft = CampaignDraft(
        name="Questions", segment_id=0, channel=Channel.MAIL, purpose=Purpose.COMMUNITY, goal_keys=(goal.key,),
        effect_stated=0.2, arms=(CampaignArm("asked", "Asked", item.id, 1),), starts_at=now,
        ends_at=now + 168 * HOUR_US, kind=CampaignKind.QUESTION_ROUTED, wait_minutes=30, answerers_max=2,
    )  # fmt: skip
    catalyst.start_campaign(actor=ACTOR, campaign_id=catalyst.create_campaign(actor=ACTOR, draft=draft).id, now=now)


def main(count: int) -> None:
    ports.install()
    never_quiet()
    culture.define_goal(actor=ACTOR, goal=GOAL)
    source = collect.create_source(actor=ACTOR, name="Proof", trust=Trust.SERVER)
    events = people(count)
    for start in range(0, len(events), 5_000):
        with transaction.atomic():
            collect.record(events=events[start : start + 5_000])
    settle()
    if "--questions" in sys.argv:
        culture.save_charter(actor=ACTOR, charter=replace(culture_queries.charter(), attention_max=1.0))
        questions(int(sys.argv[sys.argv.index("--questions") + 1]))
    campaign(letter())
    if "--account" in sys.argv:
        get_user_model().objects.create_superuser("proof", "proof@proof.example", "proof")
    print(source.write_key)


if __name__ == "__main__":
    main(int(sys.argv[1]))

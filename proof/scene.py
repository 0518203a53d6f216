"""A small company for proofs: people with consent and a started campaign, made in an install's own environment.

`python -m proof.scene PEOPLE [--account]` sets it up through the rooms and prints the write key of its source.
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
from ninefold.catalyst.types import CampaignArm, CampaignDraft  # noqa: E402
from ninefold.cli.demo.letters import letters  # noqa: E402
from ninefold.collect import actions as collect  # noqa: E402
from ninefold.collect.types import EventKind, EventName, NewEvent, Trust  # noqa: E402
from ninefold.content import actions as content  # noqa: E402
from ninefold.context import actions as context  # noqa: E402
from ninefold.culture import actions as culture  # noqa: E402
from ninefold.culture import queries as culture_queries  # noqa: E402
from ninefold.culture.types import Channel, Goal, Purpose  # noqa: E402
from ninefold.kernel import actors, clock  # noqa: E402
from ninefold.pipeline import ports, project  # noqa: E402

ACTOR = actors.system("proof")
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
    campaign(letter())
    if "--account" in sys.argv:
        get_user_model().objects.create_superuser("proof", "proof@proof.example", "proof")
    print(source.write_key)


if __name__ == "__main__":
    main(int(sys.argv[1]))

"""A campaign ready to send: people with addresses and consent, a published letter, intents in the outbox."""

import smtplib
from collections.abc import Sequence
from itertools import count
from uuid import uuid4

from ninefold.catalyst import rows
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import Intent
from ninefold.content import actions as content
from ninefold.content.types import Block, BlockKind, Priority, VariantContent
from ninefold.culture.types import Channel, Purpose
from ninefold.experiments import actions as experiments
from ninefold.experiments.types import Arm
from ninefold.kernel.actors import system
from ninefold.kernel.ids import derived_id
from ninefold.kernel.settings import Settings
from tests.content.scene import installed
from tests.context.events import T0, consent, identify, take

ACTOR = system("test")
NOW = T0 + 38 * 3_600_000_000  # 16 November 2023, 12:13 UTC: nobody sleeps
DAY = 86_400_000_000
_people = count(1)


def people(number: int, *, domain: str = "example.org", is_consenting: bool = True) -> list[int]:
    """Profiles of so many known people with an address, who said yes to news by mail (or never said a word)."""
    users = [f"person-{next(_people)}" for _ in range(number)]
    profile_ids = take(identify(user, traits={"name": f"P {user}", "email": f"{user}@{domain}"}) for user in users)
    if is_consenting:
        take(consent("granted", user) for user in users)
    return profile_ids


def letter(subject: str = "New in the shop") -> VariantContent:
    blocks = (
        Block("b1", BlockKind.HEADING, Priority.ESSENTIAL, "The autumn box is here"),
        Block(
            "b2",
            BlockKind.TEXT,
            Priority.SUPPORTING,
            "Hello {{ person.first_name | default: 'there' }}, twelve records.",
        ),
        Block("b3", BlockKind.CALL_TO_ACTION, Priority.ESSENTIAL, "See the box", url="https://shop.example/box"),
    )
    return VariantContent("en", "", subject, "Twelve records", blocks)


def item(*, purpose: Purpose = Purpose.NEWS, valid_until: int = 0) -> int:
    """A published content item; its id."""
    made = content.create_item(actor=ACTOR, title="Autumn box", purpose=purpose, valid_until=valid_until)
    with installed():
        content.publish(actor=ACTOR, variant_id=content.create_variant(actor=ACTOR, item_id=made.id, content=letter()))
    return made.id


def campaign() -> CampaignRow:
    """A running campaign with its experiment, as catalyst keeps it."""
    uuid = uuid4()
    arms = [Arm("nothing", "Nothing", 1, is_holdout=True), Arm("letter", "Letter", 1, is_holdout=False)]
    experiment = experiments.create(actor=ACTOR, key=f"campaign:{uuid}", arms=arms)
    return CampaignRow.objects.create(
        uuid=uuid, name="Autumn", segment_id=1, channel="mail", purpose="news", goal_keys='["buys_again"]',
        effect_stated=0.1, arms="[]", status="running", starts_at=T0, ends_at=NOW + 9 * DAY, started_at=T0,
        value=100.0, is_open=True, experiment_id=experiment.id,
    )  # fmt: skip


def intend(
    campaign_id: int, profile_ids: Sequence[int], item_id: int, *, channel: Channel = Channel.MAIL,
    purpose: Purpose = Purpose.NEWS, expires_at: int = NOW + 9 * DAY,
) -> list[Intent]:  # fmt: skip
    """Intents due now for these profiles, in the outbox."""
    intents = [
        Intent(derived_id("campaign", campaign_id, profile_id, 0), campaign_id, profile_id, "letter", item_id,
               channel, purpose, NOW, expires_at, NOW)
        for profile_id in profile_ids
    ]  # fmt: skip
    rows.insert_intents(intents)
    return intents


def ready(number: int) -> tuple[CampaignRow, list[int]]:
    """A running campaign with so many intents due; the profiles."""
    running, profile_ids = campaign(), people(number)
    intend(running.pk, profile_ids, item())
    return running, profile_ids


def write_to(install: Settings, address: str, text: str = "unsubscribe") -> None:
    """A person's mail to an address, over the mailbox."""
    with smtplib.SMTP(install.bind, install.mailbox_port) as connection:
        connection.sendmail("ada@example.org", [address], f"Subject: {text}\r\n\r\n{text}\r\n")

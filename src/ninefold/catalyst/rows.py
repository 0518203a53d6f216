"""How campaigns, intents and decisions lie in their tables, and back."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.db import connection

from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import (
    Campaign,
    CampaignArm,
    CampaignKind,
    CampaignStatus,
    Decision,
    Intent,
    Result,
)
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from ninefold.kernel.database.bulk import insert
from ninefold.kernel.errors import NotFound
from ninefold.kernel.ids import derived_id

DECISION_KINDS = {
    "campaign_id": "int", "profile_id": "int", "arm": "text", "result": "text", "reason": "text", "sentence": "text",
    "value": "float", "stock": "float", "price": "float", "propensity": "float", "candidates": "text",
    "decided_at": "int", "intent_id": "int", "occurrence": "int",
}  # fmt: skip
INTENT_KINDS = {
    "id": "int", "campaign_id": "int", "profile_id": "int", "arm": "text", "item_id": "int", "channel": "text",
    "purpose": "text", "not_before": "int", "expires_at": "int", "created_at": "int",
    "occurrence": "int", "about": "text",
}  # fmt: skip
CANDIDACY_KINDS = {
    "campaign_id": "int", "profile_id": "int", "arm": "text", "propensity": "float", "ask_at": "int",
    "occurrence": "int", "about": "text", "expires_at": "int",
}  # fmt: skip
_TURN = derived_id("catalyst", "decide")
INTENT_COLUMNS = ", ".join(INTENT_KINDS)


def load(campaign_id: int) -> Campaign:
    """One campaign; raises NotFound."""
    row = CampaignRow.objects.filter(pk=campaign_id).first()
    if row is None:
        raise NotFound("campaign_unknown", f"There is no campaign {campaign_id}.")
    return campaign_of(row)


def campaign_of(row: CampaignRow) -> Campaign:
    return Campaign(
        id=row.pk,
        uuid=row.uuid,
        name=row.name,
        segment_id=row.segment_id,
        channel=Channel(row.channel),
        purpose=Purpose(row.purpose),
        goal_keys=msgspec.json.decode(row.goal_keys, type=tuple[str, ...]),
        effect_stated=row.effect_stated,
        arms=msgspec.json.decode(row.arms, type=tuple[CampaignArm, ...]),
        experiment_id=row.experiment_id or 0,
        status=CampaignStatus(row.status),
        starts_at=clock.us_or_0(row.starts_at),
        ends_at=clock.us_or_0(row.ends_at),
        started_at=clock.us_or_0(row.started_at),
        value=row.value,
        kind=CampaignKind(row.kind),
        wait_minutes=row.wait_minutes,
        answerers_max=row.answerers_max,
        topic=row.topic,
    )


def to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


def intent_of(row: Sequence[Any]) -> Intent:
    """An intent from INTENT_COLUMNS."""
    number, campaign_id, profile_id, arm, item_id, channel, purpose, not_before, expires_at, created_at, *rest = row
    occurrence, about = rest
    return Intent(
        id=number, campaign_id=campaign_id, profile_id=profile_id, arm=arm, item_id=item_id,
        channel=Channel(channel), purpose=Purpose(purpose),
        not_before=not_before, expires_at=expires_at, created_at=created_at, occurrence=occurrence, about=about,
    )  # fmt: skip


def decision_of(row: Sequence[Any]) -> Decision:
    """A decision from id and the columns of DECISION_KINDS."""
    *start, candidates, decided_at, intent_id, occurrence = row
    number, campaign_id, profile_id, arm, result, reason, sentence, value, stock, price, propensity = start
    return Decision(
        id=number, campaign_id=campaign_id, profile_id=profile_id, arm=arm, result=Result(result), reason=reason,
        sentence=sentence, value=value, stock=stock, price=price, propensity=propensity,
        candidates=tuple(msgspec.json.decode(candidates)), decided_at=decided_at, intent_id=intent_id,
        occurrence=occurrence,
    )  # fmt: skip


def candidate(campaign: Campaign, arm: CampaignArm) -> dict[str, Any]:
    """A tactic that competed, as a decision records it."""
    return {"campaign": campaign.id, "arm": arm.key, "item": arm.item_id, "value": campaign.value}


def arm_of(campaign: Campaign, key: str) -> CampaignArm:
    return next(arm for arm in campaign.arms if arm.key == key)


def insert_decisions(decisions: Iterable[Decision]) -> None:
    """Add decisions; their `id` is given by the database."""
    rows = [
        (each.campaign_id, each.profile_id, each.arm, each.result.value, each.reason, each.sentence, each.value,
         each.stock, each.price, each.propensity, to_json(each.candidates), each.decided_at, each.intent_id,
         each.occurrence)
        for each in decisions
    ]  # fmt: skip
    insert("catalyst_decision", DECISION_KINDS, rows)


def insert_intents(intents: Iterable[Intent]) -> None:
    rows = [
        (each.id, each.campaign_id, each.profile_id, each.arm, each.item_id, each.channel.value, each.purpose.value,
         each.not_before, each.expires_at, each.created_at, each.occurrence, each.about)
        for each in intents
    ]  # fmt: skip
    insert("catalyst_intent", INTENT_KINDS, rows)


def open_campaigns(*statuses: CampaignStatus) -> list[Campaign]:
    """Campaigns with work left for the worker, in one of these states, by id.

    Written out, as an idle worker asks it fifty times a second: to compile it would take longer than to run it.
    """
    marks = ", ".join(["%s"] * len(statuses))
    found = CampaignRow.objects.raw(
        f"SELECT * FROM catalyst_campaign WHERE is_open AND status IN ({marks}) ORDER BY id",
        [status.value for status in statuses],
    )
    return [campaign_of(row) for row in found]


def fetch(statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """All rows of one of our own statements."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def execute(statement: str, parameters: Sequence[Any]) -> None:
    """Run one of our own statements."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def take_turn() -> None:
    """Wait for other deciders, in a transaction: SQLite's write lock does so by itself."""
    if connection.vendor == "postgresql":
        execute("SELECT pg_advisory_xact_lock(%s)", [_TURN])


def for_update(what_of_locked: str = "") -> str:
    """The locking clause of a SELECT on PostgreSQL; on SQLite the transaction holds the write lock already."""
    return f" FOR UPDATE {what_of_locked}" if connection.vendor == "postgresql" else ""

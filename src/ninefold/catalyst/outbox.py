"""The outbox as channel sees it: intents that are due, handed over for good in the taker's own transaction."""

from collections.abc import Iterable
from dataclasses import replace
from heapq import nsmallest
from typing import Any

from django.db import connection

from ninefold.catalyst import rows, twins
from ninefold.catalyst.types import Campaign, CampaignStatus, Intent
from ninefold.kernel.database.bulk import among


def take(*, now: int, limit: int) -> list[Intent]:
    """Mark up to `limit` due intents as taken and return them; see actions.take_intents."""
    assert connection.in_atomic_block, "intents are taken in the transaction that keeps their deliveries"
    campaigns = _sending()
    due = _due(campaigns.values(), now=now, limit=limit, lock=rows.for_update("SKIP LOCKED"))
    if not due:
        return []
    condition, ids = among("id", [number for _, number in due])
    taken = rows.fetch(
        f"UPDATE catalyst_intent SET taken_at = %s WHERE taken_at IS NULL AND {condition}"
        f" RETURNING {rows.INTENT_COLUMNS}",
        [now, ids],
    )
    return twins.retract(_in_order(taken, campaigns), campaigns, now=now)


def peek(*, now: int, limit: int) -> list[Intent]:
    """What `take` would return, taking nothing."""
    campaigns = _sending()
    condition, ids = among("id", [number for _, number in _due(campaigns.values(), now=now, limit=limit, lock="")])
    return _in_order(
        rows.fetch(f"SELECT {rows.INTENT_COLUMNS} FROM catalyst_intent WHERE {condition}", [ids]), campaigns
    )


def _sending() -> dict[int, Campaign]:
    """A paused campaign hands nothing over; of a finished one channel ends what is left as expired."""
    found = rows.open_campaigns(CampaignStatus.STARTING, CampaignStatus.RUNNING, CampaignStatus.FINISHED)
    return {campaign.id: campaign for campaign in found}


def _due(campaigns: Iterable[Campaign], *, now: int, limit: int, lock: str) -> list[tuple[int, int]]:
    """(not_before, id) of the earliest `limit` due intents of all campaigns; each campaign's come off its own index."""
    found: list[tuple[int, int]] = []
    for campaign in campaigns:
        ends = campaign.status is CampaignStatus.FINISHED or campaign.ends_at <= now
        found += rows.fetch(
            "SELECT not_before, id FROM catalyst_intent WHERE campaign_id = %s AND taken_at IS NULL"
            " AND not_before <= %s ORDER BY not_before LIMIT %s" + lock,
            [campaign.id, _LATEST if ends else now, limit],
        )
    return nsmallest(limit, found)


_LATEST = (1 << 63) - 1


def _in_order(found: list[tuple[Any, ...]], campaigns: dict[int, Campaign]) -> list[Intent]:
    """Earliest first. A campaign finished by hand has ended: its intents expire with it."""
    intents = [rows.intent_of(row) for row in found]
    cut = [
        replace(each, expires_at=ends_at)
        if each.expires_at > (ends_at := campaigns[each.campaign_id].ends_at)
        else each
        for each in intents
    ]
    return sorted(cut, key=lambda each: (each.not_before, each.id))

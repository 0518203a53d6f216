"""The end of a campaign: who still waits is refused with the reason, then the worker may forget it."""

from typing import Any

from django.db import transaction

from ninefold.catalyst import rows, sentences
from ninefold.catalyst.models import Audience, Candidacy, Intent
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import Campaign, CampaignStatus, Decision, Reason, Result
from ninefold.kernel.database.bulk import among


def close_next(*, now: int, limit: int) -> int:
    """Refuse up to `limit` candidacies of the oldest campaign that has ended; how many, 0 when none is left."""
    for campaign in rows.open_campaigns(CampaignStatus.RUNNING, CampaignStatus.PAUSED, CampaignStatus.FINISHED):
        if campaign.ends_at <= now and (refused := _close(campaign, now=now, limit=limit)):
            return refused
    return 0


def _close(campaign: Campaign, *, now: int, limit: int) -> int:
    with transaction.atomic():
        left = rows.fetch(
            "SELECT id, profile_id, arm, propensity, occurrence FROM catalyst_candidacy WHERE campaign_id = %s"
            " ORDER BY ask_at LIMIT %s" + rows.for_update("SKIP LOCKED"),
            [campaign.id, limit],
        )
        condition, ids = among("id", [row[0] for row in left])
        rows.execute(f"DELETE FROM catalyst_candidacy WHERE {condition}", [ids])
        rows.insert_decisions(_refusal(campaign, row, now) for row in left)
        if not left:
            _finish(campaign)
    return len(left)


def _finish(campaign: Campaign) -> None:
    """Nobody waits: it is finished, and no longer open once channel has taken its last intent."""
    audience = Audience.objects.filter(pk=campaign.id).first()
    if (audience and audience.is_waiting) or Candidacy.objects.filter(campaign_id=campaign.id).exists():
        return
    row = CampaignRow.objects.filter(pk=campaign.id)
    row.exclude(status=CampaignStatus.FINISHED.value).update(status=CampaignStatus.FINISHED.value)
    if not Intent.objects.filter(campaign_id=campaign.id, taken_at=None).exists():
        row.update(is_open=False)


def _refusal(campaign: Campaign, row: tuple[Any, ...], now: int) -> Decision:
    _, profile_id, key, propensity, occurrence = row
    by_hand = campaign.status is CampaignStatus.FINISHED
    reason = Reason.CAMPAIGN_FINISHED if by_hand else Reason.CAMPAIGN_ENDED
    return Decision(
        id=0, campaign_id=campaign.id, profile_id=profile_id, arm=key, result=Result.REFUSED, reason=reason.value,
        sentence=sentences.finished(campaign) if by_hand else sentences.ended(campaign), value=campaign.value,
        stock=0.0, price=0.0, propensity=propensity,
        candidates=(rows.candidate(campaign, rows.arm_of(campaign, key)),), decided_at=now, intent_id=0,
        occurrence=occurrence,
    )  # fmt: skip

"""Writes of catalyst: the life of a campaign, and the outbox."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction

from ninefold.catalyst import audience, drafting, outbox, rows, starting
from ninefold.catalyst.errors import CampaignError, CannotStart
from ninefold.catalyst.models import Audience
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import Campaign, CampaignDraft, CampaignKind, CampaignStatus, Intent
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.experiments import actions as experiments
from ninefold.experiments.types import Arm, Experiment
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.ids import uuid7


def create_campaign(*, actor: Actor, draft: CampaignDraft, uuid: UUID | None = None) -> Campaign:
    """A new draft; raises CampaignError for what could never be right.

    Its lot is drawn with its `uuid`: give one only where the same people shall fall into the same arms each time.
    """
    actor.require(Permission.CAMPAIGN_EDIT)
    return rows.load(CampaignRow.objects.create(uuid=uuid or uuid7(), **drafting.columns(draft)).pk)


def change_campaign(*, actor: Actor, campaign_id: int, draft: CampaignDraft) -> Campaign:
    """Change a draft. What has started stays as it was started."""
    actor.require(Permission.CAMPAIGN_EDIT)
    columns = drafting.columns(draft)
    _move(campaign_id, CampaignStatus.DRAFT, refusal="Only a draft can be changed.", **columns)
    return rows.load(campaign_id)


def start_campaign(*, actor: Actor, campaign_id: int, now: int) -> Campaign:
    """Freeze the audience, begin the experiment, put the first people into arms; the worker places the rest.

    Raises CannotStart, naming all that is missing.
    """
    actor.require(Permission.CAMPAIGN_START)
    campaign = rows.load(campaign_id)
    concerns = starting.problems(campaign, now=now)
    if concerns:
        raise CannotStart(concerns[0].code, " ".join(each.message for each in concerns))
    if campaign.kind is CampaignKind.QUESTION_ROUTED:
        _begin_routing(campaign, now)
        return rows.load(campaign_id)
    people = context.members(context.segment(campaign.segment_id).condition, now=now)
    if not people:
        raise CannotStart("campaign_segment_empty", "Nobody is in the segment of this campaign today.")
    _begin(actor, campaign, people, now)
    audience.place_next(now=now)
    return rows.load(campaign_id)


def _begin_routing(campaign: Campaign, now: int) -> None:
    """Nobody is drawn: whoever is likely to answer is asked as questions come."""
    _move(
        campaign.id, CampaignStatus.DRAFT, refusal=f"“{campaign.name}” has been started already.",
        status=CampaignStatus.RUNNING.value, started_at=now, is_open=True,
        value=starting.value(campaign, culture.goals()),
    )  # fmt: skip


@transaction.atomic
def _begin(actor: Actor, campaign: Campaign, people: Sequence[int], now: int) -> None:
    _move(
        campaign.id, CampaignStatus.DRAFT, refusal=f"“{campaign.name}” has been started already.",
        status=CampaignStatus.STARTING.value, started_at=now, is_open=True,
        value=starting.value(campaign, culture.goals()),
    )  # fmt: skip
    experiment = _experiment(actor, campaign)
    experiments.start(experiment_id=experiment.id, now=now)
    CampaignRow.objects.filter(pk=campaign.id).update(experiment_id=experiment.id)
    audience.freeze(campaign.id, people, context.segment(campaign.segment_id).sentence, now=now)


def _experiment(actor: Actor, campaign: Campaign) -> Experiment:
    arms = [Arm(arm.key, arm.name, arm.weight, is_holdout=arm.item_id == 0) for arm in campaign.arms]
    return experiments.create(actor=actor, key=f"campaign:{campaign.uuid}", arms=arms)


def pause(*, actor: Actor, campaign_id: int) -> Campaign:
    """Decide nothing and hand nothing over until resumed."""
    actor.require(Permission.CAMPAIGN_START)
    _move(campaign_id, CampaignStatus.STARTING, CampaignStatus.RUNNING,
          refusal="Only a running campaign can be paused.", status=CampaignStatus.PAUSED.value)  # fmt: skip
    return rows.load(campaign_id)


def resume(*, actor: Actor, campaign_id: int) -> Campaign:
    """Go on where it was paused; nobody is drawn, decided on or contacted again."""
    actor.require(Permission.CAMPAIGN_START)
    placed = Audience.objects.filter(pk=campaign_id).values_list("cursor", "size").first() or (0, 0)
    status = CampaignStatus.STARTING if placed[0] < placed[1] else CampaignStatus.RUNNING
    _move(campaign_id, CampaignStatus.PAUSED, refusal="Only a paused campaign can be resumed.", status=status.value)
    return rows.load(campaign_id)


def finish(*, actor: Actor, campaign_id: int, now: int) -> Campaign:
    """End a campaign before its time. Who still waits is refused with that reason; what was not sent expires."""
    actor.require(Permission.CAMPAIGN_START)
    campaign = rows.load(campaign_id)
    ends_at = max(min(campaign.ends_at, now), campaign.starts_at + 1)
    _move(campaign_id, CampaignStatus.STARTING, CampaignStatus.RUNNING, CampaignStatus.PAUSED,
          refusal="Only a campaign that has started can be finished.",
          status=CampaignStatus.FINISHED.value, ends_at=ends_at)  # fmt: skip
    return rows.load(campaign_id)


def _move(campaign_id: int, *begin: CampaignStatus, refusal: str, **to: object) -> None:
    """Change a campaign only while it stands in one of `begin`: of two at once, one is refused."""
    moved = CampaignRow.objects.filter(pk=campaign_id, status__in=[each.value for each in begin]).update(**to)
    if not moved:
        rows.load(campaign_id)
        raise CampaignError("campaign_status", refusal)


def take_intents(*, now: int, limit: int) -> list[Intent]:
    """Hand over up to `limit` due intents, earliest first, each exactly once. Joins the caller's transaction.

    The caller (channel) inserts its deliveries, unique by intent id, in that same transaction: both stand or neither.
    On PostgreSQL, takers skip what others hold. Intents of paused campaigns stay. What has expired
    (`expires_at` <= now) is handed over too, so that its delivery can end as refused with that reason. When a
    person was really contacted, channel says so to `experiments.actions.expose` with the campaign's experiment.
    """
    return outbox.take(now=now, limit=limit)

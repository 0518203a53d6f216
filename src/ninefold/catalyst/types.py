"""What crosses catalyst's door."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from ninefold.culture.types import Channel, Purpose


class CampaignStatus(StrEnum):
    """How a campaign stands. STARTING: its audience is frozen and being put into arms, chunk by chunk."""

    DRAFT = "draft"
    STARTING = "starting"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class CampaignArm:
    """One arm of a campaign: what it sends (item 0: nothing, the holdout) and its share."""

    key: str
    name: str
    item_id: int
    weight: int


@dataclass(frozen=True, slots=True)
class CampaignDraft:
    """A campaign as planned: segment + content + goals. It may lack what only a start needs.

    `effect_stated` is the expected gain in the rate of the first goal, entered by hand, from 0 to 1. Instants in
    microseconds; `starts_at` 0 means as soon as it is started.
    """

    name: str
    segment_id: int
    channel: Channel
    purpose: Purpose
    goal_keys: tuple[str, ...]
    effect_stated: float
    arms: tuple[CampaignArm, ...]
    starts_at: int
    ends_at: int


@dataclass(frozen=True, slots=True)
class Campaign(CampaignDraft):
    """A campaign as it stands. `experiment_id` and `started_at` (us) are 0 before the start.

    Its worth per contact, `value` = value of the first goal x effect_stated, in the smallest unit, is frozen there.
    """

    id: int
    uuid: UUID
    experiment_id: int
    status: CampaignStatus
    started_at: int
    value: float


@dataclass(frozen=True, slots=True)
class Concern:
    """Something that stands against starting a campaign, or that a start is warned of."""

    code: str
    message: str


class Result(StrEnum):
    """What was decided for one person."""

    INTENDED = "intended"
    HELD = "held"
    REFUSED = "refused"
    HELD_OUT = "held_out"


class Reason(StrEnum):
    """Why catalyst decided as it did. Cadence's own reasons stand beside these as they come."""

    BY_LOT = "by_lot"
    NO_CONSENT = "no_consent"
    NO_ADDRESS = "no_address"
    SAME_PERSON = "same_person"
    CAMPAIGN_ENDED = "campaign_ended"
    CAMPAIGN_FINISHED = "campaign_finished"


@dataclass(frozen=True, slots=True)
class Decision:
    """One recorded decision: why this person was, or was not, contacted by this campaign.

    `candidates` are the tactics that competed for the person: campaign, arm, item and value of each.
    `propensity` is the probability with which the lot gave this arm.
    """

    id: int
    campaign_id: int
    profile_id: int
    arm: str
    result: Result
    reason: str
    sentence: str
    value: float
    stock: float
    price: float
    propensity: float
    candidates: tuple[dict[str, Any], ...]
    decided_at: int
    intent_id: int


@dataclass(frozen=True, slots=True)
class Intent:
    """What the outbox holds: contact this person with this item over this channel. Instants in microseconds."""

    id: int
    campaign_id: int
    profile_id: int
    arm: str
    item_id: int
    channel: Channel
    purpose: Purpose
    not_before: int
    expires_at: int
    created_at: int

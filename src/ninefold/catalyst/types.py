"""What crosses catalyst's door."""

from dataclasses import dataclass, field
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


class CampaignKind(StrEnum):
    """What sets a campaign off: its start, for everyone of a segment at once; or each question that waits."""

    BROADCAST = "broadcast"
    QUESTION_ROUTED = "question_routed"


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
    microseconds; `starts_at` 0 means as soon as it is started. One that routes questions has no segment (0): it asks
    up to `answerers_max` people about each question, of `topic` or ("") any, that waited `wait_minutes` for an answer.
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
    kind: CampaignKind = field(default=CampaignKind.BROADCAST, kw_only=True)
    wait_minutes: int = field(default=0, kw_only=True)
    answerers_max: int = field(default=0, kw_only=True)
    topic: str = field(default="", kw_only=True)


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
    OPEN_INVITATION = "open_invitation"
    ANSWERED_ALREADY = "answered_already"
    QUESTION_GONE = "question_gone"
    BARRED = "barred"


@dataclass(frozen=True, slots=True)
class Decision:
    """One recorded decision: why this person was, or was not, contacted by this campaign (about this occurrence).

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
    occurrence: int = 0


@dataclass(frozen=True, slots=True)
class Intent:
    """What the outbox holds: contact this person with this item over this channel. Instants in microseconds.

    `occurrence` is what set it off, 0 for a broadcast; `about` is the key of the question that the message is about.
    """

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
    occurrence: int = 0
    about: str = ""


@dataclass(frozen=True, slots=True)
class Routing:
    """A question that was put to likely answerers. `outcome` is "" while it waits. Instants in us, 0 for not yet."""

    campaign_id: int
    question_id: int
    question: str
    asked_at: int
    routed_at: int
    settled_at: int
    outcome: str

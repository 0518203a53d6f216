"""What crosses channel's door."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.culture.types import Channel

CARRIED = (Channel.MAIL,)  # the channels that something here sends on


class DeliveryStatus(StrEnum):
    """How a delivery stands. The last four are ends; `unknown` is shown and never resent blindly."""

    LEASED = "leased"
    HANDING_OVER = "handing_over"
    DELIVERED = "delivered"
    REFUSED = "refused"
    FAILED = "failed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery of one intent. `reason` says in words why it ended so. Instants in microseconds, 0 for not yet.

    `opened_at`, `clicked_at` and `replied_at` are the first by a person; the `…_by_bot_at` ones the first by a machine.
    """

    id: int
    intent_id: int
    campaign_id: int
    profile_id: int
    channel: Channel
    address: str
    status: DeliveryStatus
    reason: str
    variant_id: int
    tag: str
    subject: str
    created_at: int
    ended_at: int
    opened_at: int
    clicked_at: int
    replied_at: int
    opened_by_bot_at: int = 0
    clicked_by_bot_at: int = 0


@dataclass(frozen=True, slots=True)
class Counts:
    """Deliveries of one arm of a campaign in numbers; `opened` and `clicked` by people, bots apart."""

    arm: str
    by_status: dict[DeliveryStatus, int]
    opened: int
    clicked: int
    replied: int
    opened_by_bots_alone: int
    clicked_by_bots_alone: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a person wrote back; `is_automatic` marks absence notes and the like. Instant in microseconds."""

    id: int
    delivery_id: int
    profile_id: int
    subject: str
    text: str
    is_automatic: bool
    received_at: int


class ServiceKind(StrEnum):
    """What a service message is for. Each kind is declared here: it needs no consent and spends no attention."""

    JOIN = "join"  # a one-time link to sign in, asked for with this address
    RECEIPT = "receipt"  # what was bought, redeemed or given back
    ACCESS = "access"  # access that was granted or taken back
    CONFIRM = "confirm"  # a one-time link to confirm what was posted on a sign-up form
    ANSWERED = "answered"  # that one's own question in the community has an answer; each can end them
    EXPERT = "expert"  # the team asks somebody who agreed to be asked; each can end them; a reply is their answer
    EXPERT_TOLD = "expert told"  # what became of what an expert answered
    TEAM = "team"  # a member of the team: a draft wants their word, or theirs was decided
    RIGHTS = "rights"  # a one-time link to one's own data


@dataclass(frozen=True, slots=True)
class ServiceMessage:
    """One service message. `reason` says in words why it ended so. Instants in microseconds, 0 for not yet."""

    id: int
    kind: ServiceKind
    profile_id: int
    address: str
    subject: str
    status: DeliveryStatus
    reason: str
    created_at: int
    ended_at: int


@dataclass(frozen=True, slots=True)
class Silence:
    """A relay that does not answer since an instant (us), why, and how many messages wait for it."""

    relay: str
    since: int
    reason: str
    waiting: int

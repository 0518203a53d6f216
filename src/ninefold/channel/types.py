"""What crosses channel's door."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.culture.types import Channel


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
    """One delivery of one intent. `reason` says in words why it ended so. Instants in microseconds, 0 for not yet."""

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

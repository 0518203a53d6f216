"""What crosses cadence's door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ninefold.culture.types import Channel

_WAYS = {
    Channel.MAIL: "wrote by mail", Channel.SMS: "sent a text message", Channel.PUSH: "sent a push message",
    Channel.WEB: "showed a card", Channel.SOCIAL: "posted to them",
}  # fmt: skip
assert set(_WAYS) == set(Channel)


class Outcome(StrEnum):
    ADMITTED = "admitted"
    HELD = "held"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AttentionRequest:
    """One tactic asking for a person's attention. `key` is the intent id; `expires_at` the last useful instant (us)."""

    key: int
    person_id: int
    profile_ids: tuple[int, ...]
    channel: Channel
    value: float
    zone: str
    expires_at: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What cadence says to a request, with its reason as a code and as a sentence.

    ADMITTED has `not_before` (us, end of quiet hours or now); HELD has `until` (us), when to ask again.
    `stock` is what the person had before, `price` what the channel costs.
    """

    key: int
    outcome: Outcome
    reason: str
    sentence: str
    not_before: int
    until: int
    stock: float
    price: float


@dataclass(frozen=True, slots=True)
class Pace:
    """A person's own pace: at most `per_week` contacts (None: as the charter promises), and since when and where they
    said so. `days` are those of the week on which they want to hear, Monday 0; () for any. A channel may have its
    own."""

    per_week: float | None
    chosen_at: int
    source: str
    days: tuple[int, ...] = ()
    by_channel: Mapping[Channel, tuple[int, ...]] = field(default_factory=dict)

    def days_by(self, channel: Channel) -> tuple[int, ...]:
        """The days that hold for a channel; () for any."""
        return self.by_channel.get(channel) or self.days


@dataclass(frozen=True, slots=True)
class Stock:
    """A person's attention now: level, what refills per week, the most it holds, own pace if any."""

    level: float
    per_week: float
    maximum: float
    pace: Pace | None


@dataclass(frozen=True, slots=True)
class Spend:
    """Attention spent on one contact: `key` is the intent id, `spent_at` when it was decided, `contact_at` its time.

    `sender` is who made it outside Ninefold, "" where it is ours, and `kind` what it was in their words.
    """

    key: int
    profile_id: int
    channel: Channel
    price: float
    spent_at: int
    contact_at: int
    sender: str = ""
    kind: str = ""

    @property
    def words(self) -> str:
        """Such as `Billing wrote by mail (invoice)`."""
        return f"{self.sender or 'We'} {_WAYS[self.channel]}{f' ({self.kind})' if self.kind else ''}"

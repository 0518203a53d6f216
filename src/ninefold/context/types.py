"""What crosses context's door."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ninefold.culture.types import Channel, Purpose


class ConsentStatus(StrEnum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Consent:
    """The newest word of a person on one purpose and channel, with its evidence. Instants in microseconds."""

    purpose: Purpose
    channel: Channel
    status: ConsentStatus
    basis: str
    evidence: dict[str, Any]
    occurred_at: int


@dataclass(frozen=True, slots=True)
class Activity:
    """How often a person did something: count, sum of revenue in the smallest unit, first and last time (us)."""

    name: str
    count: int
    sum_minor: int
    first_at: int
    last_at: int


@dataclass(frozen=True, slots=True)
class Identifier:
    """An address or id of a profile: kind is email, phone, push, account or anonymous."""

    kind: str
    value: str
    profile_id: int
    first_seen_at: int


@dataclass(frozen=True, slots=True)
class Person:
    """All that other rooms may know of a person at once.

    `id` is the smallest profile id of the component: it changes at a merge, so rooms store profile ids and
    ask. `tag` is the BCP 47 tag the person reads, most specific first wish (`en-x-vinyl`); `zone` an IANA name
    or "" when unknown. Traits are newest-by-event-time across profiles.
    """

    id: int
    profile_ids: tuple[int, ...]
    name: str
    traits: dict[str, Any]
    identifiers: tuple[Identifier, ...]
    tag: str
    zone: str
    known_since: int
    is_known: bool

    def address(self, kind: str) -> str:
        """The newest identifier of a kind, or ""."""
        found = [i for i in self.identifiers if i.kind == kind]
        return max(found, key=lambda i: (i.first_seen_at, i.value)).value if found else ""


@dataclass(frozen=True, slots=True)
class Join:
    """Why two profiles are one person: the evidence and the event it came from; `refused` says why it did not join."""

    left: Identifier
    right: Identifier
    evidence: str
    occurred_at: int
    event_message_id: str
    refused: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A named condition, stored as data; `sentence` reads it in English."""

    id: int
    key: str
    name: str
    condition: dict[str, Any]
    sentence: str

"""What crosses context's door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ninefold.collect.types import OF_ADDRESS
from ninefold.culture.types import Channel, Purpose

_SAID = {
    "identify": "an identify named both",
    "alias": "an alias said so",
    "login": "one event named both",
    "email": "both have the email address",
    "phone": "both have the phone number",
}
_ADDRESSES = frozenset({"email", "phone", "push"})


class ConsentStatus(StrEnum):
    GRANTED = "granted"
    WITHDRAWN = "withdrawn"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Consent:
    """A person's word on one purpose and channel, with its evidence. Instants in microseconds.

    `refused` says why the word does not count (a browser's word about a known person), "" when it does.
    """

    purpose: Purpose
    channel: Channel
    status: ConsentStatus
    basis: str
    evidence: dict[str, Any]
    occurred_at: int
    source: str = ""
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """How often a person did something: count, first and last time (us), and the revenue it brought.

    `money` is in the smallest unit by currency; "" is the currency of events that named none.
    """

    name: str
    count: int
    first_at: int
    last_at: int
    money: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An address or id of a profile: kind is email, phone, push, account, anonymous or claimed (see `identity`), or the
    key of a kind of the company's own.
    """

    kind: str
    value: str
    profile_id: int
    first_seen_at: int
    last_seen_at: int = 0

    @property
    def is_of_list(self) -> bool:
        """Whether it stands for whom an imported list names by an address or a number alone."""
        return self.kind == "anonymous" and self.value.startswith(OF_ADDRESS)

    @property
    def words(self) -> str:
        """The identifier in a sentence: "account u1", "device 3f…", or the address itself."""
        if self.kind in _ADDRESSES:
            return self.value
        if self.is_of_list:
            return "an imported list"
        kinds = {"anonymous": "device", "claimed": "claimed account"}
        return f"{kinds.get(self.kind, self.kind.replace('_', ' '))} {self.value}"


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

    @property
    def is_listed(self) -> bool:
        """Whether a list that was imported names them, by a mail address or a telephone number."""
        return any(one.is_of_list for one in self.identifiers)

    def address(self, kind: str) -> str:
        """The identifier of a kind that was seen last, or ""."""
        found = [i for i in self.identifiers if i.kind == kind]
        return max(found, key=freshness).value if found else ""


def freshness(identifier: Identifier) -> tuple[int, str, str]:
    """The order in which a person's addresses of a kind are preferred: the one that was seen last."""
    return max(identifier.first_seen_at, identifier.last_seen_at), identifier.value.lower(), identifier.value


@dataclass(frozen=True, slots=True)
class Join:
    """Why two profiles are one person: the evidence and the event it came from; `refused` says why it did not join.

    `address` is what both have, where that is the evidence; there is no event then. `is_proved` says that a server of
    the company's verified it.
    """

    left: Identifier
    right: Identifier
    evidence: str
    occurred_at: int
    event_message_id: str
    refused: str
    address: str = ""
    is_proved: bool = False

    @property
    def words(self) -> str:
        """What said that the two are one person."""
        own = f"both have the {self.evidence.replace('_', ' ')}"
        proof = ", which your server says it verified" if self.is_proved else ""
        return f"{_SAID.get(self.evidence, own)} {self.address}".strip() + proof


@dataclass(frozen=True, slots=True)
class Ruling:
    """A reviewer's word that two profiles are one person (`allowed`) or are not; it holds until undone."""

    id: int
    left: Identifier
    right: Identifier
    allowed: bool
    reason: str
    decided_by: str
    decided_at: int
    undone_by: str
    undone_at: int


@dataclass(frozen=True, slots=True)
class Example:
    """People (id and name) who would be joined or, as they are one now, split; and what they have in common, or ""."""

    people: tuple[tuple[int, str], ...]
    why: str


@dataclass(frozen=True, slots=True)
class Drafted:
    """Rules of identity that do not hold yet, and how many people they would join or split, into how many.

    `share` is how much of it is worked out, 0 to 1; until `is_ready` the numbers are those so far.
    """

    changes: tuple[str, ...]
    reason: str
    made_by: str
    made_at: int
    is_ready: bool
    share: float
    joining: int
    joined_into: int
    splitting: int
    split_into: int
    joins: tuple[Example, ...]
    splits: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class RulesVersion:
    """A change of the rules of identity, and how many profiles have another person by it; `base` held before."""

    number: int
    changes: tuple[str, ...]
    reason: str
    made_by: str
    made_at: int
    moved: int
    share: float
    is_under_way: bool
    base: int


@dataclass(frozen=True, slots=True)
class Regrouping:
    """That a change of the rules gave a profile to another person: whose it was, whose it was then, why, by whom."""

    profile_id: int
    person_before: int
    person_after: int
    reason: str
    made_by: str
    made_at: int


class CandidateWord(StrEnum):
    """What the team says of two people who may be one."""

    SAME = "same"
    TWO = "two"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of two people, and what it adds to the weight that they are one (below 0: takes from it)."""

    label: str
    left: str
    right: str
    weight: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two people who may be one. `weight` is the logarithm to 2 of how much likelier that is than not."""

    id: int
    left: Person
    right: Person
    weight: float
    comparisons: tuple[Comparison, ...]

    @property
    def likelihood(self) -> float:
        """Between 0 and 1, as the model believes."""
        return float(1 / (1 + 2 ** -max(-50.0, min(50.0, self.weight))))


@dataclass(frozen=True, slots=True)
class Linkage:
    """When people were last compared with each other (us), how many, and how many pairs were found."""

    finished_at: int
    people: int
    found: int


@dataclass(frozen=True, slots=True)
class LinkedField:
    """What people are compared by, and the names of the traits that tell it."""

    label: str
    traits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TraitWord:
    """Where a trait's value comes from: the event, its source and when. `is_current` is what holds for the person."""

    name: str
    value: Any
    profile_id: int
    occurred_at: int
    message_id: str
    source_id: int
    is_verified: bool
    is_current: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A group that people belong to: its id, how it is called, its kind in the sender's word ("" for none said), how
    many people are in it, and when it was first heard of (us).
    """

    id: int
    key: str
    name: str
    kind: str
    people: int
    first_at: int


@dataclass(frozen=True, slots=True)
class GroupLeaving:
    """That a person left a group (us): told by a source, or done by someone of the team (their key, else "")."""

    group_id: int
    person_id: int
    left_at: int
    source_id: int
    removed_by: str


@dataclass(frozen=True, slots=True)
class GroupStay:
    """A group that a person was named with, first and last (us), whether they are in it, and when they left it."""

    group: Group
    first_at: int
    last_at: int
    is_in: bool
    leavings: tuple[GroupLeaving, ...]


@dataclass(frozen=True, slots=True)
class GroupTrait:
    """What is told of a group, since when (us), and by which source."""

    name: str
    value: Any
    occurred_at: int
    source_id: int
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Money:
    """Recency, frequency, money of a person: last order (us), orders, their revenue as `Activity.money`."""

    last_at: int
    orders: int
    sums: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A named condition, stored as data; `sentence` reads it in English."""

    id: int
    key: str
    name: str
    condition: dict[str, Any]
    sentence: str


@dataclass(frozen=True, slots=True)
class Audit:
    """What holding a segment against the lake found: when (us), how many were kept and meant, missing and too many."""

    audited_at: int
    kept: int
    meant: int
    missing: int
    surplus: int

    @property
    def agrees(self) -> bool:
        return not (self.missing or self.surplus)


@dataclass(frozen=True, slots=True)
class Erasure:
    """An erasure: its number, who asked when, the step it is at, what each step found, when it was finished (0: not).

    `counts` is step to place to how many; `profile_ids` is empty once it is finished. Of a step that goes piece by
    piece, `place` of `last` events are done.
    """

    key: str
    asked_at: int
    asked_by: str
    profile_ids: tuple[int, ...]
    step: str
    counts: Mapping[str, Mapping[str, int]]
    waits_for: str
    place: int
    last: int
    finished_at: int


@dataclass(frozen=True, slots=True)
class Ask:
    """One yes that a sign-up form asks for, and the exact words that are agreed to."""

    purpose: Purpose
    channel: Channel
    wording: str

    @property
    def name(self) -> str:
        return f"{self.purpose.value}.{self.channel.value}"


@dataclass(frozen=True, slots=True)
class Asked:
    """One trait that a sign-up form asks for, and the words it asks with."""

    trait: str
    label: str


@dataclass(frozen=True, slots=True)
class FormText:
    """All that a sign-up form says and asks. `languages` are tags to choose from; fewer than two ask nothing."""

    title: str
    words: str
    asks: tuple[Ask, ...]
    traits: tuple[Asked, ...] = ()
    languages: tuple[str, ...] = ()
    asks_community: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A sign-up form as it stands: each change of its text is a new version, and old ones are kept."""

    key: str
    text: FormText
    version: int
    is_open: bool
    made_at: int


@dataclass(frozen=True, slots=True)
class Submission:
    """What was posted on a form: `ticked` names asks of the version, `site` where it was embedded, "" for its own page.

    Nothing holds before `confirmed_at` (us, 0 for not confirmed). `gpc`: the browser asked for no profiling.
    """

    id: int
    form: Form
    address: str
    ticked: tuple[str, ...]
    answers: Mapping[str, str]
    site: str
    gpc: bool
    asked_at: int
    confirmed_at: int = 0

    @property
    def asks(self) -> tuple[Ask, ...]:
        return tuple(one for one in self.form.text.asks if one.name in self.ticked)


@dataclass(frozen=True, slots=True)
class FormCount:
    """How often a form was posted, and how many of these wait or were confirmed."""

    pending: int = 0
    confirmed: int = 0


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing goes out now: the move from another tool that holds it, and the step that it is at."""

    key: str
    tool: str
    step: str


@dataclass(frozen=True, slots=True)
class Moving:
    """A move from another tool: what was asked for, how far it is, what it found. Instants in microseconds, 0 for none.

    `problem` says why it does not go on, "" where it does. `lifted_why` is the reason of who let its hold pass, ""
    where the suppressions matched.
    """

    key: str
    tool: str
    asked: Mapping[str, Any]
    asked_by: str
    asked_at: int
    step: str
    report: Mapping[str, Any]
    problem: str = ""
    finished_at: int = 0
    lifted_at: int = 0
    lifted_by: str = ""
    lifted_why: str = ""

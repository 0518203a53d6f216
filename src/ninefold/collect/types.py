"""What crosses collect's door."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import Any, Literal, NamedTuple

import msgspec

MACHINE = "machine"  # in the context of an event over a mailed link: why it is no person's deed
OF_ADDRESS = "listed:"  # how the anonymous id begins of whom a list knows by an address or a number alone


class EventKind(StrEnum):
    """The six calls of the Segment tracking API."""

    IDENTIFY = "identify"
    TRACK = "track"
    PAGE = "page"
    SCREEN = "screen"
    GROUP = "group"
    ALIAS = "alias"


SAID_BY, USER_TOKEN = "said_by", "user token"  # the mark on the evidence of a word that a browser's token raised


class Trust(IntEnum):
    """How far what an event says can be believed. Browser keys are public: what they send changes no known person.

    SIGNED stands below all: a token of the customer's server proves whose event it is, and nothing of what it says.
    So whoever asks for more than BROWSER's word does not take it, and only identity looks at it.
    """

    SIGNED = -1
    BROWSER = 0
    LINK = 1
    IMPORT = 2
    SERVER = 3
    SYSTEM = 4


class Event(msgspec.Struct, frozen=True):  # a dataclass takes ten times as long to make, and all pass through here
    """One event, projected once. `id` is its number in the log (gapless, the lake's order).

    Instants are microseconds since 1970 UTC. `profile_id` is context's id of the identity it belongs to.
    """

    id: int
    message_id: str
    kind: EventKind
    name: str
    user_id: str
    anonymous_id: str
    other_id: str  # previousId of an alias, groupId of a group
    properties: dict[str, Any]
    traits: dict[str, Any]
    context: dict[str, Any]
    occurred_at: int
    received_at: int
    source_id: int
    trust: Trust
    profile_id: int
    is_bot: bool = False


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event that a room records in its own transaction. Give `profile_id`, or `user_id`/`anonymous_id`.

    `message_id` must depend on the cause alone, so that recording twice counts once.
    """

    message_id: str
    name: str
    occurred_at: int
    profile_id: int = 0
    user_id: str = ""
    anonymous_id: str = ""
    kind: EventKind = EventKind.TRACK
    properties: dict[str, Any] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)
    trust: Trust = Trust.SYSTEM


class Told(NamedTuple):
    """Of one event: whom it is about, what it counts as ("" for nothing), the names of the traits it gives."""

    profile_id: int
    name: str
    traits: frozenset[str]


class EventName(StrEnum):
    """The names of events that Ninefold itself gives a meaning. All others are the company's own."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> "EventName":
        """A name with the meaning that the documentation's page of events shows."""
        made = str.__new__(cls, value)
        made._value_ = value
        made.meaning = meaning
        return made

    ORDER_COMPLETED = (
        "Order Completed",
        "A purchase: `revenue` (0 or more), `currency` (ISO 4217), `quantity`. Earns points.",
    )
    ORDER_REFUNDED = (
        "Order Refunded",
        "A purchase came back: `order_id`; `revenue` says how much of it, all without; `refund_id`. Takes points back.",
    )
    ORDER_CANCELLED = "Order Cancelled", "A purchase came to nothing: `order_id`. Takes points back."
    CONSENT_CHANGED = "Consent Changed", "A yes or no: `purpose`, `channel`, `status` (granted, withdrawn), `evidence`."
    PACE_CHOSEN = (
        "Pace Chosen",
        "A person's own pace: `per_week`, at most so many in seven days; null: as promised; `days`, `days_by_channel`.",
    )
    FORM_SUBMITTED = (
        "Form Submitted",
        "A person confirmed a sign-up form: `form` (its key), `version`, `agreed` (such as `news.mail`), `site`.",
    )
    MESSAGE_DELIVERED = (
        "Message Delivered",
        "The far side took a message: `channel`, `purpose`; its `topic`, the `currencies` it showed.",
    )
    MESSAGE_REFUSED = "Message Refused", "The far side refused a message, or bounced it later."
    MESSAGE_OPENED = "Message Opened", "A message's pixel was fetched. Never a goal."
    LINK_CLICKED = "Link Clicked", "A mailed link was followed. Never a goal."
    MESSAGE_REPLIED = "Message Replied", "A person answered a message."
    CONTACT_MADE = (
        "Contact Made",
        "An outside sender contacted a person: `channel`, `sender`, `kind`. It spends attention as ours do.",
    )
    OUTCOME_REPORTED = (
        "Outcome Reported",
        "What an outside sender tells of a contact: `outcome`, `sender`, `campaign`. No holdout: association.",
    )
    POLL_ANSWERED = "Poll Answered", "A person chose an option of a poll: `poll`, `option`."
    QUESTION_ASKED = "Question Asked", "A person asked the community: `question`, `title`, `body`, `topic`."
    QUESTION_ROUTED = (
        "Question Routed",
        "A question that waited was put to likely answerers: `question`, `topic`, `campaign_id`, `asked` (how many).",
    )
    ANSWER_GIVEN = "Answer Given", "A person answered a question: `answer`, `question`, `body`."
    ANSWER_VOTED = (
        "Answer Voted",
        "A person said whether an answer helped: `answer`, `rating` (yes, somewhat, no) or `helpful`, `reasons`.",
    )
    ANSWER_ACCEPTED = "Answer Accepted", "Who asked took an answer as the one that helped: `answer`."
    ACCEPTANCE_WITHDRAWN = (
        "Acceptance Withdrawn",
        "Who asked took another answer in the place of this one: `answer`.",
    )
    ANSWER_HIDDEN = "Answer Hidden", "Moderators hid an answer, told of who gave it: `answer`, `question`."
    EXPERT_REPLIED = (
        "Expert Replied",
        "An expert answered by mail what the team asked: `service_id` (of the mail that asked), `text`.",
    )
    EXPERTISE_GIVEN = (
        "Expertise Given",
        "What a known expert said was published: `request`, `topic`, `as` (item, posted, comment). Earns by rule",
    )
    REWARD_REDEEMED = (
        "Reward Redeemed",
        "A person took a reward: `reward`, `kind` (code, access), `currency`, `amount`, `offer`, `campaign_id`.",
    )
    REWARD_REVOKED = (
        "Reward Revoked",
        "A reward was taken back: `reward`, `kind`, `currency`, `amount` (that went back), `offer`, `campaign_id`.",
    )
    DATA_EXPORTED = "Data Exported", "All that is known of a person was handed out as a file: `by`."
    PERSON_PREVIEWED = (
        "Person Previewed",
        "Somebody of the team looked at content as this person would get it: `item` (its title), `by`.",
    )
    COMMUNITY_JOINED = (
        "Community Joined",
        "A person proved their address and joined the site: `name`; or one of the communities: `community` (its key).",
    )
    COMMUNITY_LEFT = "Community Left", "A person left one of the communities: `community` (its key)."
    RELATIONSHIP_DELETED = (
        "Relationship Deleted",
        "A person is no longer in a group: `objectId` (the id that `group` calls name). The team's says `by` whom.",
    )
    ANSWER_FOUND_HELPFUL = (
        "Answer Found Helpful",
        "Enough people found an answer helpful, once an answer, told of who gave it: `answer`, `question`.",
    )
    POST_FLAGGED = "Post Flagged", "A person asked the moderators to look at a post: `post`, `kind`, `reason`."
    POINTS_EARNED = "Points Earned", "The ledger credited a person's wallet."
    GOAL_REACHED = "Goal Reached", "A goal of the charter was reached."
    SEGMENT_ENTERED = "Segment Entered", "A person came to meet a segment's condition: `segment` (its key), `name`."
    SEGMENT_LEFT = "Segment Left", "A person ceased to meet a segment's condition: `segment` (its key), `name`."


@dataclass(frozen=True, slots=True)
class Source:
    """Where events come from. `write_key` is what its SDKs send; `trust` is BROWSER or SERVER.

    `calls` are those it may make (none: all), `events_per_second` its pace (0: as it comes). One with a `secret` takes
    webhooks signed with it alone, at an address with its write key; `person_field` is where these name the person.
    Until `previous_until` (us, 0: not now) the key or secret before the present one is good too. It `keeps_ip` where
    the addresses in its events may be kept; where somebody refuses one of `consent_categories` (none: those that mean
    measuring), their event is kept out.
    """

    id: int
    name: str
    write_key: str
    trust: Trust
    calls: frozenset[EventKind] = frozenset()
    events_per_second: int = 0
    secret: str = ""
    person_field: str = ""
    previous_until: int = 0
    keeps_ip: bool = False
    consent_categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An event that could not be counted: why, and as it came (`body` is its JSON). Instants in microseconds."""

    id: int
    code: str
    reason: str
    path: str
    body: str
    source_id: int
    received_at: int
    quarantined_at: int
    is_mendable: bool = False


@dataclass(frozen=True, slots=True)
class Replay:
    """A replay of all that was in quarantine for a reason ("" for any): of `total` rows, `done` were read and gave
    `recorded` events; the others keep their reason of today. `finished_at` is 0 while it is under way."""

    id: int
    code: str
    asked_by: str
    asked_at: int
    total: int
    done: int
    recorded: int
    finished_at: int

    @property
    def held(self) -> int:
        """Rows read that gave no event: they are still wrong, or were counted before."""
        return max(self.done - self.recorded, 0)


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import has done in all, earlier runs of the same file included: `recorded_before` is their part.
    `is_done` is False where its time was over first; `said_no` counts the lines that say no to being written to.

    Every line with an event is recorded or refused; headers and empty lines are neither.
    """

    recorded: int
    refused: int
    recorded_before: int = 0
    is_done: bool = True
    said_no: int = 0

    @property
    def lines(self) -> int:
        return self.recorded + self.refused


@dataclass(frozen=True, slots=True)
class Answers:
    """How many cells of a column say yes, no, nothing, or what is neither."""

    yes: int
    no: int
    empty: int
    neither: int


@dataclass(frozen=True, slots=True)
class Dates:
    """How the dates of a column are read: which part comes first ("day", "month", "" where cells differ), whether a
    cell settles it, and one to show.
    """

    order: Literal["", "day", "month"]
    is_sure: bool
    sample: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A kept file of people or events: its columns, its first rows, how many there are, what the columns seem to mean.

    `answers` counts what stands in the column that seems to say who agreed. Messages that another collector kept say by
    themselves what they mean. `times` are the columns with dates of which one must say whether the day or the month
    comes first, `marks` what stands before the decimals of a column; `is_mended` files came from us, to be mended.
    """

    key: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    count: int
    guesses: dict[str, str]
    answers: dict[str, Answers]
    are_messages: bool = False
    times: dict[str, Dates] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    is_mended: bool = False


@dataclass(frozen=True, slots=True)
class TriedEvent:
    """An event as it would be recorded: its name, whose it is, when (us), its properties and traits."""

    name: str
    who: str
    occurred_at: int
    said: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tried:
    """How the first lines of a kept file are read: the first events, and of those lines that are refused why, each with
    how many; `lines` is how many were read.
    """

    lines: int
    events: tuple[TriedEvent, ...]
    refused: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class UploadState:
    """How far the import of a kept file has come; `is_done` with its last line. `said_no` is how many said no in it to
    being written to; `problem` why it cannot be imported, "" where it can.

    `last_id` is the newest record that waited for the worker then: once those up to it are gone, all is learnt.
    """

    recorded: int
    refused: int
    lines_done: int
    lines: int
    is_done: bool
    last_id: int = 0
    said_no: int = 0
    problem: str = ""


class What(StrEnum):
    """How an event deviates from the tracking plan. The values are the codes of its quarantine, too."""

    UNKNOWN_EVENT = "plan_unknown_event"
    UNKNOWN_PROPERTY = "plan_unknown_property"
    WRONG_TYPE = "plan_wrong_type"
    MISSING = "plan_property_missing"


@dataclass(frozen=True, slots=True, order=True)
class Deviation:
    """One way in which an event is not as planned; `type` is what came ("" for what did not)."""

    what: What
    event: str
    property: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """An event on its way to quarantine, with all that reading it again takes."""

    code: str
    reason: str
    path: str
    body: str
    shell: str
    fallback_id: str
    source_id: int
    trust: Trust
    received_at: int


@dataclass(frozen=True, slots=True)
class Position:
    """How far a cursor goes: `offset` messages of the row `value` are taken; 0 means none yet."""

    name: str
    value: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ErasedEvents:
    """One piece of an erasure: events up to the number `upto` of `last` are done; how many of the piece went from the
    lake, and in how many of others somebody was masked."""

    upto: int
    last: int
    gone: int
    masked: int


@dataclass(frozen=True, slots=True)
class Batch:
    """What `take` took in one go: numbered events, and what `store` must write down with them.

    `size` counts messages and records consumed, duplicates and faults included; 0 means nothing waits.
    """

    events: tuple[Event, ...]
    size: int
    duplicates: int
    faults: tuple[Fault, ...]
    positions: tuple[Position, ...]
    rows_done: tuple[tuple[int, int], ...]  # (lane, id) of intake rows of the main database that are used up
    pending_done: tuple[int, ...]
    seen: tuple[tuple[int, bytes], ...]  # (period, hash)
    held: tuple[tuple[str, int, str], ...] = ()  # (key, received at, draft as JSON) of what is judged a moment later
    held_done: tuple[int, ...] = ()
    verdicts: tuple[tuple[str, int], ...] = ()  # (why a machine, id) of what is held and was judged
    kept_out: Mapping[tuple[int, str], int] = field(default_factory=dict)  # by source and reason
    deviations: Mapping[Deviation, int] = field(default_factory=dict)  # from the tracking plan, with how often
    deviated: int = 0  # events

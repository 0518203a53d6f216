"""What crosses measure's door."""

from dataclasses import dataclass
from enum import StrEnum

from ninefold.kernel.weeks import Distinct, Tally


@dataclass(frozen=True, slots=True)
class Interval:
    """An estimate with its 95 % interval."""

    estimate: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ArmRead:
    """One arm of a read-out, analysed as assigned: people, those who reached the goal, the rate (Wilson 95 %)."""

    arm: str
    name: str
    people: int
    contacted: int
    reached: int
    rate: Interval


@dataclass(frozen=True, slots=True)
class GoalRead:
    """One goal of one campaign by arm; `differences` are arm minus holdout (Newcombe's hybrid score
    interval, 95 % for all arms together)."""

    goal_key: str
    goal_name: str
    window_days: int
    complete: bool  # whether every person's window has ended
    arms: tuple[ArmRead, ...]
    differences: tuple[tuple[str, Interval], ...]
    bots_left_out: int
    too_few: bool = False  # whether an arm is too small for its figures to be shown as findings


class C(StrEnum):
    """The nine C's, row by row of the square."""

    CULTURE = "culture"
    COMMUNITY = "community"
    CREDIBILITY = "credibility"
    CHANNEL = "channel"
    CONTENT = "content"
    CADENCE = "cadence"
    CONTEXT = "context"
    CATALYST = "catalyst"
    CURRENCY = "currency"


class Evidence(StrEnum):
    """What a figure rests on: a lot that was drawn, what was seen, or what someone said."""

    RANDOMISED = "randomised"
    OBSERVED = "observed"
    STATED = "stated"


class Unit(StrEnum):
    """How a reading is written: a share of a hundred, so many of a thousand, a difference in points, a share of
    all there is (an amount, all claims), which is no sample and has no interval."""

    SHARE = "share"
    PER_THOUSAND = "per_thousand"
    POINTS = "points"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Query:
    """A read that a measure is made of: what it gives, the function of the room, and its statement."""

    gives: str
    function: str
    statement: str


@dataclass(frozen=True, slots=True)
class Definition:
    """One measure of the scorecard in words: what is divided by what, over which time, from how many on, and how read.

    `least` different ones are needed for a figure; with fewer it says "too few". They are of `noun`, or of what stands
    `behind` those (one, several): people of contacts, for one person's many contacts are one person's.
    """

    c: C
    title: str
    words: str
    numerator: str
    denominator: str
    window: str
    least: int
    noun: str
    behind: tuple[str, str]
    bots: str
    evidence: Evidence
    unit: Unit
    simulated: str
    queries: tuple[Query, ...]

    @property
    def sampled(self) -> str:
        """What the least counts."""
        return self.behind[1] or self.noun


class Step(StrEnum):
    """What to do next about a measure."""

    MEND_PROMISE = "mend_promise"
    READ_CHARTER = "read_charter"
    ANSWER = "answer"
    ASK_COMMUNITY = "ask_community"
    SOURCE_CLAIM = "source_claim"
    READ_CONTENT = "read_content"
    ASK_CONSENT = "ask_consent"
    WRITE_VARIANT = "write_variant"
    READ_CAMPAIGN = "read_campaign"
    PLAN_CAMPAIGN = "plan_campaign"
    NAME_PEOPLE = "name_people"
    CONNECT_SOURCE = "connect_source"
    REDEEM = "redeem"
    READ_LEDGER = "read_ledger"


@dataclass(frozen=True, slots=True)
class Next:
    """The concrete next thing: which one (`id`, `name`, and `tag` or `other` beside it), and how many it touches."""

    step: Step
    id: int = 0
    name: str = ""
    other: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True)
class Point:
    """A measure in one week that ended at `until` (us); `value` is None where too little was counted to say."""

    until: int
    value: Interval | None
    count: int
    of: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A measure as read: `count` of `of` over the last `weeks_read` weeks. `value` is None where that is too few.

    `note` says what it is about where that depends on the data: a campaign and its goal, a currency.
    """

    c: C
    count: int
    of: int
    weeks_read: int
    value: Interval | None
    trend: tuple[Point, ...]
    next: Next
    note: str = ""
    held: int = 0  # what people hold of a currency: the liability
    worth_minor: int = 0  # what the company states that it is worth, in the smallest unit of `worth_money`
    worth_money: str = ""
    campaign_id: int = 0
    behind: int = 0  # how many different ones it was counted of, which the least goes by


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A promise that was not kept: to whom, at which instant (us), by which contact (0 where none), and how."""

    promise: str
    person_id: int
    at: int
    campaign_id: int
    delivery_id: int
    words: str


@dataclass(frozen=True, slots=True)
class PromiseRead:
    """One promise by week, kept of due, and the newest times it was broken."""

    key: str
    words: str
    weeks: tuple[Tally, ...]
    people: Distinct  # to whom it was due
    broken: tuple[BrokenPromise, ...]

    @property
    def kept(self) -> int:
        """How often it was kept over all weeks."""
        return sum(one.count for one in self.weeks)

    @property
    def due(self) -> int:
        """How often it was due over all weeks."""
        return sum(one.of for one in self.weeks)


@dataclass(frozen=True, slots=True)
class Judgement:
    """How the promises were kept in the twelve weeks to `until`, as it was known when they were judged (us)."""

    until: int
    judged_at: int
    promises: tuple[PromiseRead, ...]


class Origin(StrEnum):
    """What a difference between the arms can mean: an effect, a simulator's parameters, or chance alone."""

    LIVED = "lived"
    SIMULATED = "simulated"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Provenance:
    """The origin of a goal's events, and the simulator behind them in words ("" where there is none to describe)."""

    origin: Origin
    simulator: str = ""


@dataclass(frozen=True, slots=True)
class ArmCost:
    """What one arm asked of its people. `left` of `people` withdrew a consent in the first goal's window, as assigned.

    `attention` was spent on contacts (a mail is 1.0), `refused` by the reader's side, `not_known` how it ended.
    """

    arm: str
    name: str
    people: int
    attention: float
    delivered: int
    refused: int
    not_known: int
    left: int


@dataclass(frozen=True, slots=True)
class ArmContent:
    """What one arm sent: the item's title, the subject of its version for everyone where it is the same for all
    (no Liquid), its tags. Nothing: all empty."""

    arm: str
    name: str
    title: str
    subject: str
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoalFigures:
    """One goal with where what reached it comes from."""

    read: GoalRead
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of a business case as they stood at `read_at` (us)."""

    read_at: int
    people: int
    goals: tuple[GoalFigures, ...]
    costs: tuple[ArmCost, ...]
    contents: tuple[ArmContent, ...]


@dataclass(frozen=True, slots=True)
class CaseWords:
    """What someone wrote into a case. Hours and money (smallest unit) are stated; None where nobody entered them.

    `next_look` is an ISO date, "" for none.
    """

    changed: str = ""
    learnt: str = ""
    decision: str = ""
    next_look: str = ""
    hours: float | None = None
    money_minor: int | None = None


@dataclass(frozen=True, slots=True)
class BusinessCase:
    """A business case: its words and its figures; frozen (`frozen_at` in us, else 0) it keeps both."""

    campaign_id: int
    number: int  # 0 while nobody has written into it
    words: CaseWords
    figures: Figures
    frozen_by: str = ""
    frozen_at: int = 0


@dataclass(frozen=True, slots=True)
class Wait:
    """How long questions waited for their first answer: the median in hours of those answered, None for none."""

    questions: int
    answered: int
    hours: float | None


@dataclass(frozen=True, slots=True)
class RoutingRead:
    """What a campaign that routes questions brought. `answered_by_invited` counts people once a question.

    `without_invitation` are the questions of the same time that were not put to anyone.
    """

    questions: int
    invited: int
    delivered: int
    answered: int
    answered_by_invited: int
    with_invitation: Wait
    without_invitation: Wait

"""How a campaign went: decisions in sum with their reasons, deliveries, and the read-out of each goal apart."""

from dataclasses import dataclass

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, Result
from ninefold.channel import queries as channel
from ninefold.channel.types import Counts
from ninefold.experiments import queries as experiments
from ninefold.measure import queries as measure
from ninefold.measure.types import GoalRead, Origin
from ninefold.web.studio.campaigns.findings import Verdict, by_chance, findings, sentences
from ninefold.web.studio.campaigns.origin import provenance
from ninefold.web.studio.campaigns.plot import Plot, plot

SAID = {Result.INTENDED: "to send"}  # the others are called as they are
REASONS = {
    "by_lot": "left out by lot, to compare with",
    "no_consent": "has not said yes to this",
    "no_address": "has no address for this channel",
    "same_person": "is the same person as another profile, decided once",
    "campaign_ended": "the campaign's time was over",
    "campaign_finished": "the campaign was finished",
    "open_invitation": "is asked about another question already",
    "answered_already": "somebody answered the question first",
    "question_gone": "the question is not there any more",
    "barred": "may not post in the community",
    "admitted": "within their attention, at once",
    "admitted_after_quiet": "within their attention, after their quiet hours",
    "admitted_before": "decided before, for the same reason",
    "expired": "its time was over before anyone could decide",
    "no_contact_wanted": "asked for no contact at all",
    "quiet_too_long": "their quiet hours last longer than the campaign",
    "own_days": "waits for a day of theirs",
    "own_days_too_long": "no day of theirs comes before the campaign ends",
    "own_pace": "waits for their own pace",
    "own_pace_too_long": "their own pace has no room before the campaign ends",
    "attention_low": "waits until their attention has refilled",
    "outranked": "something worth more had their attention",
    "attention_too_late": "their attention refills after the campaign ends",
    "price_too_high": "costs more attention than anyone is ever asked for",
}


@dataclass(frozen=True, slots=True)
class Decided:
    """So many people of one arm were decided alike, for one reason, given in words."""

    arm: str
    result: str
    reason: str
    words: str
    people: int


@dataclass(frozen=True, slots=True)
class Sent:
    """The deliveries of one arm: how many stand how, and what people did with them, bots apart."""

    arm: str
    by_status: tuple[tuple[str, int], ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Shown:
    """One goal: its read-out, its plots and what is said of it. `simulator` describes what made the reactions."""

    read: GoalRead
    rates: Plot
    gaps: Plot
    sentences: tuple[tuple[Verdict, str], ...]
    origin: Origin
    simulator: str


@dataclass(frozen=True, slots=True)
class Course:
    """Everything that the page of a started campaign shows."""

    assigned: tuple[tuple[str, int], ...]
    decided: tuple[Decided, ...]
    waiting: int
    sent: tuple[Sent, ...]
    shown: tuple[Shown, ...]


def course_of(campaign: Campaign, *, now: int) -> Course:
    """How a started campaign stands at `now` (us)."""
    names = {arm.key: arm.name for arm in campaign.arms}
    counts = catalyst.decision_counts(campaign.id)
    decided = tuple(
        Decided(names.get(arm, arm), SAID.get(result, result.value), reason, words_of(reason), people)
        for (arm, result, reason), people in sorted(counts.items(), key=_by_arm_and_size(campaign))
    )
    reads = measure.reads(campaign.id, now=now)
    return Course(
        assigned=_assigned(campaign, reads),
        decided=decided,
        waiting=catalyst.waiting_count(campaign.id),
        sent=tuple(_sent(counts, names) for counts in channel.counts(campaign.id)),
        shown=tuple(_shown(read, campaign, now) for read in reads),
    )


def _sent(counts: Counts, names: dict[str, str]) -> Sent:
    by_status = tuple((status.value, people) for status, people in counts.by_status.items())
    return Sent(names.get(counts.arm, counts.arm), by_status, counts)


def words_of(reason: str) -> str:
    """A reason's code in words; a code unknown here is read as it is."""
    return REASONS.get(reason, reason.replace("_", " "))


def _by_arm_and_size(campaign: Campaign):  # type: ignore[no-untyped-def]  # the key of a sort, read where it is used
    order = {arm.key: number for number, arm in enumerate(campaign.arms)}

    def key(entry: tuple[tuple[str, Result, str], int]) -> tuple[int, int]:
        (arm, _, _), people = entry
        return order.get(arm, len(order)), -people

    return key


def _assigned(campaign: Campaign, reads: list[GoalRead]) -> tuple[tuple[str, int], ...]:
    return tuple((arm.name, arm.people) for arm in reads[0].arms) if reads else ()


def _shown(read: GoalRead, campaign: Campaign, now: int) -> Shown:
    made = provenance(read.goal_key, campaign, now=now)
    is_past = made.origin is Origin.PAST
    return Shown(
        read=read,
        rates=plot([(arm.name, arm.rate) for arm in read.arms]),
        gaps=plot([(_name(read, arm), gap) for arm, gap in read.differences], is_signed=True),
        sentences=by_chance(read) if is_past else sentences(findings(read, detectable(read))),
        origin=made.origin,
        simulator=made.simulator,
    )


def _name(read: GoalRead, arm: str) -> str:
    return next((found.name for found in read.arms if found.arm == arm), arm)


def detectable(read: GoalRead) -> float:
    """The smallest difference that arms of this size show, reckoned with the smallest arm and the lowest rate's arm."""
    if len(read.arms) < 2:
        return 1.0
    smallest = min(arm.people for arm in read.arms)
    base = read.arms[0].rate.estimate
    return experiments.power(people=smallest * 2, arms=2, base_rate=base).difference_detectable

"""What a business case says in words, the same on the page and on paper: what was shown, and what was not. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ninefold.catalyst.types import Campaign
from ninefold.measure.types import ArmContent, ArmCost, BusinessCase, GoalFigures, Origin
from ninefold.web.studio.campaigns.course import detectable
from ninefold.web.studio.campaigns.findings import Finding, Verdict, by_chance, findings, sentences
from ninefold.web.studio.campaigns.plot import Plot, plot
from ninefold.web.studio.shell import figures

DayOf = Callable[[int], str]
PAPER_CHARACTERS_MAX, PAPER_LINES_MAX = 320, 5
MORE = "…, more in the studio"
NO_FORECAST = "No forecast of return is made."
AS_ASSIGNED = (
    "Analysed as drawn by lot, contacted or not. 95 % intervals: Wilson for rates, Newcombe for differences, all arms "
    "together."
)


@dataclass(frozen=True, slots=True)
class Arm:
    """One arm of one goal: its figures in words; `rate` and `bounds` are "" where so few people are chance."""

    name: str
    people: str
    reached: str
    rate: str
    bounds: str
    gain: str


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal: what it rests on, what it shows, its plot and its arms."""

    name: str
    chips: tuple[str, ...]
    sentences: tuple[str, ...]
    plot: Plot
    arms: tuple[Arm, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Cost:
    """What one arm asked of its people, in words."""

    name: str
    people: str
    attention: str
    delivered: str
    refused: str
    left: str


@dataclass(frozen=True, slots=True)
class Document:
    """A whole business case in words."""

    kicker: str
    title: str
    headline: str
    lead: str
    notice: str
    goals: tuple[Goal, ...]
    contents: tuple[ArmContent, ...]
    costs: tuple[Cost, ...]
    stated: str
    changed: str
    learnt: str
    decision: str
    next_look: str
    foot: str


def document(
    case: BusinessCase, campaign: Campaign, segment: str, community_of: Mapping[str, str], day_of: DayOf
) -> Document:
    """A case as it is shown; `community_of` names the community of a tag, `day_of` writes an instant (us) as a day."""
    told = sorted(case.figures.goals, key=lambda one: one.provenance.origin is Origin.PAST)
    simulated = next((one for one in told if one.provenance.origin is Origin.SIMULATED), None)
    words = case.words
    return Document(
        kicker=_kicker(case, day_of),
        title=campaign.name,
        headline=headline(told[0]),
        lead=_lead(case, campaign, segment),
        notice=_notice(simulated),
        goals=tuple(_goal(one) for one in told),
        contents=tuple(
            replace(one, tags=tuple(community_of.get(tag.lower(), tag) for tag in one.tags))
            for one in case.figures.contents
        ),
        costs=tuple(_cost(one) for one in case.figures.costs),
        stated=_stated(case),
        changed=words.changed,
        learnt=words.learnt,
        decision=words.decision,
        next_look=day(date.fromisoformat(words.next_look)) if words.next_look else "",
        foot=f"{AS_ASSIGNED} {NO_FORECAST}",
    )


def day(one: date) -> str:
    """A day in words: 12 December 2026."""
    return f"{one.day} {one:%B %Y}"


def brief(document: Document) -> Document:
    """A document as it goes on one page of paper: of long texts the beginning, and word of where the rest stands."""
    return replace(
        document,
        changed=begun(document.changed),
        learnt=begun(document.learnt),
        decision=begun(document.decision),
    )


def begun(text: str) -> str:
    """A text, or as much of it as paper has room for."""
    if len(text) <= PAPER_CHARACTERS_MAX and text.count("\n") < PAPER_LINES_MAX:
        return text
    lines = "\n".join(text.splitlines()[:PAPER_LINES_MAX])
    return f"{lines[:PAPER_CHARACTERS_MAX].rsplit(' ', 1)[0]}{MORE}"


def headline(goal: GoalFigures) -> str:
    """In one sentence what the first goal that can tell shows, and what it does not."""
    read = goal.read
    if goal.provenance.origin is Origin.PAST:
        return f"Nothing can be shown for “{read.goal_name}”: what reached it is older than the letter"
    found = findings(read, detectable(read))
    if not found or found[0].verdict is Verdict.TOO_FEW:
        return f"Too few people so far to say what it changed for “{read.goal_name}”"
    by_verdict = {verdict: [one for one in found if one.verdict is verdict] for verdict in Verdict}
    parts = [
        _part(by_verdict[Verdict.GAIN], f"brought more people to “{read.goal_name}” than doing nothing"),
        _part(by_verdict[Verdict.LOSS], f"brought fewer people to “{read.goal_name}” than doing nothing"),
        _part(by_verdict[Verdict.NONE], "made no difference that could be shown"),
    ]
    said = "; ".join(part for part in parts if part)
    return f"In a simulation, {said}" if goal.provenance.origin is Origin.SIMULATED else said


def _part(found: Sequence[Finding], words: str) -> str:
    names = [f"“{one.name}”" for one in found]
    joined = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
    return f"{joined} {words}" if joined else ""


def _kicker(case: BusinessCase, day_of: DayOf) -> str:
    name = f"Business case {case.number}" if case.number else "Business case"
    if case.frozen_at:
        return f"{name} · frozen {day_of(case.frozen_at)} by {case.frozen_by}"
    return f"{name} · figures as of {day_of(case.figures.read_at)} · not frozen"


def _lead(case: BusinessCase, campaign: Campaign, segment: str) -> str:
    arms = ", ".join(f"{one.people:,} in “{one.name}”" for one in case.figures.costs)
    whom = f" of “{segment}”" if segment else ""
    return f"{case.figures.people:,} people{whom} were shared by lot among {len(campaign.arms)} arms: {arms}."


def _notice(simulated: GoalFigures | None) -> str:
    if simulated is None:
        return ""
    by = f" Simulator: {simulated.provenance.simulator}." if simulated.provenance.simulator else ""
    return f"The people who reacted are simulated: these figures say nothing about what content does.{by}"


def _goal(goal: GoalFigures) -> Goal:
    read, origin = goal.read, goal.provenance.origin
    told = by_chance(read) if origin is Origin.PAST else sentences(findings(read, detectable(read)))
    gaps = dict(read.differences)
    arms = tuple(
        Arm(
            name=arm.name,
            people=f"{arm.people:,}",
            reached=f"{arm.reached:,}",
            rate="" if read.too_few else figures.rate(arm.rate),
            bounds="" if read.too_few else figures.rate_bounds(arm.rate),
            gain=f"{figures.gain(gaps[arm.arm])} ({figures.gain_bounds(gaps[arm.arm])})"
            if arm.arm in gaps and not read.too_few
            else "",
        )
        for arm in read.arms
    )
    return Goal(
        name=read.goal_name,
        chips=_chips(origin),
        sentences=tuple(sentence for _, sentence in told),
        plot=plot([] if read.too_few else [(arm.name, arm.rate) for arm in read.arms]),
        arms=arms,
        note=_note(goal),
    )


def _chips(origin: Origin) -> tuple[str, ...]:
    besides = {Origin.PAST: ("older than the letter",), Origin.SIMULATED: ("made by the simulator",)}
    return ("randomised", *besides.get(origin, ("observed",)))


def _note(goal: GoalFigures) -> str:
    read = goal.read
    open_end = "" if read.complete else "; not everyone's days are over, so this may still change"
    bots = f"{read.bots_left_out:,} bot event{'' if read.bots_left_out == 1 else 's'} left out"
    return f"Within {read.window_days} days of being drawn{open_end}. {bots}."


def _cost(one: ArmCost) -> Cost:
    unknown = f" ({one.not_known:,} unknown)" if one.not_known else ""
    return Cost(
        name=one.name,
        people=f"{one.people:,}",
        attention=f"{one.attention:,.1f}",
        delivered=f"{one.delivered:,}{unknown}",
        refused=f"{one.refused:,}",
        left=f"{one.left:,}",
    )


def _stated(case: BusinessCase) -> str:
    words = case.words
    parts = [
        f"{words.hours:g} hours" if words.hours is not None else "",
        f"{figures.money(words.money_minor)} in money" if words.money_minor is not None else "",
    ]
    said = ", ".join(part for part in parts if part)
    return f"Entered by hand: {said}." if said else ""

"""The nine measures of the home page, each from the queries of the rooms that hold its data.

Every measure says what it counts, its interval or sample, whether it is randomised or observed, and the next step.
Where the sample is under FEW it says so instead of showing a figure.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ninefold.cadence.judging import Reason as Pace
from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignStatus, Reason, Result
from ninefold.channel import queries as channel
from ninefold.collect import queries as collect
from ninefold.collect.types import EventName
from ninefold.community import queries as community
from ninefold.community.types import Answer, Question
from ninefold.content import queries as content
from ninefold.content.types import Item
from ninefold.context import queries as context
from ninefold.culture import queries as culture
from ninefold.culture.types import Community
from ninefold.currency import queries as currency
from ninefold.kernel.proportions import wilson
from ninefold.measure import queries as measure
from ninefold.measure.types import GoalRead, Interval
from ninefold.web.studio.campaigns.origin import Origin, provenance
from ninefold.web.studio.shell import figures

FEW = 20
WEEK_US = 7 * 86_400_000_000
WEEKS = 12
DAY_US = 86_400_000_000
QUESTIONS_MAX = 50
CAMPAIGNS_MAX = 8
JUDGED = "Of the campaign with most people the first goal that it can have changed"
PROMISES_KEPT = frozenset({
    Reason.NO_CONSENT, Pace.NO_CONTACT_WANTED, Pace.OWN_PACE, Pace.OWN_PACE_TOO_LONG, Pace.QUIET_TOO_LONG,
    Pace.ATTENTION_LOW, Pace.OUTRANKED, Pace.ATTENTION_TOO_LATE, Pace.PRICE_TOO_HIGH,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Measure:
    """One tile. `kind` is randomised or observed; `value` is "too few" where the sample does not carry a figure.

    `mark` says where what it counts was not lived: "simulated", or "made by the simulator" where that reached a goal.
    """

    c: str
    row: str
    what: str
    definition: str
    value: str
    interval: str
    kind: str
    next_step: str
    next_url: str
    series: tuple[float, ...] = ()
    trend: str = ""
    mark: str = ""

    @property
    def is_few(self) -> bool:
        return self.value == "too few"


@dataclass(frozen=True, slots=True)
class Sight:
    """What several measures look at, read once."""

    now: int
    people: int
    campaigns: tuple[Campaign, ...]
    simulated: str
    judged: "Judged | None"
    questions: tuple[Question, ...]
    answers: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """A campaign with the read of its first goal that it can have changed, and the mark of what reached that."""

    campaign: Campaign
    read: GoalRead
    mark: str


def look(now: int) -> Sight:
    """Read what several measures share."""
    campaigns = tuple(catalyst.campaigns())
    is_simulated = context.member_count({"trait": "simulated", "is": True}, now=now) > 0
    questions = tuple(community.questions(limit=QUESTIONS_MAX))
    return Sight(
        now=now,
        people=context.people_count(),
        campaigns=campaigns,
        simulated="simulated" if is_simulated else "",
        judged=_judged(campaigns, now),
        questions=questions,
        answers=tuple(community.answers_to([one.id for one in questions])),
    )


def _judged(campaigns: Sequence[Campaign], now: int) -> Judged | None:
    """Of the newest started campaigns the one with most people whose goal can be told."""
    started = [one for one in campaigns[:CAMPAIGNS_MAX] if one.started_at]
    found = [one for campaign in started if (one := _first_told(campaign, now))]
    told = [one for one in found if not one.read.too_few] or found
    return max(told, key=lambda one: sum(arm.people for arm in one.read.arms), default=None)


def _first_told(campaign: Campaign, now: int) -> Judged | None:
    """A campaign's first goal whose events are not older than the campaign: those could differ by chance alone."""
    for key in campaign.goal_keys:
        origin = provenance(key, campaign, now=now).origin
        if origin is not Origin.PAST:
            mark = "made by the simulator" if origin is Origin.SIMULATED else ""
            return Judged(campaign, measure.read(campaign.id, key, now=now), mark)
    return None


def _share(count: int, of: int, noun: str) -> tuple[str, str]:
    """A share with its Wilson interval and its sample, or too few."""
    if of < FEW:
        return "too few", f"{count:,} of {of:,} {noun}; {FEW} are needed"
    share = Interval(count / of, *wilson(count, of))
    return figures.rate(share), f"{figures.rate_bounds(share)}, {of:,} {noun}"


def _weekly(name: str, now: int) -> tuple[float, ...]:
    counts = collect.weekly_counts(name, until=now, weeks=WEEKS)
    return tuple(float(count) for count in counts) if any(counts) else ()


def promises(sight: Sight) -> Measure:
    """Culture: contacts that were kept back so that a promise holds, of all that were decided."""
    kept = decided = 0
    for campaign in sight.campaigns:
        for (_, result, reason), count in catalyst.decision_counts(campaign.id).items():
            if result is not Result.HELD_OUT and reason != Reason.SAME_PERSON:
                decided += count
                kept += count if reason in PROMISES_KEPT else 0
    value, interval = _share(kept, decided, "decisions")
    return Measure(
        "Culture", "values", "Kept back to keep a promise",
        "Of the newest decisions of all campaigns, holdouts left out: those held or refused for consent, pace, quiet "
        "hours or attention.", value, interval, "observed", "Read the charter", "/charter/", mark=sight.simulated,
    )  # fmt: skip


def answered(sight: Sight) -> Measure:
    """Community: questions that got an answer within a day of being asked."""
    asked = {one.id: one.asked_at for one in sight.questions if one.asked_at < sight.now - DAY_US}
    answers = [one for one in sight.answers if one.question_id in asked]
    quick = {one.question_id for one in answers if one.answered_at <= asked[one.question_id] + DAY_US}
    value, interval = _share(len(quick), len(asked), "questions")
    return Measure(
        "Community", "values", "Questions answered in a day",
        f"Of the newest {QUESTIONS_MAX} questions older than a day: those with an answer within 24 hours.",
        value, interval, "observed", "Open the communities", "/communities/",
        series=_weekly(EventName.QUESTION_ASKED, sight.now), trend="questions asked a week",
    )  # fmt: skip


def helpful(sight: Sight) -> Measure:
    """Credibility: votes that found an answer helpful."""
    total, yes = sum(answer.votes for answer in sight.answers), sum(answer.helpful for answer in sight.answers)
    value, interval = _share(yes, total, "votes")
    return Measure(
        "Credibility", "values", "Answers found helpful",
        "Of all votes on answers: those that say it helped. Answers rank by the lower end of their own interval.",
        value, interval, "observed", "Open the communities", "/communities/",
        series=_weekly(EventName.ANSWER_VOTED, sight.now), trend="votes a week",
    )  # fmt: skip


def reachable(sight: Sight) -> Measure:
    """Channel: people whose newest word on news by mail is yes."""
    condition = {"consent": {"purpose": "news", "channel": "mail", "is": "granted"}}
    count = context.member_count(condition, now=sight.now)
    value, interval = _share(count, sight.people, "people")
    return Measure(
        "Channel", "delivery", "Reachable with consent",
        "Of all people: those who agreed to news by mail, and have not withdrawn it.", value, interval, "observed",
        "See what was sent to them", "/mailbox/",
        series=_weekly(EventName.CONSENT_CHANGED, sight.now), trend="words on consent a week",
        mark=sight.simulated,
    )  # fmt: skip


def _running_items(campaigns: Sequence[Campaign]) -> list[int]:
    started = [one for one in campaigns if one.status is not CampaignStatus.DRAFT]
    return sorted({arm.item_id for one in started for arm in one.arms if arm.item_id})


def own_words(sight: Sight) -> Measure:
    """Content: deliveries that came in a version written for the reader's community."""
    communities, arrived = culture.communities(), channel.delivered_by_tag()
    own = sum(arrived.get(tag, 0) for tag in {one.tag for one in communities})
    value, interval = _share(own, sum(arrived.values()), "deliveries")
    step, url = _to_write(communities, [content.item(key) for key in _running_items(sight.campaigns)])
    return Measure(
        "Content", "delivery", "Came in the reader's own words",
        "Of all deliveries that arrived: those whose version was written for the reader's community."
        " The others came in the version for everyone.",
        value, interval, "observed", step, url, mark=sight.simulated,
    )  # fmt: skip


def _to_write(communities: Sequence[Community], items: Sequence[Item]) -> tuple[str, str]:
    """What to write next, and where: the first sent item that lacks a version for a community."""
    for item in items:
        written = {variant.content.tag for variant in item.variants}
        for one in communities:
            if one.tag not in written:
                return f"Write “{item.title}” for {one.name}", f"/content/{item.id}/?{urlencode({'tag': one.tag})}"
    return "Look at all content", "/content/"


def _best(judged: Judged | None) -> tuple[str, Interval] | None:
    """The arm with the greatest difference to the holdout, if the read can be shown."""
    if judged is None or judged.read.too_few or not judged.read.differences:
        return None
    return max(judged.read.differences, key=lambda one: one[1].estimate)


def gained(sight: Sight) -> Measure:
    """Cadence: goals gained over the holdout per 1,000 contacts of the best arm."""
    judged, best = sight.judged, _best(sight.judged)
    value, interval = "too few", "needs a campaign with a holdout and enough people"
    if judged is not None and best is not None:
        arm = next(one for one in judged.read.arms if one.arm == best[0])
        scale = 1000 * arm.people / arm.contacted if arm.contacted else 0.0
        if scale:
            value = figures.signed(best[1].estimate * scale, 1)
            low, high = (figures.signed(end * scale, 1) for end in (best[1].low, best[1].high))
            interval = f"{low} to {high}, {arm.contacted:,} contacts"
    return Measure(
        "Cadence", "delivery", "Goals gained per 1,000 contacts",
        f"{JUDGED}: its best arm minus the holdout, per 1,000 people contacted.",
        value, interval, "randomised", "Compare the tactics", "/campaigns/",
        series=_weekly(EventName.MESSAGE_DELIVERED, sight.now), trend="messages a week",
        mark=judged.mark if judged else "",
    )  # fmt: skip


def known(sight: Sight) -> Measure:
    """Context: people known by an account, of all profiles joined into people."""
    count = context.people_count(known_only=True)
    value, interval = _share(count, sight.people, "people")
    return Measure(
        "Context", "moment", "Known by an account", "Of all people: those whom an account joins across visits.",
        value, f"{interval}; {collect.event_count():,} events", "observed", "Connect another source", "/sources/",
        series=_weekly(EventName.ORDER_COMPLETED, sight.now), trend="purchases a week",
    )  # fmt: skip


def against_holdout(sight: Sight) -> Measure:
    """Catalyst: the best arm against its holdout, in points of the goal rate."""
    judged, best = sight.judged, _best(sight.judged)
    value, interval = "too few", "no campaign with a holdout has run yet whose goal it could change"
    if judged is not None:
        interval = f"goal “{judged.read.goal_name}”: too few to tell yet"
    if judged is not None and best is not None:
        value = f"{figures.gain(best[1])} pts"
        interval = f"{figures.gain_bounds(best[1])}, “{judged.read.goal_name}”"
    return Measure(
        "Catalyst", "moment", f"{judged.campaign.name} against holdout" if judged else "Against holdout",
        f"{JUDGED}: its best arm minus the holdout, as assigned, 95 % interval.",
        value, interval, "randomised", "Read the result" if judged else "Plan a campaign",
        f"/campaigns/{judged.campaign.id}/" if judged else "/campaigns/", mark=judged.mark if judged else "",
    )  # fmt: skip


def earned(sight: Sight) -> Measure:
    """Currency: what people hold in their wallets."""
    held = [(one, currency.totals(one.key)) for one in currency.currencies()]
    first = next(((one, total) for one, total in held if total.wallets), None)
    value, interval = "too few", "no wallet holds anything yet"
    if first is not None:
        value, interval = f"{first[1].held:,}", f"{first[0].name} in {first[1].wallets:,} wallets"
    return Measure(
        "Currency", "moment", "Held in wallets", "What all people together hold of the first currency; it sums to zero "
        "with the company's own accounts.", value, interval, "observed", "Open the currencies", "/currencies/",
    )  # fmt: skip


MEASURES: tuple[Callable[[Sight], Measure], ...] = (
    promises, answered, helpful, reachable, own_words, gained, known, against_holdout, earned,
)  # fmt: skip


def nine(sight: Sight) -> list[Measure]:
    """All nine, row by row."""
    return [measure_of(sight) for measure_of in MEASURES]

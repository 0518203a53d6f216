"""Channel, cadence, context and community: who can be reached, who leaves, whose events are known, who is answered."""

from collections import Counter

from ninefold.channel import tallies as channel
from ninefold.community import tallies as community
from ninefold.context import tallies as context
from ninefold.kernel.weeks import Tally, Weeks, tallied
from ninefold.measure.scorecard import counting, reading
from ninefold.measure.scorecard.definitions import of
from ninefold.measure.types import C, Next, Reading, Step


def answered(weeks: Weeks, now: int) -> Reading:
    """Questions that somebody else answered in a day, of those older than a day."""
    waiting = community.open_questions(weeks)
    step = Next(Step.ASK_COMMUNITY)
    if waiting.count:
        oldest = waiting.oldest[0]
        step = Next(Step.ANSWER, oldest.id, oldest.title, oldest.key, waiting.count)
    tallies = community.answered_in_a_day(weeks, now)
    return reading.share(C.COMMUNITY, tallies, weeks, step)


def reachable(weeks: Weeks) -> Reading:
    """Active people who can be reached by verified consent, as it stood when the last week ended."""
    weeks, found = counting.read(counting.REACHED, weeks)
    last, least = found.weeks[-1], of(C.CHANNEL).least
    value = reading.interval(last, last.of, least)
    step = Next(Step.ASK_CONSENT, count=found.silent, other=str(found.without_address))
    trend = reading.points(found.weeks, weeks, least, reading.each(found.weeks))
    return Reading(C.CHANNEL, last.count, last.of, 0, value, trend, step, behind=last.of)


def leaving(weeks: Weeks) -> Reading:
    """Opt-outs and refusals of contacts, a person's opt-outs of a week as one."""
    weeks, contacts = counting.read(counting.CONTACTS, weeks)
    left = context.leavings(weeks)
    people = {(weeks.of(one.at), one.person_id) for one in left}
    outs = tallied(((week, 1, 0) for week, _ in people), weeks)
    both = tuple(Tally(one.count + out.count, one.of) for one, out in zip(contacts, outs, strict=True))
    found = reading.share(C.CADENCE, both, weeks, Next(Step.PLAN_CAMPAIGN))
    since = weeks.end_of(weeks.count - found.weeks_read - 1)
    campaigns = channel.campaigns_of(one.delivery_id for one in left if one.at >= since and one.delivery_id)
    after = Counter(campaigns[one.delivery_id] for one in left if one.at >= since and one.delivery_id in campaigns)
    if not after:
        return found
    campaign, count = after.most_common(1)[0]
    return reading.with_next(found, Next(Step.READ_CAMPAIGN, campaign, count=count))


def joined(weeks: Weeks) -> Reading:
    """Events of known people, of all events that came in: counted whole, and no sample, as one visitor makes many."""
    weeks, found = counting.read(counting.JOINED, weeks)
    worst = max(found.sources, key=lambda one: one.events - one.known, default=None)
    step = Next(Step.CONNECT_SOURCE)
    if worst is not None and worst.events > worst.known:
        step = Next(Step.NAME_PEOPLE, worst.source_id, count=worst.events - worst.known)
    return reading.without_intervals(reading.share(C.CONTEXT, found.weeks, weeks, step))

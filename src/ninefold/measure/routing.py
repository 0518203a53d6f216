"""What routing questions brought: who was asked and answered, and how long questions waited, asked about or not.

Observed, not randomised: what is routed has waited already, so the two waits are not alike to begin with.
"""

from collections.abc import Iterable, Sequence
from statistics import median

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Routing
from ninefold.channel import queries as channel
from ninefold.channel.types import DeliveryStatus
from ninefold.community import queries as community
from ninefold.community.types import Answer
from ninefold.context import queries as context
from ninefold.measure.types import RoutingRead, Wait

HOUR_US = 3_600_000_000
QUESTIONS_MAX = 2_000  # the newest: more would be read for a page that shows a median


def routing(campaign_id: int, *, now: int) -> RoutingRead:
    """The results of a campaign that routes questions, up to `now` (us). Raises NotFound."""
    campaign = catalyst.campaign(campaign_id)
    routed = catalyst.routings(campaign_id)[:QUESTIONS_MAX]
    invited = catalyst.invited(campaign_id)
    answers = _by_question(community.answers_to([each.question_id for each in routed]))
    since = max(campaign.started_at, campaign.starts_at)
    others = community.unrouted(since=since, until=now, topic=campaign.topic, limit=QUESTIONS_MAX)
    unasked = _by_question(community.answers_to([each.id for each in others]))
    delivered = sum(counts.by_status.get(DeliveryStatus.DELIVERED, 0) for counts in channel.counts(campaign_id))
    return RoutingRead(
        questions=len(routed),
        invited=sum(map(len, invited.values())),
        delivered=delivered,
        answered=sum(each.question_id in answers for each in routed),
        answered_by_invited=_answered_by_invited(routed, invited, answers),
        with_invitation=_wait([_hours(each.asked_at, answers[each.question_id]) for each in routed
                               if each.question_id in answers], len(routed)),
        without_invitation=_wait([_hours(each.shown_at, unasked[each.id]) for each in others if each.id in unasked],
                                 len(others)),
    )  # fmt: skip


def _by_question(answers: Iterable[Answer]) -> dict[int, list[Answer]]:
    found: dict[int, list[Answer]] = {}
    for answer in answers:
        found.setdefault(answer.question_id, []).append(answer)
    return found


def _answered_by_invited(
    routed: Sequence[Routing], invited: dict[int, tuple[int, ...]], answers: dict[int, list[Answer]]
) -> int:
    """Invitations whose person answered that very question after they were chosen, under whichever profile."""
    profiles = {profile for each in invited.values() for profile in each}
    profiles |= {answer.profile_id for each in answers.values() for answer in each}
    person_of = context.person_ids(profiles)
    count = 0
    for each in routed:
        answerers = {
            person_of.get(answer.profile_id, 0)
            for answer in answers.get(each.question_id, ())
            if answer.profile_id and answer.answered_at >= each.routed_at
        }
        count += sum(person_of.get(profile, -1) in answerers for profile in invited.get(each.question_id, ()))
    return count


def _hours(asked_at: int, answers: Sequence[Answer]) -> float:
    return max(0, min(answer.shown_at for answer in answers) - asked_at) / HOUR_US


def _wait(hours: Sequence[float], questions: int) -> Wait:
    return Wait(questions=questions, answered=len(hours), hours=median(hours) if hours else None)

"""Expert badges: the company says that someone knows a topic, with its reason, and may take that back."""

from collections.abc import Collection

from django.db import IntegrityError, transaction

from ninefold.community import actions as community
from ninefold.community import queries as community_queries
from ninefold.context import queries as context
from ninefold.credibility.errors import BadgeRefused
from ninefold.credibility.models import Badge as BadgeRow
from ninefold.credibility.types import Badge
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.errors import NotFound

TOPIC_CHARACTERS_MAX = 100
REASON_CHARACTERS_MAX = 500
BADGES_READ_MAX = 10_000  # of all topics asked about


@transaction.atomic
def give_badge(*, actor: Actor, profile_id: int, topic: str, reason: str, now: int) -> Badge:
    """Call someone an expert in a topic. Raises NotAllowed, NotFound, BadgeRefused."""
    actor.require(Permission.COMMUNITY_MODERATE)
    topic, reason = " ".join(topic.split()), " ".join(reason.split())
    if not 0 < len(topic) <= TOPIC_CHARACTERS_MAX or not 0 < len(reason) <= REASON_CHARACTERS_MAX:
        raise BadgeRefused("badge_words", "An expert badge names a topic, and says why it is given.")
    if profile_id not in context.person_ids([profile_id]):
        raise NotFound("person_not_found", "There is no such person.")
    try:
        with transaction.atomic():
            row = BadgeRow.objects.create(
                profile_id=profile_id, topic=topic, reason=reason, given_by=actor.key, given_at=now
            )
    except IntegrityError as error:
        raise BadgeRefused("badge_held", f"They are an expert in {topic} already.") from error
    row.refresh_from_db()
    community.to_score_of(community_queries.own_profiles(profile_id), topic)
    return _badge(row)


@transaction.atomic
def take_badge(*, actor: Actor, badge_id: int, now: int) -> None:
    """Take a badge back; that it was held stays on record. Raises NotAllowed, NotFound."""
    actor.require(Permission.COMMUNITY_MODERATE)
    badge = BadgeRow.objects.select_for_update().filter(pk=badge_id, taken_at=None).first()
    if badge is None:
        raise NotFound("badge_unknown", "There is no such badge, or it was taken back.")
    BadgeRow.objects.filter(pk=badge.pk).update(taken_at=now, taken_by=actor.key)
    community.to_score_of(community_queries.own_profiles(badge.profile_id), badge.topic)


def badges(*, topic: str = "", limit: int = 200) -> list[Badge]:
    """The badges that hold, of one topic or of all, newest first."""
    rows = BadgeRow.objects.filter(taken_at=None)
    return [_badge(row) for row in (rows.filter(topic=topic) if topic else rows).order_by("-pk")[:limit]]


def experts_in(profile_ids: Collection[int], topics: Collection[str]) -> set[tuple[int, str]]:
    """Which of these profiles' people hold the badge of which of these topics."""
    held = BadgeRow.objects.filter(taken_at=None, topic__in=list(topics)).values_list("profile_id", "topic")
    badged = list(held[:BADGES_READ_MAX])
    person_of = context.person_ids({*profile_ids, *(profile for profile, _ in badged)}) if badged else {}
    people = {(person_of[profile], topic) for profile, topic in badged if profile in person_of}
    return {
        (profile, topic) for profile in profile_ids for topic in topics if (person_of.get(profile), topic) in people
    }


def _badge(row: BadgeRow) -> Badge:
    return Badge(
        row.pk, row.profile_id, row.topic, row.reason, row.given_by, clock.to_us(row.given_at), row.taken_by,
        clock.us_or_0(row.taken_at),
    )  # fmt: skip

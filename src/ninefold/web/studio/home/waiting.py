"""What waits for someone of the team: drafts to start, approvals, answers to read, events to repair."""

from dataclasses import dataclass

from wagtail.models import TaskState

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignStatus
from ninefold.collect import queries as collect
from ninefold.community import queries as community
from ninefold.context import queries as context
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.web.studio.shell.replies import newest_replies

REPLIES_MAX = 3
APPROVALS_MAX = 5
TEXT_SHOWN = 90


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what, since when (us, 0 unknown), where, and the word on its button."""

    what: str
    since: int
    url: str
    verb: str


def waiting(actor: Actor) -> list[Waiting]:
    """Everything that waits for someone with these rights, what a person must decide first."""
    parts = (
        (Permission.CONTENT_PUBLISH, _approvals),
        (Permission.RESULT_READ, _drafts),
        (Permission.PERSON_READ, _replies),
        (Permission.COMMUNITY_MODERATE, _posts),
        (Permission.PERSON_READ, _quarantined),
    )
    return [one for right, part in parts if actor.may(right) for one in part()]


def _drafts() -> list[Waiting]:
    return [_draft(one) for one in catalyst.campaigns() if one.status is CampaignStatus.DRAFT]


def _draft(campaign: Campaign) -> Waiting:
    lacking = catalyst.problems(campaign.id, now=clock.now_us())
    wants = f"cannot start yet: {lacking[0].message}" if lacking else "is planned and wants starting"
    return Waiting(f"“{campaign.name}” {wants}", 0, f"/campaigns/{campaign.id}/", "Mend" if lacking else "Look")


def _approvals() -> list[Waiting]:
    states = TaskState.objects.filter(status=TaskState.STATUS_IN_PROGRESS).order_by("started_at")[:APPROVALS_MAX]
    return [
        Waiting(
            f"“{state.revision.object_str}” wants approval",
            clock.to_us(state.started_at),
            f"/snippets/content/variant/edit/{state.revision.object_id}/",
            "Review",
        )
        for state in states.select_related("revision")
    ]


def _replies() -> list[Waiting]:
    found = newest_replies()[:REPLIES_MAX]
    people = context.persons([one.profile_id for one in found])
    names = {key: person.name or "Someone" for key, person in people.items()}
    return [
        Waiting(
            f"{names.get(one.profile_id, 'Someone')} wrote back: “{one.text[:TEXT_SHOWN]}”",
            one.received_at,
            "/mailbox/inbox/",
            "Read",
        )
        for one in found
    ]


def _quarantined() -> list[Waiting]:
    count = collect.quarantine_count()
    if not count:
        return []
    return [Waiting(f"{count:,} events are in quarantine, each with its reason", 0, "/sources/quarantine/", "Repair")]


def _posts() -> list[Waiting]:
    count = community.waiting_count()
    if not count:
        return []
    what = "1 post of the community waits" if count == 1 else f"{count:,} posts of the community wait"
    return [Waiting(f"{what} for a look: flagged, or held", 0, "/community/queue/", "Look")]

"""What waits for someone of the team: drafts to start, approvals, answers to read, events to repair."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.core.cache import cache
from django.urls import reverse

from ninefold.catalyst import queries as catalyst
from ninefold.catalyst.types import Campaign, CampaignStatus
from ninefold.channel import queries as sending
from ninefold.collect import queries as collect
from ninefold.collect.moving.types import Tool
from ninefold.community import queries as community
from ninefold.community import tallies as asking
from ninefold.content import queries as content
from ninefold.content.comments import queries as comments
from ninefold.content.experts import queries as experts
from ninefold.content.reviews import queries as reviews
from ninefold.content.schedule import queries as schedule
from ninefold.context import queries as context
from ninefold.currency import queries as currency
from ninefold.currency.types import Reward, RewardState, Stock
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Permission
from ninefold.kernel.weeks import DAY_US
from ninefold.measure.scorecard import counting, reading, saying
from ninefold.measure.scorecard import queries as scorecard
from ninefold.web.numbers import whole
from ninefold.web.studio.experts import lines
from ninefold.web.studio.shell.kept import HOME_CLAIMS, HOME_SECONDS
from ninefold.web.studio.shell.replies import newest_replies

REPLIES_MAX = 3
APPROVALS_MAX = 5
TEXT_SHOWN = 90
LEFT_LEAST = 5  # a reward with fewer left, or less than a tenth, runs out
COUNTED_MAX = 10_000  # what is left and given of a reward is counted so far: more left is no reason to refill


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits: what, since when (us, 0 unknown), where, and the word on its button."""

    what: str
    since: int
    url: str
    verb: str


def waiting(actor: Actor) -> list[Waiting]:
    """Everything that waits for someone with these rights, what a person must decide first."""
    parts: tuple[tuple[Permission, Callable[[], list[Waiting]]], ...] = (
        (Permission.IMPORT, _held),
        (Permission.MESSAGE_SEND, _silence),
        (Permission.CONTENT_EDIT, partial(_reviews, actor)),
        (Permission.CONTENT_EDIT, partial(_comments, actor)),
        (Permission.CONTENT_EDIT, _planned),
        (Permission.RESULT_READ, _drafts),
        (Permission.PERSON_READ, _replies),
        (Permission.COMMUNITY_MODERATE, _posts),
        (Permission.COMMUNITY_MODERATE, _questions),
        (Permission.CONTENT_EDIT, _experts),
        (Permission.CONTENT_EDIT, partial(_held_back, actor)),
        (Permission.CONTENT_EDIT, _claims),
        (Permission.CURRENCY_EDIT, _rewards),
        (Permission.PERSON_READ, _quarantined),
    )
    return [one for right, part in parts if actor.may(right) for one in part()]


def _held() -> list[Waiting]:
    """A move from another tool that holds all sending."""
    hold = context.sending_hold()
    if hold is None:
        return []
    move = context.move_in(hold.key)
    what = f"Nothing goes out: the move from {Tool(hold.tool).label} holds all sending until its suppressions match."
    return [Waiting(what, move.asked_at, reverse("moving:move", args=[hold.key]), "Look")]


def _silence() -> list[Waiting]:
    """A relay that keeps letters waiting."""
    silence = sending.silence()
    if silence is None:
        return []
    what = (
        f"The mail server {silence.relay} does not answer; {silence.waiting:,} messages wait and go out once it does."
        " If it stays so, see to that server: `ninefold doctor` says what it answered"
    )
    return [Waiting(what, silence.since, "/mailbox/", "Look")]


def _drafts() -> list[Waiting]:
    return [_draft(one) for one in catalyst.campaigns() if one.status is CampaignStatus.DRAFT]


def _draft(campaign: Campaign) -> Waiting:
    lacking = catalyst.problems(campaign.id, now=clock.now_us())
    wants = f"cannot start yet: {lacking[0].message}" if lacking else "is planned and wants starting"
    return Waiting(f"“{campaign.name}” {wants}", 0, f"/campaigns/{campaign.id}/", "Mend" if lacking else "Look")


def _reviews(actor: Actor) -> list[Waiting]:
    """Drafts that want this member's word, and own ones that came back."""
    mine, now = whole(actor.key.removeprefix("user:")), clock.now_us()
    waits = [
        Waiting(
            f"“{one.title}” wants {'your word: ' + one.subject if one.subject else 'approval'}"
            f"{', and is late' if one.is_overdue(now) else ''}",
            one.asked_at, reverse("reviews:one", args=[one.id]), "Review",
        )
        for one in reviews.waiting_for(mine)[:APPROVALS_MAX]
    ]  # fmt: skip
    back = [
        Waiting(
            f"{one.returned_by or 'Somebody'} wants changes to “{one.title}”: {one.note[:TEXT_SHOWN]}",
            one.sent_at, f"/snippets/content/variant/edit/{one.variant_id}/", "Change",
        )
        for one in reviews.sent_by(mine)
        if one.is_returned
    ]  # fmt: skip
    return [*waits, *back[:APPROVALS_MAX]]


def _planned() -> list[Waiting]:
    """What is to go out by itself and could not as it stands."""
    return [
        Waiting(
            f"“{one.title}” goes out by itself soon and could not: {one.problems[0]}", 0, reverse("schedule:index"),
            "Mend",
        )
        for one in schedule.entries(now=clock.now_us())
        if one.problems
    ][:APPROVALS_MAX]  # fmt: skip


def _comments(actor: Actor) -> list[Waiting]:
    """Open threads in which somebody else had the last word."""
    return [
        Waiting(
            f"A comment for you: “{(one.answers[-1] if one.answers else one).text[:TEXT_SHOWN]}”",
            (one.answers[-1] if one.answers else one).said_at,
            f"{reverse('versions:written', args=[one.variant_id])}#comment-{one.id}", "Answer",
        )
        for one in comments.open_for(whole(actor.key.removeprefix("user:")))[:APPROVALS_MAX]
    ]  # fmt: skip


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


def _experts() -> list[Waiting]:
    """What experts said and nobody has looked at."""
    found = [one for one in experts.came_in() if one.answer]
    if not found:
        return []
    what = f"{found[0].expert.name} answered as an expert" if len(found) == 1 else f"{len(found)} answers of experts"
    return [Waiting(what, found[0].answered_at, reverse("experts:came_in"), "Read")]


def _held_back(actor: Actor) -> list[Waiting]:
    """Experts whom this member asked and who could not be asked again."""
    mine = whole(actor.key.removeprefix("user:"))
    return [
        Waiting(
            f"{one.expert.name} was not asked again: {lines.HELD_BACK[one.held_back][0]}", one.reminded_at,
            reverse("experts:request", args=[one.id]), "Look",
        )
        for one in (experts.held_back(asker_id=mine, now=clock.now_us()) if mine else [])
        if one.held_back
    ]  # fmt: skip


def _posts() -> list[Waiting]:
    count = community.waiting_count()
    if not count:
        return []
    what = "1 post of the community waits" if count == 1 else f"{count:,} posts of the community wait"
    return [Waiting(f"{what} for a look: flagged, or held", 0, "/community/queue/", "Look")]


def _questions() -> list[Waiting]:
    """All questions of the last weeks without an answer, as Community counts them, once one has waited for a day."""
    now = clock.now_us()
    found = asking.open_questions(scorecard.weeks_to(now))
    if not found.count or found.oldest[0].asked_at >= now - DAY_US:
        return []
    oldest = found.oldest[0]
    more = f", and {found.count - 1:,} more" if found.count > 1 else ""
    what = f"“{oldest.title[:TEXT_SHOWN]}” has no answer yet{more}"
    return [Waiting(what, oldest.asked_at, f"/community/{oldest.id}/", "Answer")]


def _claims() -> list[Waiting]:
    """What `_unsourced` finds, kept for a moment: it looks at all that went out in four weeks."""
    kept: list[Waiting] | None = cache.get(HOME_CLAIMS)
    if kept is None:
        kept = _unsourced()
        cache.set(HOME_CLAIMS, kept, HOME_SECONDS)
    return kept


def _unsourced() -> list[Waiting]:
    """The claim without a source that most readers got in the last four weeks."""
    weeks, everything = counting.read(counting.SAID, scorecard.weeks_to(clock.now_us()))
    said = [one for one in everything if one.week >= weeks.count - reading.READ_WEEKS]
    found = saying.unbacked(said, content.claims_delivered({one.version for one in said}))
    if not found:
        return []
    claim, shown = found[0]
    times = "once" if shown == 1 else f"{shown:,} times"
    more = f"; {len(found) - 1:,} more have none" if len(found) > 1 else ""
    what = f"“{(claim.sentence or claim.text)[:TEXT_SHOWN]}” went out {times} without a source{more}"
    return [Waiting(what, 0, f"/content/{claim.item_id}/claims/", "Source it")]


def _rewards() -> list[Waiting]:
    """Open rewards that run out."""
    rewards = currency.rewards(state=RewardState.OPEN)
    stocks = currency.stocks(rewards, most=COUNTED_MAX)
    return [
        _running_out(one, stocks[one.key], left)
        for one in rewards
        if (left := stocks[one.key].left) is not None and left < max(LEFT_LEAST, stocks[one.key].redeemed // 9)
    ]


def _running_out(reward: Reward, stock: Stock, left: int) -> Waiting:
    if not stock.is_there:
        return Waiting(f"“{reward.name}” is off the shelf: what it opens is not published", 0,
                       f"/content/{reward.item_id}/", "Publish it")  # fmt: skip
    what = f"“{reward.name}” has run out" if not left else f"“{reward.name}” runs out: {left:,} left"
    return Waiting(what, 0, f"/currencies/rewards/{reward.key}/", "Refill")

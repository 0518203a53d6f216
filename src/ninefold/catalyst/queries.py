"""Reads of catalyst."""

from collections.abc import Collection, Sequence

from ninefold.catalyst import outbox, rows, starting
from ninefold.catalyst.models import Audience
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import Campaign, CampaignArm, Concern, Decision, Intent, Result, Routing
from ninefold.kernel.database.bulk import among
from ninefold.kernel.errors import NotFound

_DECISION = "id, " + ", ".join(rows.DECISION_KINDS)


def campaigns() -> list[Campaign]:
    """All campaigns, newest first."""
    return [rows.campaign_of(row) for row in CampaignRow.objects.order_by("-pk")]


def campaign(campaign_id: int) -> Campaign:
    """One campaign; raises NotFound."""
    return rows.load(campaign_id)


def meant(campaign_ids: Collection[int]) -> dict[int, str]:
    """Whom each of these campaigns was for, in words, as its segment stood when it started."""
    found = Audience.objects.filter(pk__in=set(campaign_ids)).exclude(meant="")
    return dict(found.values_list("campaign_id", "meant"))


def problems(campaign_id: int, *, now: int) -> list[Concern]:
    """All that stands against starting a campaign now, but for an empty segment, which only counting shows."""
    return starting.problems(rows.load(campaign_id), now=now)


def warnings(arms: Sequence[CampaignArm], people: int) -> list[Concern]:
    """What a campaign of these arms may start with for so many people, but should be known."""
    return starting.warnings(arms, people)


def decisions(profile_ids: Sequence[int], limit: int = 50) -> list[Decision]:
    """What campaigns decided about a person, given by all their profiles; newest first."""
    condition, values = among("profile_id", profile_ids)
    return [
        rows.decision_of(row)
        for row in rows.fetch(
            f"SELECT {_DECISION} FROM catalyst_decision WHERE {condition} ORDER BY decided_at DESC, id DESC LIMIT %s",
            [values, limit],
        )
    ]


def decision_counts(campaign_id: int) -> dict[tuple[str, Result, str], int]:
    """How many profiles stand where: (arm, result, reason) of the newest decision of each profile (about
    each question, where it routes questions), to their number."""
    found = rows.fetch(
        "SELECT arm, result, reason, COUNT(*) FROM catalyst_decision WHERE id IN"
        " (SELECT MAX(id) FROM catalyst_decision WHERE campaign_id = %s GROUP BY profile_id, occurrence)"
        " GROUP BY arm, result, reason ORDER BY arm, result, reason",
        [campaign_id],
    )
    return {(arm, Result(result), reason): count for arm, result, reason, count in found}


def waiting_count(campaign_id: int) -> int:
    """How many profiles still wait for a decision that ends their candidacy."""
    (row,) = rows.fetch("SELECT COUNT(*) FROM catalyst_candidacy WHERE campaign_id = %s", [campaign_id])
    return int(row[0])


def invited(campaign_id: int) -> dict[int, tuple[int, ...]]:
    """By question the profiles who were chosen to be asked about it, in the outbox or out of it."""
    found: dict[int, tuple[int, ...]] = {}
    for question_id, profile_id in rows.fetch(
        "SELECT occurrence, profile_id FROM catalyst_intent WHERE campaign_id = %s AND occurrence > 0 ORDER BY id",
        [campaign_id],
    ):
        found[question_id] = (*found.get(question_id, ()), profile_id)
    return found


def routings(campaign_id: int) -> list[Routing]:
    """The questions that a campaign routed, newest first."""
    return [
        Routing(*row)
        for row in rows.fetch(
            "SELECT campaign_id, occurrence, about, asked_at, routed_at, COALESCE(settled_at, 0), outcome"
            " FROM catalyst_routing WHERE campaign_id = %s ORDER BY routed_at DESC, id DESC",
            [campaign_id],
        )
    ]


def intents_due(*, now: int, limit: int) -> list[Intent]:
    """What `actions.take_intents` would hand over now, earliest first. Takes nothing."""
    return outbox.peek(now=now, limit=limit)


def intent(intent_id: int) -> Intent:
    """One intent, taken or not; raises NotFound."""
    found = rows.fetch(f"SELECT {rows.INTENT_COLUMNS} FROM catalyst_intent WHERE id = %s", [intent_id])
    if not found:
        raise NotFound("intent_unknown", f"There is no intent {intent_id}.")
    return rows.intent_of(found[0])

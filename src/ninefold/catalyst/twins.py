"""Intents of two profiles that became one person after both were decided on: only one of them goes out.

A twin is retracted as it is taken, with its reason as a decision; what it spent of the person's attention stays spent.
"""

from collections.abc import Iterable, Sequence

from ninefold.catalyst import rows, sentences
from ninefold.catalyst.types import Campaign, Decision, Intent, Reason, Result
from ninefold.context import queries as context
from ninefold.kernel.database.bulk import among

_Standing = tuple[int, int, int, int, int | None]  # id, campaign, occurrence, person, when it was taken


def retract(taken: Sequence[Intent], campaigns: dict[int, Campaign], *, now: int) -> list[Intent]:
    """The taken intents that go out. Joins the taker's transaction."""
    person_of = _joined([intent.profile_id for intent in taken])
    if not person_of:
        return list(taken)
    standing = _standing(person_of)
    batch = {intent.id for intent in taken}
    lost = [each for each in taken if _yields(each, person_of.get(each.profile_id, 0), standing, batch)]
    condition, ids = among("id", [each.id for each in lost])
    rows.execute(f"DELETE FROM catalyst_intent WHERE {condition}", [ids])
    rows.insert_decisions(
        refusal(campaigns[each.campaign_id], each.profile_id, each.arm, now, each.occurrence) for each in lost
    )
    gone = {each.id for each in lost}
    return [each for each in taken if each.id not in gone]


def _joined(profile_ids: Iterable[int]) -> dict[int, int]:
    """All profiles of those people who have several, with their person."""
    profiles_of = context.profiles_of(set(context.person_ids(profile_ids).values()))
    return {each: person for person, profiles in profiles_of.items() if len(profiles) > 1 for each in profiles}


def _standing(person_of: dict[int, int]) -> list[_Standing]:
    condition, profiles = among("profile_id", person_of)
    found = rows.fetch(
        f"SELECT id, campaign_id, occurrence, profile_id, taken_at FROM catalyst_intent WHERE {condition}", [profiles]
    )
    return [
        (number, campaign_id, occurrence, person_of[profile], taken_at)
        for number, campaign_id, occurrence, profile, taken_at in found
    ]


def _yields(intent: Intent, person: int, standing: Sequence[_Standing], batch: set[int]) -> bool:
    """Whether another intent goes before: one taken earlier, else the one of the smaller id, so two takers agree."""
    return any(
        number != intent.id
        and (campaign_id, occurrence, of) == (intent.campaign_id, intent.occurrence, person)
        and (number < intent.id or (taken_at is not None and number not in batch))
        for number, campaign_id, occurrence, of, taken_at in standing
    )


def refusal(campaign: Campaign, profile_id: int, arm: str, now: int, occurrence: int = 0) -> Decision:
    """The reason of a profile that takes no part of its own, because its person takes part under another."""
    given = rows.arm_of(campaign, arm)
    return Decision(
        id=0, campaign_id=campaign.id, profile_id=profile_id, arm=arm, result=Result.REFUSED,
        reason=Reason.SAME_PERSON.value, sentence=sentences.same_person(campaign), value=campaign.value, stock=0.0,
        price=0.0, propensity=given.weight / sum(each.weight for each in campaign.arms),
        candidates=(rows.candidate(campaign, given),), decided_at=now, intent_id=0, occurrence=occurrence,
    )  # fmt: skip

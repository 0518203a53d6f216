"""One batch of decisions: what bars a contact, who gets the attention; intents and reasons in one transaction.

Deciders take turns (SQLite's write lock, an advisory lock on PostgreSQL): two at once could each contact one of two
profiles that have just become one person.
"""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from ninefold.cadence import actions as cadence
from ninefold.cadence.types import AttentionRequest, Outcome, Verdict
from ninefold.catalyst import addresses, candidacies, rows, sentences
from ninefold.catalyst.candidacies import Candidacy
from ninefold.catalyst.types import CampaignStatus, Decision, Intent, Reason, Result
from ninefold.kernel import settings
from ninefold.kernel.database.bulk import among, in_chunks, insert
from ninefold.kernel.ids import derived_id

PEOPLE_PER_LOCK = 100
_Rival = dict[str, Any]


def decide(*, now: int, limit: int) -> int:
    """Decide on up to `limit` people; how many candidacies were decided, 0 when nobody is due.

    Read in one go, decided in slices of whole people, so that no slice holds SQLite's write lock for long.
    """
    running = [each for each in rows.open_campaigns(CampaignStatus.RUNNING) if each.starts_at <= now < each.ends_at]
    gathered = candidacies.gather({campaign.id: campaign for campaign in running}, now=now, limit=limit)
    people: dict[int, list[Candidacy]] = {}
    for each in gathered:
        people.setdefault(each.person.id, []).append(each)
    slices = in_chunks(list(people.values()), PEOPLE_PER_LOCK)
    return sum(_settle([each for person in slice_ for each in person], now) for slice_ in slices)


def _settle(gathered: Sequence[Candidacy], now: int) -> int:
    with transaction.atomic():
        rows.take_turn()
        batch = _still_waiting(gathered)
        contacted = _contacted(batch)
        barred = {each.id: bar for each in batch if (bar := _bar(each, contacted))}
        asking = [each for each in batch if each.id not in barred]
        verdicts = {verdict.key: verdict for verdict in cadence.decide(requests=_requests(asking), now=now)}
        assert len(verdicts) == len(asking), "cadence answers every request once"
        _store(batch, barred, verdicts, now)
    return len(batch)


def _still_waiting(gathered: Sequence[Candidacy]) -> list[Candidacy]:
    """Read again under the lock: another worker may have decided, somebody may have paused, since we gathered."""
    condition, ids = among("c.id", [each.id for each in gathered])
    found = rows.fetch(
        "SELECT c.id FROM catalyst_candidacy c JOIN catalyst_campaign k ON k.id = c.campaign_id"
        f" WHERE k.status = %s AND {condition}",
        [CampaignStatus.RUNNING.value, ids],
    )
    waiting = {number for (number,) in found}
    return [each for each in gathered if each.id in waiting]


def _contacted(batch: Sequence[Candidacy]) -> set[tuple[int, int, int]]:
    """(campaign, person, occurrence) of intents that stand already, under whichever profile."""
    person_of = {profile: each.person.id for each in batch for profile in each.person.profile_ids}
    condition, profiles = among("profile_id", person_of)
    found = rows.fetch(f"SELECT campaign_id, profile_id, occurrence FROM catalyst_intent WHERE {condition}", [profiles])
    return {(campaign_id, person_of[profile_id], occurrence) for campaign_id, profile_id, occurrence in found}


def _bar(each: Candidacy, contacted: set[tuple[int, int, int]]) -> tuple[Reason, str] | None:
    """What forbids this contact whatever attention there is, or None."""
    if not each.counts or (each.campaign.id, each.person.id, each.occurrence) in contacted:
        return Reason.SAME_PERSON, sentences.same_person(each.campaign)
    if not each.consents:
        return Reason.NO_CONSENT, sentences.no_consent(each.campaign)
    if not addresses.is_reachable(each.person, each.campaign.channel):
        return Reason.NO_ADDRESS, sentences.no_address(each.campaign)
    return None


def _requests(asking: Sequence[Candidacy]) -> list[AttentionRequest]:
    house = settings.current().time_zone.key
    return [
        AttentionRequest(
            key=_intent_id(each), person_id=each.person.id, profile_ids=each.person.profile_ids,
            channel=each.campaign.channel, value=each.campaign.value, zone=each.person.zone or house,
            expires_at=each.expires_at,
        )
        for each in asking
    ]  # fmt: skip


def _intent_id(each: Candidacy) -> int:
    return derived_id("campaign", each.campaign.id, each.profile_id, each.occurrence)


def _store(
    batch: Sequence[Candidacy], barred: dict[int, tuple[Reason, str]], verdicts: dict[int, Verdict], now: int
) -> None:
    rivals: dict[int, list[_Rival]] = {}
    for each in batch:
        if each.id not in barred:
            rivals.setdefault(each.person.id, []).append(rows.candidate(each.campaign, each.arm))
    decisions, intents, held = [], [], []
    for each in batch:
        if each.id in barred:
            decisions.append(_refusal(each, *barred[each.id], now))
            continue
        verdict = verdicts[_intent_id(each)]
        decisions.append(_decision(each, verdict, tuple(rivals[each.person.id]), now))
        if verdict.outcome is Outcome.ADMITTED:
            intents.append(_intent(each, verdict, now))
        elif verdict.outcome is Outcome.HELD:
            assert verdict.until > now, "who is held is asked again later"
            held.append((each, verdict.until))
    _put_off(held)
    _end(batch, {each.id for each, _ in held})
    rows.insert_intents(intents)
    rows.insert_decisions(decisions)


_RESULTS = {Outcome.ADMITTED: Result.INTENDED, Outcome.HELD: Result.HELD, Outcome.REFUSED: Result.REFUSED}


def _decision(each: Candidacy, verdict: Verdict, rivals: tuple[_Rival, ...], now: int) -> Decision:
    return Decision(
        id=0, campaign_id=each.campaign.id, profile_id=each.profile_id, arm=each.arm.key,
        result=_RESULTS[verdict.outcome], reason=verdict.reason, sentence=verdict.sentence, value=each.campaign.value,
        stock=verdict.stock, price=verdict.price, propensity=each.propensity, candidates=rivals, decided_at=now,
        intent_id=verdict.key if verdict.outcome is Outcome.ADMITTED else 0, occurrence=each.occurrence,
    )  # fmt: skip


def _refusal(each: Candidacy, reason: Reason, sentence: str, now: int) -> Decision:
    return Decision(
        id=0, campaign_id=each.campaign.id, profile_id=each.profile_id, arm=each.arm.key, result=Result.REFUSED,
        reason=reason.value, sentence=sentence, value=each.campaign.value, stock=0.0, price=0.0,
        propensity=each.propensity, candidates=(rows.candidate(each.campaign, each.arm),), decided_at=now, intent_id=0,
        occurrence=each.occurrence,
    )  # fmt: skip


def _intent(each: Candidacy, verdict: Verdict, now: int) -> Intent:
    assert verdict.not_before < each.expires_at, "an intent is due while its campaign runs"
    return Intent(
        id=verdict.key, campaign_id=each.campaign.id, profile_id=each.profile_id, arm=each.arm.key,
        item_id=each.arm.item_id, channel=each.campaign.channel, purpose=each.campaign.purpose,
        not_before=verdict.not_before, expires_at=each.expires_at, created_at=now, occurrence=each.occurrence,
        about=each.about,
    )  # fmt: skip


def _put_off(held: Sequence[tuple[Candidacy, int]]) -> None:
    insert(
        "catalyst_candidacy",
        rows.CANDIDACY_KINDS,
        [
            (
                each.campaign.id,
                each.profile_id,
                each.arm.key,
                each.propensity,
                until,
                each.occurrence,
                each.about,
                each.expires_at,
            )
            for each, until in held
        ],
        on_conflict="(campaign_id, profile_id, occurrence) DO UPDATE SET ask_at = excluded.ask_at",
    )


def _end(batch: Sequence[Candidacy], held: set[int]) -> None:
    condition, ids = among("id", [each.id for each in batch if each.id not in held])
    rows.execute(f"DELETE FROM catalyst_candidacy WHERE {condition}", [ids])

"""Questions that wait are put to people who are likely to answer: each question once, nobody twice at a time.

A question for which nobody is found waits as long again as it has, and is looked at again.

Who is asked is a candidate like any other: consent, attention and quiet hours are decided in the same place. The
question, its candidates, the reasons of those passed over and the event stand in one transaction, so a process may die
anywhere and no other asks again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from ninefold.catalyst import addresses, rows, sentences
from ninefold.catalyst.types import Campaign, CampaignKind, CampaignStatus, Decision, Reason, Result
from ninefold.collect import actions as collect
from ninefold.collect.types import EventName, NewEvent
from ninefold.community import actions as asking
from ninefold.community import queries as community
from ninefold.community.types import Question
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus, Person
from ninefold.credibility import queries as credibility
from ninefold.kernel.database.bulk import among, insert

ASKED_DAYS = 7  # questions older than that at the start of a campaign are let be
INVITATION_DAYS = 3  # after that an invitation helps nobody
QUESTIONS_PER_TURN = 20
MORE_CANDIDATES = 20  # beside those who may be asked: some have not said yes, or are asked already
LOOK_AGAIN_MINUTES = 30
MINUTE_US, DAY_US = 60_000_000, 86_400_000_000
_ROUTING = {
    "campaign_id": "int", "occurrence": "int", "about": "text", "asked_at": "int", "routed_at": "int",
    "expires_at": "int",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Someone likely to answer; `bar` is why they are not asked, or None."""

    profile_id: int
    person: Person
    bar: tuple[Reason, str] | None


def route_next(*, now: int, limit: int = QUESTIONS_PER_TURN) -> int:
    """Put up to `limit` waiting questions to likely answerers, or off; how many, 0 when none waits."""
    routed = 0
    for campaign in rows.open_campaigns(CampaignStatus.RUNNING):
        if campaign.kind is CampaignKind.QUESTION_ROUTED and campaign.starts_at <= now < campaign.ends_at:
            for question in _waiting(campaign, now, limit - routed):
                routed += _route(campaign, question, now)
    return routed


def _waiting(campaign: Campaign, now: int, limit: int) -> list[Question]:
    since = max(campaign.started_at, campaign.starts_at) - ASKED_DAYS * DAY_US
    until = now - campaign.wait_minutes * MINUTE_US
    return community.unanswered(since=since, until=until, now=now, topic=campaign.topic, limit=limit)


def _route(campaign: Campaign, question: Question, now: int) -> bool:
    """Whether this worker put the question, or put it off as nobody may be asked now; False where another was first."""
    candidates = _candidates(campaign, question)
    expires_at = min(now + INVITATION_DAYS * DAY_US, campaign.ends_at)
    with transaction.atomic():
        rows.take_turn()
        chosen, passed = _chosen(campaign, candidates, now)
        if not (_claimed(campaign, question, now, expires_at) if chosen else _put_off(question, now)):
            return False
        insert("catalyst_candidacy", rows.CANDIDACY_KINDS, [
            (campaign.id, each.profile_id, campaign.arms[0].key, 1.0, now, question.id, question.key, expires_at)
            for each in chosen
        ], on_conflict="(campaign_id, profile_id, occurrence) DO NOTHING")  # fmt: skip
        rows.insert_decisions(_passed_over(campaign, question, each, now) for each in passed)
        if chosen:
            _record(campaign, question, len(chosen), now)
    return True


def _claimed(campaign: Campaign, question: Question, now: int, expires_at: int) -> bool:
    before = rows.fetch("SELECT 1 FROM catalyst_routing WHERE occurrence = %s", [question.id])
    if not before:
        row = (campaign.id, question.id, question.key, question.shown_at, now, expires_at)
        insert("catalyst_routing", _ROUTING, [row])
        asking.set_routed(question_id=question.id, now=now)
    return not before


def _put_off(question: Question, now: int) -> bool:
    until = now + max(LOOK_AGAIN_MINUTES * MINUTE_US, now - question.shown_at)
    return asking.put_off_routing(question_id=question.id, now=now, until=until)


def _candidates(campaign: Campaign, question: Question) -> list[_Candidate]:
    """Likely answerers, best first, each person once, without who asked."""
    topic = question.topic or campaign.topic
    found = credibility.experts(topic, campaign.answerers_max + MORE_CANDIDATES)
    persons = context.persons([each.profile_id for each in found])
    consenting = context.consent_states(list(persons), campaign.purpose, campaign.channel)
    barred = community.barred([profile for person in persons.values() for profile in person.profile_ids])
    asker = context.person_ids([question.profile_id]).get(question.profile_id, question.profile_id)
    by_person: dict[int, _Candidate] = {}
    for each in found:
        person = persons.get(each.profile_id)
        if person is not None and person.id != asker:
            consents = consenting.get(each.profile_id) is ConsentStatus.GRANTED
            bar = _bar(campaign, person, consents=consents, is_barred=not barred.keys().isdisjoint(person.profile_ids))
            own = _Candidate(each.profile_id, person, bar)
            by_person.setdefault(person.id, own)
    return list(by_person.values())


def _bar(campaign: Campaign, person: Person, *, consents: bool, is_barred: bool) -> tuple[Reason, str] | None:
    if is_barred:
        return Reason.BARRED, sentences.BARRED
    if not consents:
        return Reason.NO_CONSENT, sentences.no_consent(campaign)
    if not addresses.is_reachable(person, campaign.channel):
        return Reason.NO_ADDRESS, sentences.no_address(campaign)
    return None


def _chosen(
    campaign: Campaign, candidates: Sequence[_Candidate], now: int
) -> tuple[list[_Candidate], list[tuple[_Candidate, tuple[Reason, str]]]]:
    """Who is asked, and who was passed over on the way to them, with the reason."""
    invited = _invited([profile for each in candidates for profile in each.person.profile_ids], now)
    chosen: list[_Candidate] = []
    passed: list[tuple[_Candidate, tuple[Reason, str]]] = []
    for each in candidates:
        if len(chosen) == campaign.answerers_max:
            break
        bar = each.bar
        if bar is None and not invited.isdisjoint(each.person.profile_ids):
            bar = (Reason.OPEN_INVITATION, sentences.OPEN_INVITATION)
        if bar is None:
            chosen.append(each)
        else:
            passed.append((each, bar))
    return chosen, passed


def _invited(profile_ids: Sequence[int], now: int) -> set[int]:
    """Those of these profiles that are asked about some question already, or wait to be."""
    condition, values = among("profile_id", profile_ids)
    found = rows.fetch(
        f"SELECT profile_id FROM catalyst_candidacy WHERE occurrence > 0 AND {condition} UNION"
        " SELECT i.profile_id FROM catalyst_intent i JOIN catalyst_routing r ON r.occurrence = i.occurrence"
        f" WHERE i.occurrence > 0 AND r.settled_at IS NULL AND r.expires_at > %s AND i.{condition}",
        [values, now, values],
    )
    return {profile for (profile,) in found}


def _passed_over(
    campaign: Campaign, question: Question, passed: tuple[_Candidate, tuple[Reason, str]], now: int
) -> Decision:
    candidate, (reason, sentence) = passed
    return refusal(campaign, candidate.profile_id, question_id=question.id, reason=reason, sentence=sentence, now=now)


def refusal(
    campaign: Campaign, profile_id: int, *, question_id: int, reason: Reason, sentence: str, now: int
) -> Decision:
    """That someone is not asked about a question, and why."""
    arm = campaign.arms[0]
    return Decision(
        id=0, campaign_id=campaign.id, profile_id=profile_id, arm=arm.key, result=Result.REFUSED, reason=reason.value,
        sentence=sentence, value=campaign.value, stock=0.0, price=0.0, propensity=1.0,
        candidates=(rows.candidate(campaign, arm),), decided_at=now, intent_id=0, occurrence=question_id,
    )  # fmt: skip


def _record(campaign: Campaign, question: Question, asked: int, now: int) -> None:
    """The event, told of who asked."""
    properties = {"question": question.key, "topic": question.topic, "campaign_id": campaign.id, "asked": asked}
    event = NewEvent(
        f"question-routed:{question.key}", EventName.QUESTION_ROUTED, now, profile_id=question.profile_id,
        properties=properties,
    )  # fmt: skip
    collect.record(events=[event])

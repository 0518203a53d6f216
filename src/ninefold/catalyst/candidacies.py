"""Who waits for a decision: gathered per person over all running campaigns, so that rivals meet in one batch."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ninefold.catalyst import rows
from ninefold.catalyst.types import Campaign, CampaignArm
from ninefold.context import queries as context
from ninefold.context.types import ConsentStatus, Person
from ninefold.culture.types import Channel, Purpose
from ninefold.experiments import queries as experiments
from ninefold.kernel.database.bulk import among

_COLUMNS = "id, campaign_id, profile_id, arm, propensity, occurrence, about, expires_at"


@dataclass(frozen=True, slots=True)
class Candidacy:
    """One campaign that waits for a decision on one person, with all that the decision needs to know.

    `counts` is False where the person takes part under another profile (profiles joined after the draw). `occurrence`
    and `about` as in types.Intent; `expires_at` in microseconds.
    """

    id: int
    campaign: Campaign
    arm: CampaignArm
    profile_id: int
    person: Person
    propensity: float
    counts: bool
    consents: bool
    occurrence: int
    about: str
    expires_at: int


def gather(campaigns: Mapping[int, Campaign], *, now: int, limit: int) -> list[Candidacy]:
    """All candidacies of up to `limit` people of whom at least one is due. Those held until later compete too."""
    persons = context.persons(_due_profiles(list(campaigns), now=now, limit=limit))
    if not persons:
        return []
    person_of = {profile: person for person in persons.values() for profile in person.profile_ids}
    found = [row for row in _waiting(person_of) if row[1] in campaigns]
    elsewhere = _elsewhere(campaigns, found, person_of)
    yes = _consenting(campaigns, found)
    return [
        Candidacy(
            id=number, campaign=campaigns[campaign_id], arm=rows.arm_of(campaigns[campaign_id], key),
            profile_id=profile_id,
            person=person_of[profile_id], propensity=propensity,
            counts=(campaign_id, profile_id) not in elsewhere,
            consents=(campaign_id, profile_id) in yes,
            occurrence=occurrence, about=about,
            expires_at=min(expires_at or campaigns[campaign_id].ends_at, campaigns[campaign_id].ends_at),
        )
        for number, campaign_id, profile_id, key, propensity, occurrence, about, expires_at in found
    ]  # fmt: skip


def _due_profiles(campaign_ids: Sequence[int], *, now: int, limit: int) -> list[int]:
    """Each campaign gives its share of the batch off its own index, so that a paused one costs nothing."""
    share = -(-limit // max(1, len(campaign_ids)))
    found: dict[int, None] = {}
    for campaign_id in campaign_ids:
        due = rows.fetch(
            "SELECT profile_id FROM catalyst_candidacy WHERE campaign_id = %s AND ask_at <= %s"
            " ORDER BY ask_at, profile_id LIMIT %s",
            [campaign_id, now, share],
        )
        found |= dict.fromkeys(profile for (profile,) in due)
    return list(found)[:limit]


def _waiting(profile_ids: Iterable[int]) -> list[tuple[Any, ...]]:
    condition, profiles = among("profile_id", profile_ids)
    return rows.fetch(f"SELECT {_COLUMNS} FROM catalyst_candidacy WHERE {condition} ORDER BY id", [profiles])


def _elsewhere(
    campaigns: Mapping[int, Campaign], found: Sequence[tuple[Any, ...]], person_of: Mapping[int, Person]
) -> set[tuple[int, int]]:
    """Candidacies (campaign, profile) of people drawn earlier under another of their profiles.

    Where nobody is drawn, as for questions, nobody takes part under another profile.
    """
    joined = {profile: person.id for profile, person in person_of.items() if len(person.profile_ids) > 1}
    drawn = {number for number, campaign in campaigns.items() if campaign.experiment_id}
    concerned = {campaign_id for _, campaign_id, profile_id, *_ in found if profile_id in joined} & drawn
    counting = {
        campaign_id: experiments.earliest_of(campaigns[campaign_id].experiment_id, joined) for campaign_id in concerned
    }
    return {
        (campaign_id, profile_id)
        for _, campaign_id, profile_id, *_ in found
        if campaign_id in concerned
        and profile_id in joined
        and counting[campaign_id][joined[profile_id]].profile_id != profile_id
    }


def _consenting(campaigns: Mapping[int, Campaign], found: Sequence[tuple[Any, ...]]) -> set[tuple[int, int]]:
    """Candidacies (campaign, profile) whose person consents; one question for each purpose and channel."""
    asked: dict[tuple[Purpose, Channel], set[int]] = {}
    for _, campaign_id, profile_id, *_ in found:
        asked.setdefault(_ground(campaigns[campaign_id]), set()).add(profile_id)
    states = {ground: _states(ground, profiles) for ground, profiles in asked.items()}
    return {
        (campaign_id, profile_id)
        for _, campaign_id, profile_id, *_ in found
        if states[_ground(campaigns[campaign_id])].get(profile_id) is ConsentStatus.GRANTED
    }


def _ground(campaign: Campaign) -> tuple[Purpose, Channel]:
    return campaign.purpose, campaign.channel


def _states(ground: tuple[Purpose, Channel], profiles: Iterable[int]) -> Mapping[int, ConsentStatus]:
    purpose, channel = ground
    if purpose is Purpose.SERVICE:  # declared as service, so it needs no consent
        return dict.fromkeys(profiles, ConsentStatus.GRANTED)
    return context.consent_states(sorted(profiles), purpose, channel)

"""A campaign's audience: frozen in one row at the start, then put into arms chunk by chunk.

A chunk, its draws, its candidacies, its decisions by lot and the new cursor stand in one transaction, so a process may
die anywhere and the next goes on. Everyone is drawn as of the start, whenever the chunk's turn comes. No chunk holds
SQLite's write lock longer than 50 ms.
"""

from collections.abc import Sequence

import numpy as np
from django.db import transaction

from ninefold.catalyst import rows, sentences, twins
from ninefold.catalyst.models import Audience
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import Campaign, CampaignStatus, Decision, Reason, Result
from ninefold.context import queries as context
from ninefold.experiments import actions as experiments
from ninefold.experiments.types import Assignment
from ninefold.kernel.database.bulk import among, insert

PEOPLE_PER_CHUNK = 250
_ID_BYTES = 8


def freeze(campaign_id: int, people: Sequence[int], meant: str, *, now: int) -> None:
    """Keep who is in the segment now, and whom it means, in words. Joins the caller's transaction."""
    kept = np.array(sorted(people), dtype="<i8").tobytes()
    Audience.objects.create(campaign_id=campaign_id, people=kept, meant=meant, size=len(people), frozen_at=now)


def place_next(*, now: int) -> int:
    """Put the next chunk of the oldest waiting audience into arms; how many people, 0 when none waits."""
    found = rows.fetch(
        "SELECT a.campaign_id, a.cursor, a.size FROM catalyst_audience a"
        " JOIN catalyst_campaign k ON k.id = a.campaign_id"
        " WHERE a.cursor < a.size AND k.is_open AND k.status <> %s ORDER BY a.campaign_id LIMIT 1",
        [CampaignStatus.PAUSED.value],
    )
    return _place(*found[0], now=now) if found else 0


def _place(campaign_id: int, cursor: int, size: int, *, now: int) -> int:
    campaign = rows.load(campaign_id)
    chunk = _people(campaign_id, cursor)
    with transaction.atomic():
        ours = Audience.objects.filter(pk=campaign_id, cursor=cursor).update(cursor=cursor + len(chunk))
        if not ours:  # another worker placed this very chunk
            return 0
        drawn = experiments.assign(experiment_id=campaign.experiment_id, profile_ids=chunk, now=campaign.started_at)
        _enter(campaign, drawn, now)
        _tell_joined(campaign, chunk, drawn, now)
        if cursor + len(chunk) == size:
            starting = CampaignRow.objects.filter(pk=campaign_id, status=CampaignStatus.STARTING.value)
            starting.update(status=CampaignStatus.RUNNING.value)
    return len(chunk)


def _people(campaign_id: int, cursor: int) -> list[int]:
    (row,) = rows.fetch(
        "SELECT substr(people, %s, %s) FROM catalyst_audience WHERE campaign_id = %s",
        [cursor * _ID_BYTES + 1, PEOPLE_PER_CHUNK * _ID_BYTES, campaign_id],
    )
    people: list[int] = np.frombuffer(row[0], dtype="<i8").tolist()
    return people


def _enter(campaign: Campaign, drawn: Sequence[Assignment], now: int) -> None:
    """Who is in an arm that sends waits for a decision; who is held out by lot has theirs."""
    arms = {arm.key: arm for arm in campaign.arms}
    entered = _entered(campaign.id, drawn)
    new = [each for each in drawn if each.profile_id not in entered]
    ask_at = max(now, campaign.starts_at)
    insert("catalyst_candidacy", rows.CANDIDACY_KINDS, [
        (campaign.id, each.profile_id, each.arm, each.probability, ask_at, 0, "", 0)
        for each in new if arms[each.arm].item_id
    ], on_conflict="(campaign_id, profile_id, occurrence) DO NOTHING")  # fmt: skip
    rows.insert_decisions(
        Decision(
            id=0, campaign_id=campaign.id, profile_id=each.profile_id, arm=each.arm, result=Result.HELD_OUT,
            reason=Reason.BY_LOT, sentence=sentences.by_lot(campaign, arms[each.arm]), value=campaign.value,
            stock=0.0, price=0.0, propensity=each.probability, candidates=(), decided_at=now, intent_id=0,
        )
        for each in new if not arms[each.arm].item_id
    )  # fmt: skip


def _tell_joined(campaign: Campaign, chunk: Sequence[int], drawn: Sequence[Assignment], now: int) -> None:
    """Who was joined into somebody after the freezing takes part as that person, and has this for a reason."""
    joined = set(chunk) - {each.profile_id for each in drawn}
    if not joined:
        return
    person_of = context.person_ids({*joined, *(each.profile_id for each in drawn)})
    taking_part = {person_of[each.profile_id]: each for each in drawn}
    rows.insert_decisions(
        twins.refusal(campaign, profile, taking_part[person_of[profile]].arm, now) for profile in sorted(joined)
    )


def _entered(campaign_id: int, drawn: Sequence[Assignment]) -> set[int]:
    """Who has been decided on before: profiles joined into one person after the freezing come up twice."""
    condition, profiles = among("profile_id", [each.profile_id for each in drawn])
    found = rows.fetch(
        f"SELECT DISTINCT profile_id FROM catalyst_decision WHERE campaign_id = %s AND {condition}",
        [campaign_id, profiles],
    )
    return {profile for (profile,) in found}

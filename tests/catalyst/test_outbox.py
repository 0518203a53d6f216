"""The outbox hands each intent over once, whoever asks and whatever breaks."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection, transaction

from ninefold.catalyst import actions, queries, rows
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.types import CampaignStatus, Intent
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.ids import derived_id
from tests import databases
from tests.experiments.people import join, profiles

NOW = 1_750_000_000_000_000
DAY = 86_400_000_000


def a_campaign(status: CampaignStatus = CampaignStatus.RUNNING, arms: str = "[]") -> CampaignRow:
    return CampaignRow.objects.create(
        uuid=uuid4(), name="Autumn", segment_id=1, channel="mail", purpose="news", goal_keys='["buys_again"]',
        effect_stated=0.1, arms=arms, status=status.value, starts_at=NOW, ends_at=NOW + 9 * DAY, started_at=NOW,
        value=100.0, is_open=True,
    )  # fmt: skip


def put(campaign: CampaignRow, people: Iterable[int], not_before: int = NOW) -> None:
    rows.insert_intents(
        Intent(derived_id("campaign", campaign.pk, person, 0), campaign.pk, person, "letter", 7, Channel.MAIL,
               Purpose.NEWS, not_before, NOW + 9 * DAY, NOW)
        for person in people
    )  # fmt: skip


@pytest.mark.django_db
def test_due_intents_are_taken_once_and_earliest_first() -> None:
    campaign = a_campaign()
    put(campaign, range(1, 4), not_before=NOW + 5)
    put(other := a_campaign(), range(1, 3))
    assert [each.campaign_id for each in queries.intents_due(now=NOW + 5, limit=9)] == [other.pk] * 2 + [
        campaign.pk
    ] * 3
    first = actions.take_intents(now=NOW + 5, limit=3)
    rest = actions.take_intents(now=NOW + 5, limit=9)
    assert [each.not_before for each in first] == [NOW, NOW, NOW + 5]
    assert len({each.id for each in first + rest}) == 5
    assert actions.take_intents(now=NOW + 5, limit=9) == []
    assert queries.intent(first[0].id) == first[0]


@pytest.mark.django_db
def test_what_is_not_due_or_paused_stays_and_what_has_ended_goes_out_as_expired() -> None:
    paused, early, finished = a_campaign(CampaignStatus.PAUSED), a_campaign(), a_campaign(CampaignStatus.FINISHED)
    put(paused, range(1, 2))
    put(early, range(1, 2), not_before=NOW + 1)
    put(finished, range(1, 2), not_before=NOW + DAY)
    CampaignRow.objects.filter(pk=finished.pk).update(ends_at=NOW + 1)
    (only,) = actions.take_intents(now=NOW, limit=9)
    assert (only.campaign_id, only.expires_at) == (finished.pk, NOW + 1)


@pytest.mark.django_db
def test_a_taker_that_breaks_leaves_the_intents_for_the_next() -> None:
    put(a_campaign(), range(1, 5))

    def break_off() -> None:
        with transaction.atomic():
            assert len(actions.take_intents(now=NOW, limit=9)) == 4
            raise RuntimeError("the process dies before its deliveries are kept")

    with pytest.raises(RuntimeError):
        break_off()
    assert len(actions.take_intents(now=NOW, limit=9)) == 4


@pytest.mark.django_db
@pytest.mark.parametrize("first_taken", [None, 0, 1])
def test_of_two_profiles_that_became_one_person_one_is_contacted(first_taken: int | None) -> None:
    """Whether they were joined before either intent was taken, or after the first or the second was."""
    campaign, two = a_campaign(arms='[{"key":"letter","name":"Letter","item_id":7,"weight":1}]'), profiles(2)
    for number, profile in enumerate(two):
        put(campaign, [profile], not_before=NOW if number == first_taken else NOW + 1)
    before = [] if first_taken is None else actions.take_intents(now=NOW, limit=9)
    join(*two)
    after = actions.take_intents(now=NOW + 1, limit=9)
    (contacted,) = before + after
    (yielded,) = queries.decisions(two)
    assert {contacted.profile_id, yielded.profile_id} == set(two)
    assert yielded.reason == "same_person"
    assert actions.take_intents(now=NOW + 1, limit=9) == []


def test_takers_at_once_share_the_intents(database: databases.TestDatabase) -> None:
    put(a_campaign(), range(1, 301))

    def drain(_: int) -> list[int]:
        taken: list[int] = []
        try:
            while batch := _take(20):
                taken += [each.id for each in batch]
        finally:
            connection.close()
        return taken

    with ThreadPoolExecutor(4) as threads:
        shares = list(threads.map(drain, range(4)))
    everything = [number for share in shares for number in share]
    assert len(everything) == len(set(everything)) == 300


def _take(limit: int) -> list[Intent]:
    with transaction.atomic():
        return actions.take_intents(now=NOW, limit=limit)

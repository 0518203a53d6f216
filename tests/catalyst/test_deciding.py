"""Whom a campaign contacts, and why not the others: every person one reason, nobody twice, rivals by value."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from ninefold.catalyst import candidacies, jobs, queries
from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.models import Intent as IntentRow
from ninefold.catalyst.persondata import CatalystData
from ninefold.catalyst.types import CampaignArm, Decision, Result
from ninefold.context import queries as context
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.ids import derived_id
from tests import databases
from tests.catalyst import scene
from tests.catalyst.scene import DAY, HOUR, NOW
from tests.context.events import consent, identify, take


def newest(profile: int) -> Decision:
    return queries.decisions([profile], limit=1)[0]


@pytest.mark.django_db
def test_who_consents_and_can_be_reached_is_contacted() -> None:
    yes, no, silent = scene.people(1), scene.people(1, says="withdrawn"), scene.people(1, says="")
    nowhere = scene.people(1, email=False)
    campaign = scene.started(scene.a_campaign())
    assert scene.run_until_idle(NOW) == 4

    (intent,) = queries.intents_due(now=NOW, limit=9)
    assert intent.id == derived_id("campaign", campaign.id, yes[0], 0) == newest(yes[0]).intent_id
    assert (intent.profile_id, intent.item_id, intent.not_before) == (yes[0], campaign.arms[0].item_id, NOW)
    assert [newest(each).reason for each in (*no, *silent, *nowhere)] == ["no_consent", "no_consent", "no_address"]
    assert newest(no[0]).sentence == "No consent to news by mail is on record."
    assert queries.waiting_count(campaign.id) == 0
    assert scene.run_until_idle(NOW + DAY) == 0


@pytest.mark.django_db
def test_service_needs_no_consent() -> None:
    (person,) = scene.people(1, says="withdrawn")
    scene.started(scene.a_campaign(purpose=Purpose.SERVICE))
    scene.run_until_idle(NOW)
    assert newest(person).result is Result.INTENDED


@pytest.mark.django_db
def test_rivals_are_ranked_by_value_not_by_arrival() -> None:
    """Three mails a week: of four campaigns the one worth least waits, though it came first."""
    (person,) = scene.people(1)
    campaigns = [scene.started(scene.a_campaign(effect=effect)) for effect in (0.1, 0.2, 0.4, 0.3)]
    scene.run_until_idle(NOW)
    results = {each.campaign_id: each for each in queries.decisions([person])}
    assert [results[campaign.id].result for campaign in campaigns] == [Result.HELD, *[Result.INTENDED] * 3]
    held = results[campaigns[0].id]
    assert [each["campaign"] for each in held.candidates] == [campaign.id for campaign in campaigns]
    assert held.propensity == 1.0
    assert held.sentence

    assert scene.run_until_idle(NOW + DAY) == 0
    scene.run_until_idle(NOW + 4 * DAY)
    assert newest(person).result is Result.INTENDED
    assert len(queries.intents_due(now=NOW + 4 * DAY, limit=9)) == 4


@pytest.mark.django_db
def test_quiet_hours_put_the_contact_off_to_the_morning() -> None:
    (person,) = scene.people(1)
    night = NOW + 13 * HOUR
    scene.started(scene.a_campaign(starts_at=night))
    scene.run_until_idle(NOW)
    assert queries.decisions([person]) == []
    scene.run_until_idle(night)
    assert queries.intents_due(now=night, limit=9) == []
    assert [each.not_before for each in queries.intents_due(now=NOW + DAY, limit=9)] == [NOW + 22 * HOUR]


@pytest.mark.django_db
def test_profiles_joined_after_the_draw_are_contacted_as_one_person() -> None:
    """Both were drawn; the second draw yields to the first, whatever came of it."""
    one, two = take(identify(anonymous=f"tab-{n}", traits={"timezone": "UTC"}, at=NOW - DAY) for n in (1, 2))
    campaign = scene.started(scene.a_campaign())
    take([identify("ann", "tab-1", traits={"email": "ann@example.org"}), identify("ann", "tab-2")])
    take([consent("granted", "ann", at=NOW - DAY)])
    assert context.person(one) == context.person(two)
    scene.run_until_idle(NOW)
    assert IntentRow.objects.filter(campaign_id=campaign.id).count() == 1
    assert {newest(one).reason, newest(two).reason} == {"same_person", "admitted"}


@pytest.mark.django_db
def test_profiles_joined_after_one_was_contacted_are_not_contacted_again() -> None:
    two = take([identify(anonymous="tab-2", traits={"timezone": "UTC"}, at=NOW - DAY)])[0]
    (one,) = scene.people(1)
    user = context.person(one).address("account")
    campaign = scene.started(scene.a_campaign())
    take([consent("granted", user, at=NOW - DAY)])
    hold(campaign.id, two)
    scene.run_until_idle(NOW)
    assert newest(one).result is Result.INTENDED
    take([identify(user, "tab-2")])
    scene.run_until_idle(NOW + 2 * DAY)
    assert newest(two).reason == "same_person"
    assert IntentRow.objects.filter(campaign_id=campaign.id).count() == 1


def hold(campaign_id: int, profile: int) -> None:
    """Let one candidacy wait a day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalyst_candidacy SET ask_at = %s WHERE campaign_id = %s AND profile_id = %s",
            [NOW + DAY, campaign_id, profile],
        )


@pytest.mark.django_db
def test_sms_goes_to_those_with_a_number_only() -> None:
    (person,) = scene.people(1)
    user = context.person(person).address("account")
    take([consent("granted", user, said={"channel": "sms"}, at=NOW - DAY)])
    scene.started(scene.a_campaign(channel=Channel.SMS))
    scene.run_until_idle(NOW)
    assert newest(person).sentence == "No phone number is known."


@pytest.mark.django_db
def test_a_batch_that_breaks_anywhere_leaves_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    scene.people(3)
    campaign = scene.started(scene.a_campaign())
    for step in ("_put_off", "_end", "rows.insert_intents", "rows.insert_decisions"):
        with monkeypatch.context() as dying:
            dying.setattr(f"ninefold.catalyst.deciding.{step}", _die)
            with pytest.raises(KeyboardInterrupt):
                jobs.decide_due(now=NOW)
        assert queries.waiting_count(campaign.id) == 3
        assert queries.decision_counts(campaign.id) == {}
    assert scene.run_until_idle(NOW) == 3
    assert len(queries.intents_due(now=NOW, limit=9)) == 3


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.django_db
def test_small_batches_end_where_one_large_batch_does() -> None:
    scene.people(7)
    campaign = scene.started(scene.a_campaign())
    assert scene.run_until_idle(NOW, limit=2) == 7
    assert queries.decision_counts(campaign.id) == {("letter", Result.INTENDED, "admitted"): 7}


def test_workers_at_once_double_nothing(database: databases.TestDatabase) -> None:
    """Four workers, two rival campaigns, 60 people: each person and campaign is decided once."""
    people = scene.people(60)
    letter = scene.a_letter()
    arms = [CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", letter, 3)]
    campaigns = [scene.started(scene.a_campaign(arms=arms, effect=effect)) for effect in (0.1, 0.2)]

    def work(_: int) -> int:
        try:
            return scene.run_until_idle(NOW, limit=7)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(work, range(4)))
    decisions = queries.decisions(people, limit=1_000)
    assert len({(each.campaign_id, each.profile_id) for each in decisions}) == len(decisions) == 120
    intended = [each for each in decisions if each.result is Result.INTENDED]
    assert IntentRow.objects.count() == len(intended) > 60
    assert all(queries.waiting_count(campaign.id) == 0 for campaign in campaigns)


@pytest.mark.django_db
def test_each_campaign_gives_its_share_of_a_batch() -> None:
    """A large campaign does not keep a small one waiting."""
    scene.people(9)
    for _ in range(2):
        scene.started(scene.a_campaign())
    campaigns = {row.pk: queries.campaign(row.pk) for row in CampaignRow.objects.all()}
    gathered = candidacies.gather(campaigns, now=NOW, limit=4)
    assert {each.campaign.id for each in gathered} == set(campaigns)


@pytest.mark.django_db
def test_all_of_it_is_handed_out() -> None:
    (person,) = scene.people(1)
    scene.started(scene.a_campaign(starts_at=NOW + DAY))
    scene.started(scene.a_campaign())
    scene.run_until_idle(NOW)
    held = CatalystData().export([person])
    assert [len(held[table]) for table in ("catalyst_candidacy", "catalyst_decision", "catalyst_intent")] == [1, 1, 1]

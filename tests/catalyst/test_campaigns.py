"""The life of a campaign: what it needs to start, its frozen audience, pause, resume, finish."""

from dataclasses import replace
from typing import Any

import pytest

from ninefold.catalyst import actions, audience, queries
from ninefold.catalyst.errors import CampaignError, CannotStart
from ninefold.catalyst.models import Audience
from ninefold.catalyst.types import Campaign, CampaignArm, CampaignDraft, CampaignStatus, Result
from ninefold.content import actions as content
from ninefold.culture import actions as culture
from ninefold.culture import queries as culture_queries
from ninefold.culture.types import Channel, Purpose
from ninefold.experiments import queries as experiments
from ninefold.kernel.actors import Actor, Role
from ninefold.kernel.errors import NotAllowed
from tests.catalyst import scene
from tests.catalyst.scene import DAY, NOW

pytestmark = pytest.mark.django_db
NOTHING = CampaignArm("nothing", "Nothing", 0, 1)


def thirds() -> list[CampaignArm]:
    return [
        NOTHING,
        CampaignArm("dull", "Dull", scene.a_letter(), 1),
        CampaignArm("better", "Better", scene.a_letter(), 1),
    ]


def refusal(campaign: Campaign, now: int = NOW) -> str:
    with pytest.raises(CannotStart) as refused:
        scene.started(campaign, now)
    assert queries.campaign(campaign.id).status is CampaignStatus.DRAFT
    return refused.value.code


def test_a_start_freezes_the_audience_and_draws_everyone() -> None:
    people = scene.people(30)
    campaign = scene.started(scene.a_campaign(arms=thirds()))
    scene.people(5)
    scene.run_until_idle(NOW)

    drawn = experiments.assignments(campaign.experiment_id)
    assert sorted(each.profile_id for each in drawn) == people
    assert {each.assigned_at for each in drawn} == {NOW}
    counts = queries.decision_counts(campaign.id)
    assert sum(counts.values()) == 30
    assert counts["nothing", Result.HELD_OUT, "by_lot"] == sum(each.arm == "nothing" for each in drawn)
    assert campaign.value == 10_000 * 0.1


def test_without_a_goal_nothing_starts() -> None:
    scene.people(1)
    assert refusal(scene.a_campaign(goals=())) == "campaign_without_goal"
    assert refusal(scene.a_campaign(goals=["riches"])) == "campaign_goal_unknown"


def test_content_must_be_published_and_fit_the_channel() -> None:
    scene.people(1)
    unpublished = content.create_item(actor=scene.ACTOR, title="Draft").id
    assert refusal(scene.a_campaign(arms=[CampaignArm("a", "A", unpublished, 1)])) == "campaign_item_unfit"
    assert refusal(scene.a_campaign(channel=Channel.PUSH)) == "campaign_item_unfit"
    assert refusal(scene.a_campaign(arms=[CampaignArm("a", "A", 999_999, 1)])) == "campaign_item_unknown"
    assert refusal(scene.a_campaign(arms=[NOTHING])) == "campaign_sends_nothing"


def test_content_is_sent_for_its_purpose_and_within_its_span() -> None:
    scene.people(1)

    def sending(**item: Any) -> Campaign:
        return scene.a_campaign(arms=[CampaignArm("a", "A", scene.a_letter(**item), 1)])

    assert refusal(sending(purpose=Purpose.OFFERS)) == "campaign_item_purpose"
    assert refusal(sending(valid_from=NOW + DAY)) == "campaign_item_early"
    assert refusal(sending(valid_until=NOW - DAY)) == "campaign_item_late"
    assert refusal(sending(valid_until=NOW + 19 * DAY)) == "campaign_item_late"
    assert scene.started(sending(valid_from=NOW, valid_until=NOW + 20 * DAY)).started_at == NOW


def test_a_letter_needs_the_company_s_address() -> None:
    scene.people(1)
    campaign = scene.a_campaign()
    culture.save_charter(actor=scene.ACTOR, charter=replace(culture_queries.charter(), postal_address=""))
    assert refusal(campaign) == "campaign_without_address"


def test_somebody_must_be_in_the_segment_and_there_must_be_time() -> None:
    assert refusal(scene.a_campaign()) == "campaign_segment_empty"
    assert refusal(scene.a_campaign(segment_id=999_999)) == "campaign_segment_unknown"
    assert refusal(scene.a_campaign(), now=NOW + 21 * DAY) == "campaign_ends_first"
    with pytest.raises(CampaignError, match="end before it starts"):
        scene.a_campaign(starts_at=NOW, ends_at=NOW)


def test_a_campaign_starts_once() -> None:
    scene.people(2)
    campaign = scene.started(scene.a_campaign())
    with pytest.raises(CannotStart, match="started already"):
        scene.started(campaign)
    with pytest.raises(CampaignError, match="Only a draft"):
        actions.change_campaign(
            actor=scene.ACTOR,
            campaign_id=campaign.id,
            draft=CampaignDraft("Other", 1, Channel.MAIL, campaign.purpose, (), 0.1, campaign.arms, NOW, NOW + DAY),
        )


def test_a_start_without_holdout_is_allowed_and_warned_of() -> None:
    scene.people(1)
    without, with_one = scene.a_campaign(), scene.a_campaign(arms=thirds())
    assert [each.code for each in queries.warnings(without.arms, 60)] == ["campaign_without_holdout"]
    assert [each.code for each in queries.warnings(without.arms, 59)] == ["campaign_too_small"], "too few for a holdout"
    assert queries.warnings(with_one.arms, 90) == []
    assert [each.code for each in queries.warnings(with_one.arms, 89)] == ["campaign_too_small"]
    assert queries.problems(without.id, now=NOW) == []


@pytest.mark.parametrize(
    ("arms", "effect", "code"),
    [
        ([], 0.1, "campaign_arms"),
        ([NOTHING, replace(NOTHING, key="more")], 0.1, "campaign_arm_holdouts"),
        ([NOTHING, NOTHING], 0.1, "campaign_arm_keys"),
        ([replace(NOTHING, weight=0)], 0.1, "campaign_arm_weights"),
        ([NOTHING], 1.5, "campaign_effect"),
    ],
)
def test_drafts_that_could_never_be_right_are_refused(arms: list[CampaignArm], effect: float, code: str) -> None:
    with pytest.raises(CampaignError) as refused:
        scene.a_campaign(arms=arms, effect=effect)
    assert refused.value.code == code


def test_the_rights_are_asked_for() -> None:
    with pytest.raises(NotAllowed):
        actions.start_campaign(actor=Actor("user:1", "Ed", frozenset({Role.EDITOR})), campaign_id=1, now=NOW)


def test_a_large_audience_is_placed_chunk_by_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audience, "PEOPLE_PER_CHUNK", 4)
    people = scene.people(10)
    campaign = scene.started(scene.a_campaign(arms=thirds()))
    assert campaign.status is CampaignStatus.STARTING
    assert len(experiments.assignments(campaign.experiment_id)) == 4
    actions.pause(actor=scene.ACTOR, campaign_id=campaign.id)
    assert audience.place_next(now=NOW) == 0
    assert actions.resume(actor=scene.ACTOR, campaign_id=campaign.id).status is CampaignStatus.STARTING
    scene.run_until_idle(NOW + DAY)
    assert queries.campaign(campaign.id).status is CampaignStatus.RUNNING
    drawn = experiments.assignments(campaign.experiment_id)
    assert sorted(each.profile_id for each in drawn) == people
    assert {each.assigned_at for each in drawn} == {NOW}, "all are drawn as of the start"


def test_a_process_that_dies_while_placing_loses_and_doubles_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Break at every step of a chunk in turn; the next process goes on."""
    monkeypatch.setattr(audience, "PEOPLE_PER_CHUNK", 4)
    people = scene.people(12)
    campaign = scene.started(scene.a_campaign(arms=thirds()))
    for step in ("experiments.assign", "insert", "rows.insert_decisions"):
        with monkeypatch.context() as dying:
            dying.setattr(f"ninefold.catalyst.audience.{step}", _die)
            with pytest.raises(KeyboardInterrupt):
                audience.place_next(now=NOW)
        assert Audience.objects.get(pk=campaign.id).cursor == 4
    scene.run_until_idle(NOW)
    assert sorted(each.profile_id for each in experiments.assignments(campaign.experiment_id)) == people
    assert sum(queries.decision_counts(campaign.id).values()) == 12


def _die(*_: object, **__: object) -> None:
    raise KeyboardInterrupt


def test_a_paused_campaign_decides_nothing_and_goes_on_when_resumed() -> None:
    scene.people(3)
    campaign = scene.started(scene.a_campaign())
    actions.pause(actor=scene.ACTOR, campaign_id=campaign.id)
    assert scene.run_until_idle(NOW) == 0
    actions.resume(actor=scene.ACTOR, campaign_id=campaign.id)
    assert scene.run_until_idle(NOW) == 3
    assert len(queries.intents_due(now=NOW, limit=9)) == 3
    with pytest.raises(CampaignError, match="Only a paused"):
        actions.resume(actor=scene.ACTOR, campaign_id=campaign.id)


def test_who_still_waits_when_a_campaign_ends_is_told_why() -> None:
    scene.people(2)
    natural = scene.started(scene.a_campaign(starts_at=NOW + DAY, ends_at=NOW + 2 * DAY))
    by_hand = scene.started(scene.a_campaign(starts_at=NOW + DAY))
    actions.finish(actor=scene.ACTOR, campaign_id=by_hand.id, now=NOW + DAY)
    scene.run_until_idle(NOW + 2 * DAY)
    assert queries.decision_counts(natural.id) == {("letter", Result.REFUSED, "campaign_ended"): 2}
    assert queries.decision_counts(by_hand.id) == {("letter", Result.REFUSED, "campaign_finished"): 2}
    assert queries.campaign(natural.id).status is CampaignStatus.FINISHED
    assert queries.waiting_count(natural.id) == 0
    assert scene.run_until_idle(NOW + 3 * DAY) == 0


def test_a_finished_campaign_stays_open_until_its_last_intent_is_taken() -> None:
    scene.people(2)
    campaign = scene.started(scene.a_campaign())
    scene.run_until_idle(NOW)
    actions.finish(actor=scene.ACTOR, campaign_id=campaign.id, now=NOW + DAY)
    scene.run_until_idle(NOW + DAY)
    taken = actions.take_intents(now=NOW + DAY, limit=9)
    assert [each.expires_at for each in taken] == [NOW + DAY] * 2

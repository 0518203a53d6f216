"""The campaigns' pages: planned by hand, started once, stopped and resumed, every reason and interval shown."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ninefold.catalyst import queries
from ninefold.catalyst.types import Campaign, CampaignArm, CampaignStatus
from ninefold.collect import writing
from ninefold.collect.types import Trust
from ninefold.context import queries as context
from ninefold.culture import actions as culture
from ninefold.culture.types import Goal
from ninefold.experiments import actions as experiments_actions
from ninefold.experiments import queries as experiments
from ninefold.kernel import clock, settings
from ninefold.pipeline import demo_note
from ninefold.pipeline.demo_note import DemoNote
from ninefold.web.studio.campaigns.origin import simulator_of
from ninefold.web.studio.home import tiles
from ninefold.web.studio.home.tiles import Tile
from tests.catalyst import scene
from tests.catalyst.scene import ACTOR, DAY, GOAL, NOW
from tests.context.events import event


@pytest.fixture(autouse=True)
def _driven(db: None) -> None:
    clock.drive(clock.from_us(NOW))


def typed(segment_id: int, item_id: int, **more: str) -> dict[str, str]:
    """The form of a campaign of two arms as a browser posts it."""
    return {
        "name": "Autumn", "segment": str(segment_id), "channel": "mail", "purpose": "news", "goals": GOAL.key,
        "effect": "1.5", "starts_at": "", "ends_at": "2025-07-20T10:00", "submission": "once",
        "arm-0-name": "Nothing", "arm-0-item": "0", "arm-0-weight": "1",
        "arm-1-name": "Letter", "arm-1-item": str(item_id), "arm-1-weight": "2", **more,
    }  # fmt: skip


def two_arms(item_id: int) -> tuple[CampaignArm, ...]:
    return CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", item_id, 1)


def started(people: int) -> Campaign:
    scene.people(people)
    campaign = scene.started(scene.a_campaign(arms=two_arms(scene.a_letter())))
    scene.run_until_idle(NOW)
    return campaign


def test_an_empty_house_says_what_is_needed_first(studio: Client) -> None:
    assert "No campaigns yet" in studio.get("/campaigns/").content.decode()
    html = studio.get("/campaigns/new/").content.decode()
    assert "Make a segment first" in html
    assert "define a goal" in html
    assert "Write an item first" in html


def test_what_is_published_leads_to_a_campaign_that_sends_it(studio: Client) -> None:
    item = scene.a_letter()
    address = f"/campaigns/new/?item={item}"
    assert address in studio.get(f"/content/{item}/").content.decode()
    assert f'value="{item}" selected' in studio.get(address).content.decode()


def test_a_plan_typed_is_kept_as_it_was_typed(studio: Client) -> None:
    culture.define_goal(actor=ACTOR, goal=GOAL)
    scene.an_address()
    segment_id, item_id = scene.a_segment(), scene.a_letter()
    answer = studio.post("/campaigns/new/", typed(segment_id, item_id), follow=True)
    (campaign,) = queries.campaigns()
    assert campaign.arms == (CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", item_id, 2))
    assert (campaign.effect_stated, campaign.goal_keys, campaign.segment_id) == (0.015, (GOAL.key,), segment_id)
    assert campaign.ends_at == clock.to_us(clock.from_us(NOW).replace(month=7, day=20, hour=10, minute=0))
    html = answer.content.decode()
    assert "stated" in html
    assert ">Start<" in html


def test_a_second_press_of_the_button_makes_no_second_campaign(studio: Client) -> None:
    culture.define_goal(actor=ACTOR, goal=GOAL)
    form = typed(scene.a_segment(), scene.a_letter())
    for _ in range(2):
        answer = studio.post("/campaigns/new/", form, follow=True)
    assert "saved already" in answer.content.decode()
    assert len(queries.campaigns()) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": ""}, "This field is required"),
        ({"arm-1-item": ""}, "choose what “Letter” sends"),
        ({"arm-1-item": "0"}, "Choose content for at least one arm"),
        ({"arm-1-weight": "0"}, "whole number from 1"),
        ({"arm-1-name": "nothing"}, "Two arms have the same name"),
        ({"ends_at": "2024-01-01T10:00", "starts_at": "2025-01-01T10:00"}, "end before it starts"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(studio: Client, change: dict[str, str], said: str) -> None:
    culture.define_goal(actor=ACTOR, goal=GOAL)
    answer = studio.post("/campaigns/new/", typed(scene.a_segment(), scene.a_letter(), **change))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert 'value="Nothing"' in html
    assert queries.campaigns() == []


def test_the_plan_counts_people_consent_and_power_while_typing(studio: Client) -> None:
    culture.define_goal(actor=ACTOR, goal=GOAL)
    scene.people(30)
    scene.people(10, says="")
    scene.people(5, email=False)
    html = studio.post("/campaigns/plan/", typed(scene.a_segment(), scene.a_letter())).content.decode()
    assert "<dt>In the segment</dt><dd><b>45</b>" in html
    assert "<b>30</b> Letter" in html
    (reach,) = re.findall(r'hx-get="(/campaigns/reach/[^"]+)"', html)
    facts = dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", studio.get(reach.replace("&amp;", "&")).content.decode()))
    assert facts["With an address"] == "40"
    assert facts["With consent"] == "35"
    assert facts["With both"] == "30"
    assert facts["Contacts at most"] == "20"
    assert experiments.TOO_SMALL in html
    assert "four times in five" not in html


def test_a_plan_asks_the_database_for_each_set_of_people_once(studio: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    real = context.members

    def members(condition: object, *, now: int) -> list[int]:
        asked.append(condition)
        return real(condition, now=now)

    monkeypatch.setattr(context, "members", members)
    scene.people(2)
    form = typed(scene.a_segment(), scene.a_letter())
    for share in ("1", "2", "3"):
        html = studio.post("/campaigns/plan/", form | {"arm-0-weight": share}).content.decode()
        (reach,) = re.findall(r'hx-get="(/campaigns/reach/[^"]+)"', html)
        studio.get(reach.replace("&amp;", "&"))
    assert len(asked) == 3  # the segment, those who said yes, those with an address


def test_a_plan_without_holdout_or_people_is_warned_of(studio: Client) -> None:
    form = typed(scene.a_segment(), scene.a_letter(), **{"arm-0-name": "", "arm-0-item": ""})
    assert "Nobody is in this segment now" in studio.post("/campaigns/plan/", form).content.decode()
    scene.people(60)
    cache.clear()
    html = studio.post("/campaigns/plan/", form).content.decode()
    assert "No arm gets nothing" in html
    assert experiments.GROUPS_NEED not in html


def test_a_start_from_which_nothing_could_be_learned_asks_first(studio: Client) -> None:
    scene.people(3)
    campaign = scene.a_campaign(arms=two_arms(scene.a_letter()))
    asked = studio.post(f"/campaigns/{campaign.id}/start/").content.decode()
    assert "would hold about 1 of 3 people" in asked
    assert queries.campaign(campaign.id).status is CampaignStatus.DRAFT
    studio.post(f"/campaigns/{campaign.id}/start/", {"sure": "1"})
    assert queries.campaign(campaign.id).status is not CampaignStatus.DRAFT


def test_without_a_goal_it_cannot_start_and_the_page_says_where_to_go(studio: Client) -> None:
    scene.people(4)
    campaign = scene.a_campaign(goals=())
    html = studio.get(f"/campaigns/{campaign.id}/").content.decode()
    assert "It cannot start yet: Choose the goal" in html
    assert "cannot start yet" in studio.get("/").content.decode()
    assert 'href="/goals/"' in html
    assert ">Start<" not in html
    answer = studio.post(f"/campaigns/{campaign.id}/start/", follow=True)
    assert "goal" in answer.content.decode()
    assert queries.campaign(campaign.id).status is CampaignStatus.DRAFT


def test_it_starts_once_stops_resumes_and_ends(studio: Client) -> None:
    scene.people(6)
    campaign = scene.a_campaign(arms=two_arms(scene.a_letter()))
    address = f"/campaigns/{campaign.id}"
    assert "It runs" in studio.post(f"{address}/start/", {"sure": "1"}, follow=True).content.decode()
    assert "started already" in studio.post(f"{address}/start/", follow=True).content.decode()
    assert "paused" in studio.post(f"{address}/pause/", follow=True).content.decode()
    assert "goes on" in studio.post(f"{address}/resume/", follow=True).content.decode()
    assert "finished" in studio.post(f"{address}/finish/", follow=True).content.decode()
    assert queries.campaign(campaign.id).status is CampaignStatus.FINISHED
    assert studio.get(f"{address}/start/").status_code == 302


def test_a_draft_is_changed_and_a_started_one_copied(studio: Client) -> None:
    culture.define_goal(actor=ACTOR, goal=GOAL)
    segment_id, item_id = scene.a_segment(), scene.a_letter()
    studio.post("/campaigns/new/", typed(segment_id, item_id))
    (campaign,) = queries.campaigns()
    assert 'value="Autumn"' in studio.get(f"/campaigns/{campaign.id}/edit/").content.decode()
    studio.post(f"/campaigns/{campaign.id}/edit/", typed(segment_id, item_id, name="Winter"))
    assert [each.name for each in queries.campaigns()] == ["Winter"]
    assert "Winter, again" in studio.get(f"/campaigns/new/?from={campaign.id}").content.decode()


def test_every_reason_is_shown_in_sum(studio: Client) -> None:
    scene.people(12)
    scene.people(40, says="withdrawn")
    campaign = scene.started(scene.a_campaign(arms=two_arms(scene.a_letter())))
    scene.run_until_idle(NOW)
    html = studio.get(f"/campaigns/{campaign.id}/").content.decode()
    assert "left out by lot" in html
    assert "has not said yes" in html
    counts = queries.decision_counts(campaign.id)
    assert sum(counts.values()) == 52
    for people in counts.values():
        assert f">{people}<" in html


def test_a_null_result_is_said_plainly_with_what_could_be_seen(studio: Client) -> None:
    scene.people(200)  # so many that no arm is drawn too small to be read
    campaign = scene.started(scene.a_campaign(arms=two_arms(scene.a_letter())))
    drawn = experiments.assignments(campaign.experiment_id)
    buyers = [a.profile_id for arm in campaign.arms for a in [a for a in drawn if a.arm == arm.key][:6]]
    writing.insert_events(event(name="Order Completed", at=NOW + DAY, profile_id=profile) for profile in buyers)
    clock.drive(clock.from_us(NOW + 2 * DAY))
    html = studio.get(f"/campaigns/{campaign.id}/").content.decode()
    assert "No difference is shown" in html
    assert "would be seen" in html
    assert "randomised" in html
    assert "made by the simulator" not in html
    assert "not everyone's days are over" in html.replace("&#x27;", "'")


def test_simulated_reactions_say_so_beside_the_result(studio: Client) -> None:
    people = scene.people(40)
    campaign = scene.started(scene.a_campaign(arms=two_arms(scene.a_letter())))
    writing.insert_events(
        [event(name="Order Completed", at=NOW + DAY, profile_id=people[0], properties={"simulated": True})]
    )
    clock.drive(clock.from_us(NOW + 2 * DAY))
    html = studio.get(f"/campaigns/{campaign.id}/").content.decode()
    assert "made by the simulator" in html
    assert "says nothing about what content does" in html
    assert f"Only counts are shown. {experiments.GROUPS_NEED}" in html
    assert "Difference from doing nothing" not in html


def test_what_is_older_than_the_letter_is_never_a_gain(studio: Client) -> None:
    scene.people(200)  # so many that no arm is drawn too small to be read
    campaign = scene.started(scene.a_campaign(arms=two_arms(scene.a_letter())))
    drawn = experiments.assignments(campaign.experiment_id)
    buyers = [one.profile_id for one in drawn if one.arm == "letter"][:20]
    writing.insert_events(event(name="Order Completed", at=NOW + DAY, profile_id=profile) for profile in buyers)
    clock.drive(clock.from_us(NOW + 2 * DAY))
    lived, told = studio.get(f"/campaigns/{campaign.id}/").content.decode(), catalyst_tile()
    demo_note.write(settings.current().data, a_note(campaign))
    try:
        past, silent = studio.get(f"/campaigns/{campaign.id}/").content.decode(), catalyst_tile()
    finally:
        (settings.current().data / demo_note.FILE).unlink()
    assert told.value.startswith("+")
    assert "lead-finding gain" in lived
    assert "only be chance" not in lived
    assert "lead-finding gain" not in past
    assert 'class="chip good">randomised' not in past
    assert "these purchases are older than the letter, so that can only be chance" in past
    assert silent.is_few


def catalyst_tile() -> Tile:
    """How the home page tells what campaigns changed."""
    return next(tile for row in tiles.square(clock.now_us()) for tile in row.tiles if tile.c == "catalyst")


def a_note(campaign: Campaign) -> DemoNote:
    return DemoNote(state="done", seed=7, campaign_ids=(campaign.id,))


def test_a_simulators_doing_says_so_on_the_page_and_at_home(studio: Client) -> None:
    culture.define_goal(actor=ACTOR, goal=Goal("answers", "Answers", "Poll Answered", {}, 1, 28))
    scene.people(200)  # so many that no arm is drawn too small to be read
    campaign = scene.started(scene.a_campaign(arms=two_arms(scene.a_letter()), goals=(GOAL.key, "answers")))
    drawn = experiments.assignments(campaign.experiment_id)
    chosen = [one.profile_id for one in drawn if one.arm == "letter"][:20]
    experiments_actions.expose(experiment_id=campaign.experiment_id, profile_ids=chosen, now=NOW)
    writing.insert_events(
        event(name="Poll Answered", at=NOW + DAY, profile_id=profile, trust=Trust.LINK) for profile in chosen
    )
    clock.drive(clock.from_us(NOW + 2 * DAY))
    demo_note.write(settings.current().data, a_note(campaign))
    try:
        tile = catalyst_tile()
        page, square = (studio.get(path).content.decode() for path in (f"/campaigns/{campaign.id}/", "/square/"))
    finally:
        (settings.current().data / demo_note.FILE).unlink()
    assert "says nothing about what content does" in page
    assert tile.value.startswith("+")
    assert tile.mark == "made by the simulator"
    assert "“Answers”" in tile.what
    assert square.count('class="chip warn">made by the simulator') == 1


def test_the_demo_note_tells_what_its_simulator_did_and_what_is_real() -> None:
    note = DemoNote(state="done", seed=7, parameters={"answers_old": 0.035, "answers_better": 0.065})
    clicked = event(name="Poll Answered", trust=Trust.LINK)
    bought = event(name="Order Completed", trust=Trust.SERVER)
    assert simulator_of([bought], note) == ("", False)
    assert simulator_of([bought, clicked], note) == ("seed 7; answers better 0.065, answers old 0.035", True)
    assert simulator_of([clicked], None) == ("", False)


def test_the_page_asks_the_same_number_of_questions_of_few_and_many(studio: Client) -> None:
    studio.get("/campaigns/")
    asked = []
    for people in (10, 70):
        campaign = started(people)
        with CaptureQueriesContext(connection) as captured:
            studio.get(f"/campaigns/{campaign.id}/")
        asked.append(len(captured))
    assert asked[0] == asked[1] <= 30


def test_an_editor_looks_and_may_not_touch(editor: Client) -> None:
    scene.people(4)
    campaign = scene.a_campaign(arms=two_arms(scene.a_letter()))
    html = editor.get(f"/campaigns/{campaign.id}/").content.decode()
    assert ">Start<" not in html
    assert editor.post(f"/campaigns/{campaign.id}/start/").status_code == 403
    assert editor.get("/campaigns/new/").status_code == 403
    assert queries.campaign(campaign.id).status is CampaignStatus.DRAFT

"""What a campaign changed: counted as assigned, in the window, each person once, bots left out."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from ninefold.catalyst.models import Campaign as CampaignRow
from ninefold.catalyst.rows import to_json
from ninefold.catalyst.types import CampaignArm
from ninefold.collect import writing
from ninefold.culture import actions as culture
from ninefold.culture.types import Goal
from ninefold.experiments import actions as experiments
from ninefold.experiments.types import Arm, Assignment
from ninefold.kernel.actors import system
from ninefold.kernel.errors import NotFound
from ninefold.kernel.proportions import jointly, newcombe, wilson
from ninefold.measure import queries, reaching
from ninefold.measure.types import GoalRead
from tests.catalyst import scene
from tests.context.events import event
from tests.experiments.people import join, profiles

ACTOR = system("test")
NOW = 1_750_068_000_000_000
DAY = 86_400_000_000
GOAL = Goal("buys", "Buys again", "Order Completed", {}, 10_000, 7)
ARMS = (CampaignArm("nothing", "Nothing", 0, 1), CampaignArm("letter", "Letter", 7, 1))


def a_campaign(arms: Sequence[CampaignArm] = ARMS, goal: Goal = GOAL) -> CampaignRow:
    culture.define_goal(actor=ACTOR, goal=goal)
    drawn = [Arm(arm.key, arm.name, arm.weight, is_holdout=arm.item_id == 0) for arm in arms]
    experiment = experiments.create(actor=ACTOR, key=str(uuid4()), arms=drawn)
    return CampaignRow.objects.create(
        uuid=uuid4(), name="Autumn", segment_id=1, channel="mail", purpose="news", goal_keys=to_json([goal.key]),
        effect_stated=0.1, arms=to_json(list(arms)), status="running", starts_at=NOW, ends_at=NOW + 9 * DAY,
        started_at=NOW, value=100.0, is_open=True, experiment_id=experiment.id,
    )  # fmt: skip


def draw(campaign: CampaignRow, people: Sequence[int], now: int = NOW) -> dict[str, list[int]]:
    """Assign people; who came into which arm."""
    found: dict[str, list[int]] = {"nothing": [], "letter": []}
    drawn: list[Assignment] = experiments.assign(experiment_id=campaign.experiment_id or 0, profile_ids=people, now=now)
    for each in drawn:
        found[each.arm].append(each.profile_id)
    return found


def buys(*people: int, at: int = NOW + DAY, **given: Any) -> None:
    writing.insert_events(
        event(name="Order Completed", at=at, profile_id=person, properties={"revenue": 5}, **given) for person in people
    )


def read(campaign: CampaignRow, now: int = NOW + 6 * DAY) -> GoalRead:
    return queries.read(campaign.pk, GOAL.key, now=now)


def reached(found: GoalRead) -> dict[str, tuple[int, int]]:
    return {arm.arm: (arm.reached, arm.people) for arm in found.arms}


@pytest.mark.django_db
def test_everyone_of_an_arm_counts_contacted_or_not() -> None:
    campaign = a_campaign()
    arms = draw(campaign, profiles(200))
    experiments.expose(experiment_id=campaign.experiment_id or 0, profile_ids=arms["letter"][:5], now=NOW + 1)
    buys(*arms["nothing"][:6], *arms["letter"][:11], *arms["letter"][-3:])
    buys(arms["letter"][0], at=NOW + 2 * DAY)
    found = read(campaign)

    nothing, letter = len(arms["nothing"]), len(arms["letter"])
    assert reached(found) == {"nothing": (6, nothing), "letter": (14, letter)}
    assert [arm.contacted for arm in found.arms] == [0, 5]
    assert (found.arms[1].rate.low, found.arms[1].rate.high) == wilson(14, letter)
    ((arm, difference),) = found.differences
    assert arm == "letter"
    assert difference.estimate == pytest.approx(14 / letter - 6 / nothing)
    assert (difference.low, difference.high) == newcombe(14, letter, 6, nothing)
    assert not found.too_few


@pytest.mark.django_db
def test_the_intervals_of_several_arms_hold_all_together() -> None:
    third = CampaignArm("card", "Card", 8, 1)
    campaign = a_campaign(arms=(*ARMS, third))
    drawn = experiments.assign(experiment_id=campaign.experiment_id or 0, profile_ids=profiles(90), now=NOW)
    buys(*(each.profile_id for each in drawn[::3]))
    found = read(campaign)
    holdout, *sending = found.arms
    for (arm, difference), own in zip(found.differences, sending, strict=True):
        assert arm == own.arm
        both = (own.reached, own.people, holdout.reached, holdout.people)
        assert (difference.low, difference.high) == newcombe(*both, jointly(2))


@pytest.mark.django_db
def test_only_what_happens_in_the_window_counts() -> None:
    campaign = a_campaign()
    everyone = profiles(8)
    draw(campaign, everyone)
    before, first, last, after, never, still_to_come, *_ = everyone
    buys(before, at=NOW - 1)
    buys(first, at=NOW)
    buys(last, at=NOW + 7 * DAY - 1)
    buys(after, at=NOW + 7 * DAY)
    assert sum(count for count, _ in reached(read(campaign, NOW + 30 * DAY)).values()) == 2
    assert sum(count for count, _ in reached(read(campaign, NOW + 6 * DAY)).values()) == 1
    assert not read(campaign, NOW + 7 * DAY - 1).complete
    assert read(campaign, NOW + 7 * DAY).complete
    assert never
    assert still_to_come


@pytest.mark.django_db
def test_the_window_begins_when_the_campaign_does() -> None:
    campaign = a_campaign()
    CampaignRow.objects.filter(pk=campaign.pk).update(starts_at=NOW + 2 * DAY)
    everyone = profiles(4)
    draw(campaign, everyone)
    buys(everyone[0], at=NOW + 2 * DAY - 1)
    buys(everyone[1], at=NOW + 2 * DAY)
    buys(everyone[2], at=NOW + 9 * DAY - 1)
    buys(everyone[3], at=NOW + 9 * DAY)
    assert not read(campaign, NOW + 9 * DAY - 1).complete
    assert sum(arm.reached for arm in read(campaign, NOW + 30 * DAY).arms) == 2


@pytest.mark.django_db
def test_bots_are_left_out_and_counted() -> None:
    campaign = a_campaign()
    everyone = profiles(4)
    draw(campaign, everyone)
    buys(everyone[0])
    buys(*everyone[1:3], is_bot=True)
    found = read(campaign)
    assert sum(arm.reached for arm in found.arms) == 1
    assert found.bots_left_out == 2
    assert found.too_few


@pytest.mark.django_db
def test_a_merged_person_counts_once_where_they_were_drawn_first() -> None:
    campaign = a_campaign()
    arms = draw(campaign, profiles(20))
    early, late = arms["letter"][0], arms["nothing"][0]
    sizes = {key: len(people) for key, people in arms.items()}
    experiment_id = campaign.experiment_id or 0
    late_joined = profiles(1)[0]
    draw(campaign, [late_joined], now=NOW + 1)
    join(early, late_joined)
    buys(late_joined)
    experiments.expose(experiment_id=experiment_id, profile_ids=[late_joined], now=NOW + 2)
    found = read(campaign)
    assert reached(found) == {"nothing": (0, sizes["nothing"]), "letter": (1, sizes["letter"])}
    assert found.arms[1].contacted == 1
    assert late not in arms["letter"]


@pytest.mark.django_db
def test_a_goal_may_ask_for_properties() -> None:
    goal = Goal(GOAL.key, "Answers", "Poll Answered", {"poll": "7", "agrees": "true"}, 1, 7)
    campaign = a_campaign(goal=goal)
    everyone = profiles(5)
    draw(campaign, everyone)
    said = [{"poll": 7, "agrees": True}, {"poll": "7", "agrees": "true"}, {"poll": "7", "agrees": False}, {"poll": "8"}]
    writing.insert_events(
        event(name="Poll Answered", at=NOW + DAY, profile_id=person, properties=properties)
        for person, properties in zip(everyone, said, strict=False)
    )
    assert sum(arm.reached for arm in read(campaign).arms) == 2


@pytest.mark.django_db
def test_a_draft_and_a_campaign_without_holdout_read_as_what_they_are() -> None:
    draft = a_campaign()
    CampaignRow.objects.filter(pk=draft.pk).update(experiment_id=None, status="draft")
    found = read(draft)
    assert reached(found) == {"nothing": (0, 0), "letter": (0, 0)}
    assert (found.complete, found.too_few) == (False, True)
    assert (found.arms[0].rate.low, found.arms[0].rate.high) == (0.0, 1.0)
    alone = a_campaign(arms=ARMS[1:])
    draw(alone, profiles(3))
    assert read(alone).differences == ()
    with pytest.raises(NotFound):
        queries.read(alone.pk, "riches", now=NOW)


@pytest.mark.django_db
def test_the_number_of_statements_does_not_grow_with_the_people(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    campaign = a_campaign()
    everyone = profiles(600)
    draw(campaign, everyone)
    buys(*everyone[::2])
    with django_assert_max_num_queries(9):
        found = read(campaign)
    assert sum(arm.reached for arm in found.arms) == 300


@pytest.mark.django_db
def test_the_base_rate_is_these_peoples_own_in_the_window_before() -> None:
    culture.define_goal(actor=ACTOR, goal=GOAL)
    people = scene.people(5)
    outside = profiles(1)
    buys(*people[:2], *outside, at=NOW - DAY)
    buys(people[2], at=NOW - 8 * DAY)
    found = queries.base_rate(GOAL.key, people, now=NOW)
    assert (found.estimate, found.low, found.high) == (2 / 5, *wilson(2, 5))


PEOPLE = st.lists(st.tuples(st.integers(1, 8), st.integers(0, 2), st.integers(0, 9), st.booleans()), max_size=12)
EVENTS = st.lists(st.tuples(st.integers(1, 10), st.integers(0, 20)), max_size=20)


@given(PEOPLE, EVENTS, st.integers(1, 5))
def test_columns_count_as_a_loop_over_people_would(
    drawn: list[tuple[int, int, int, bool]], events: list[tuple[int, int]], window: int
) -> None:
    drawn = sorted(drawn, key=lambda each: each[2])
    persons, arms, days, exposed = (np.array([each[index] for each in drawn], dtype=np.int64) for index in range(4))
    people = reaching.one_row_a_person(persons, arms, days * reaching.DAY_US, exposed)
    found = reaching.reached(
        people,
        reaching.column(person for person, _ in events),
        reaching.column(day * reaching.DAY_US for _, day in events),
        window,
    )
    slow: dict[int, tuple[int, bool, bool]] = {}
    for person, arm, day, _ in drawn:
        hit = any(of == person and day <= at < day + window for of, at in events)
        slow.setdefault(person, (arm, any(e and p == person for p, _, _, e in drawn), hit))
    assert {
        int(person): (int(arm), bool(contact), bool(hit))
        for person, arm, contact, hit in zip(people.ids, people.arms, people.contacted, found, strict=True)
    } == slow

"""A question that waits is put to people who are likely to answer, once, within consent and attention, with reasons."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from ninefold.catalyst import actions, queries, routing
from ninefold.catalyst.errors import CampaignError, CannotStart
from ninefold.catalyst.types import Campaign, CampaignArm, CampaignDraft, CampaignKind, Intent, Reason, Result
from ninefold.collect.types import EventName
from ninefold.community import actions as community
from ninefold.community import queries as community_queries
from ninefold.community.models import Member, Question
from ninefold.content import actions as content
from ninefold.content.starters import starters
from ninefold.content.types import Block, BlockKind
from ninefold.credibility import actions as credibility
from ninefold.culture import actions as culture
from ninefold.culture.goals import BUILT_IN
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel import clock
from tests.catalyst import scene
from tests.catalyst.scene import ACTOR, DAY, HOUR, MINUTE, NOW
from tests.collect.stories import project_all
from tests.content import scene as letters
from tests.context.events import consent, identify, take

pytestmark = pytest.mark.django_db
WAIT = 30 * MINUTE
ANSWERING = next(goal for goal in BUILT_IN if goal.event_name == EventName.ANSWER_GIVEN)


def experts(number: int, topic: str, *, says: str = "granted") -> list[int]:
    """Known people whom the company calls experts, with their word on mail about the community."""
    users = [f"expert-{topic}-{says}-{each}" for each in range(number)]
    known = take(
        identify(user, traits={"timezone": "UTC", "email": f"{user}@example.org"}, at=NOW - DAY) for user in users
    )
    if says:
        take(consent(says, user, said={"purpose": "community"}, at=NOW - DAY) for user in users)
    for profile in known:
        credibility.give_badge(actor=ACTOR, profile_id=profile, topic=topic, reason="Knows it.", now=NOW - DAY)
    return known


def an_item(*, shows_question: bool = True) -> int:
    item = content.create_item(actor=ACTOR, title="A question", purpose=Purpose.COMMUNITY)
    begun = next(each for each in starters() if each.key == "routed").content("en", Purpose.COMMUNITY)
    if not shows_question:
        begun = replace(begun, blocks=(Block("b", BlockKind.TEXT, begun.blocks[0].priority, "Hello there."),))
    with letters.installed():
        content.publish(actor=ACTOR, variant_id=content.create_variant(actor=ACTOR, item_id=item.id, content=begun))
    return item.id


def a_plan(item_id: int, *, people: int = 2, topic: str = "", goal: str = ANSWERING.key) -> Campaign:
    culture.define_goal(actor=ACTOR, goal=ANSWERING)
    culture.define_goal(actor=ACTOR, goal=scene.GOAL)
    scene.an_address()
    draft = CampaignDraft(
        name="Questions", segment_id=0, channel=Channel.MAIL, purpose=Purpose.COMMUNITY, goal_keys=(goal,),
        effect_stated=0.2, arms=(CampaignArm("asked", "Asked", item_id, 1),), starts_at=NOW, ends_at=NOW + 20 * DAY,
        kind=CampaignKind.QUESTION_ROUTED, wait_minutes=30, answerers_max=people, topic=topic,
    )  # fmt: skip
    return actions.create_campaign(actor=ACTOR, draft=draft)


def running(*, people: int = 2, topic: str = "") -> Campaign:
    return scene.started(a_plan(an_item(), people=people, topic=topic))


def ask(profile_id: int, topic: str, *, at: int = NOW, title: str = "Which needle?") -> int:
    return community.ask(profile_id=profile_id, title=title, body="For old records.", topic=topic, now=at)


def intents() -> list[Intent]:
    with transaction.atomic():
        return actions.take_intents(now=NOW + 3 * DAY, limit=100)


def reasons(profile_ids: Iterable[int]) -> dict[int, str]:
    return {each.profile_id: each.reason for each in reversed(queries.decisions(list(profile_ids), limit=500))}


def test_likely_answerers_are_asked_once_and_everyone_passed_over_has_a_reason() -> None:
    asker, *willing = experts(4, "shellac")
    silent = experts(2, "shellac", says="")
    campaign = running(people=3)
    question = ask(asker, "shellac")
    scene.run_until_idle(NOW + WAIT)
    assert queries.routings(campaign.id) == [], "it has not waited yet"

    scene.run_until_idle(NOW + WAIT + 1)
    scene.run_until_idle(NOW + 2 * HOUR)
    assert set(queries.invited(campaign.id)[question]) == set(willing)
    assert {each.about for each in queries.intents_due(now=NOW + DAY, limit=9)} == {
        community_queries.question(question).key
    }
    decided = queries.decisions([asker, *willing, *silent], limit=50)
    assert {each.profile_id for each in decided if each.result is Result.INTENDED} == set(willing)
    assert all(each.occurrence == question and each.value == 20.0 for each in decided)
    assert asker not in reasons([asker]), "who asks is not asked"
    assert set(reasons(silent).values()) <= {Reason.NO_CONSENT}
    (told,) = [each for each in project_all() if each.name == EventName.QUESTION_ROUTED]
    assert (told.properties["asked"], told.properties["topic"]) == (3, "shellac")


def test_who_may_not_post_is_passed_over_with_the_reason() -> None:
    asker, barred, willing = experts(3, "shellac")
    Member.objects.create(profile_id=barred, name="Bo", address="bo@example.org", joined_at=clock.from_us(NOW - DAY))
    community.bar(actor=ACTOR, profile_id=barred, reason="Spam.", now=NOW - DAY)
    campaign = running()
    question = ask(asker, "shellac")
    scene.run_until_idle(NOW + WAIT + 1)
    assert queries.invited(campaign.id)[question] == (willing,)
    assert reasons([barred]) == {barred: Reason.BARRED}


def test_nobody_is_asked_two_questions_at_a_time() -> None:
    first, second, third = experts(3, "jazz")
    (asker,) = scene.people(1)
    campaign = running(people=2)
    one, two = ask(asker, "jazz"), ask(asker, "jazz", at=NOW + 1, title="Which sleeve?")
    scene.run_until_idle(NOW + HOUR)
    invited = queries.invited(campaign.id)
    assert len(invited[one]) == 2
    assert len(invited[two]) == 1
    assert not set(invited[one]) & set(invited[two])
    passed = [each for each in queries.decisions([first, second, third]) if each.reason == Reason.OPEN_INVITATION]
    assert {each.occurrence for each in passed} == {two}
    assert {each.profile_id for each in passed} == set(invited[one])


def test_an_answer_closes_the_question_for_all_who_were_not_written_to() -> None:
    first, second = experts(2, "care")
    (asker,) = scene.people(1)
    campaign = running(people=2)
    question = ask(asker, "care")
    scene.run_until_idle(NOW + HOUR)
    assert len(queries.invited(campaign.id)[question]) == 2
    community.answer(profile_id=first, question_id=question, body="Water.", now=NOW + HOUR)
    scene.run_until_idle(NOW + HOUR + 1)
    assert intents() == []
    assert set(reasons([first, second]).values()) == {Reason.ANSWERED_ALREADY}
    (routed,) = queries.routings(campaign.id)
    assert (routed.outcome, routed.settled_at) == ("answered", NOW + HOUR)

    other = ask(asker, "care", at=NOW + 2 * HOUR, title="And now?")
    scene.run_until_idle(NOW + 3 * HOUR)
    assert len(queries.invited(campaign.id)[other]) == 2, "the invitation is closed, so they may be asked again"


def test_a_pause_asks_nobody_and_a_second_worker_asks_nobody_again() -> None:
    experts(2, "tape")
    (asker,) = scene.people(1)
    campaign = running()
    actions.pause(actor=ACTOR, campaign_id=campaign.id)
    question = ask(asker, "tape")
    scene.run_until_idle(NOW + HOUR)
    assert queries.routings(campaign.id) == []
    actions.resume(actor=ACTOR, campaign_id=campaign.id)
    late = community_queries.question(question)
    assert routing._route(campaign, late, NOW + HOUR)
    assert not routing._route(campaign, late, NOW + HOUR), "two workers that both saw it waiting"
    scene.run_until_idle(NOW + HOUR)
    assert len(queries.invited(campaign.id)[question]) == 2
    actions.finish(actor=ACTOR, campaign_id=campaign.id, now=NOW + 2 * HOUR)
    ask(asker, "tape", at=NOW + 2 * HOUR, title="And now?")
    scene.run_until_idle(NOW + 5 * HOUR)
    assert len(queries.routings(campaign.id)) == 1


def test_looking_for_what_waits_costs_the_same_however_many_were_routed() -> None:
    (asker,) = scene.people(1)
    campaign, sizes = running(), []
    for number in (1, 30):
        for each in range(number):
            Question.objects.create(key=f"{number}-{each}", profile_id=asker, title="Which?", asked_at=NOW + each)
        scene.run_until_idle(NOW + HOUR)
        with CaptureQueriesContext(connection) as asked:
            assert routing.route_next(now=NOW + HOUR) == 0, "all are put off, and nobody answered"
        sizes.append([len(one["sql"]) for one in asked])
    assert queries.routings(campaign.id) == []
    assert sizes[0] == sizes[1]


def test_a_question_for_which_nobody_is_found_is_looked_at_again() -> None:
    (asker,) = scene.people(1)
    campaign = running()
    question = ask(asker, "wire")
    scene.run_until_idle(NOW + HOUR)
    found = experts(1, "wire")
    scene.run_until_idle(NOW + HOUR + 59 * MINUTE)
    assert queries.routings(campaign.id) == [], "it waits as long again as it had"
    scene.run_until_idle(NOW + 2 * HOUR)
    assert list(queries.invited(campaign.id)[question]) == found


def test_it_needs_an_answer_as_its_goal_and_content_that_shows_the_question() -> None:
    plan = a_plan(an_item(shows_question=False), goal=scene.GOAL.key)
    with pytest.raises(CannotStart) as refused:
        scene.started(plan)
    assert "Answer Given" in refused.value.message
    assert "does not show the question" in refused.value.message
    with pytest.raises(CampaignError):
        a_plan(an_item(), people=0)


def test_a_letter_to_a_segment_cannot_be_about_a_question() -> None:
    arms = [CampaignArm("letter", "Letter", an_item(), 1)]
    with pytest.raises(CannotStart, match="is about none"):
        scene.started(scene.a_campaign(arms=arms, purpose=Purpose.COMMUNITY))

"""The charter, the goals and the communities, as the team keeps them."""

from dataclasses import replace
from datetime import time

import pytest

from ninefold.culture import actions, defaults, queries, tags
from ninefold.culture.goals import NoGoal
from ninefold.culture.types import Community, Goal
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound

OWNER = system("test")
BUYS_AGAIN = Goal("buys-again", "Buys again", "Order Completed", {}, 1200, 30)


@pytest.mark.django_db
def test_the_default_charter_holds_until_the_company_writes_its_own() -> None:
    assert queries.charter() == defaults.CHARTER

    ours = replace(defaults.CHARTER, attention_per_week=2.0, quiet_from=time(22, 30))
    actions.save_charter(actor=OWNER, charter=ours)
    actions.save_charter(actor=OWNER, charter=ours)

    assert queries.charter() == ours


@pytest.mark.django_db
def test_only_owners_change_the_charter() -> None:
    marketer = Actor("user:2", "Mara", frozenset({Role.MARKETER}))
    with pytest.raises(NotAllowed):
        actions.save_charter(actor=marketer, charter=defaults.CHARTER)


@pytest.mark.django_db
@pytest.mark.parametrize("per_week", [-1.0, 101.0, float("nan")])
def test_attention_has_bounds(per_week: float) -> None:
    with pytest.raises(BadInput, match="Attention"):
        actions.save_charter(actor=OWNER, charter=replace(defaults.CHARTER, attention_per_week=per_week))


@pytest.mark.django_db
def test_a_goal_is_defined_and_changed_under_its_key() -> None:
    actions.define_goal(actor=OWNER, goal=BUYS_AGAIN)
    actions.define_goal(actor=OWNER, goal=replace(BUYS_AGAIN, window_days=60))

    assert queries.goal("buys-again").window_days == 60
    assert queries.goals() == [replace(BUYS_AGAIN, window_days=60)]
    with pytest.raises(NotFound):
        queries.goal("other")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "event",
    [
        "Message Opened", "Email Opened", "email_open", "Opens", "Link Clicked", "Banner Click", "Hit", "Page Viewed",
        "pageview", "PageViews", "Product Viewed", "page", "$page", "Screen", "Message Delivered", "Push Delivered",
        "Newsletter Sent", "Ad Impression", "Delivered",
    ],
)  # fmt: skip
def test_what_messages_and_pages_leave_behind_is_no_goal(event: str) -> None:
    with pytest.raises(NoGoal, match="cannot be a goal"):
        actions.define_goal(actor=OWNER, goal=replace(BUYS_AGAIN, event_name=event))
    assert queries.goals() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "event", ["Order Completed", "Poll Answered", "Pace Chosen", "Account Opened", "Order Delivered", "Review"]
)
def test_actions_of_people_are_goals(event: str) -> None:
    actions.define_goal(actor=OWNER, goal=replace(BUYS_AGAIN, event_name=event))
    assert queries.goal("buys-again").event_name == event


@pytest.mark.django_db
def test_six_goals_are_there_from_the_first_day_where_nothing_of_their_event_is() -> None:
    polls = Goal("polls", "Polls", "Poll Answered", {}, 200, 28)
    actions.define_goal(actor=OWNER, goal=polls)
    made = actions.define_built_in_goals(actor=OWNER)
    assert {goal.event_name for goal in made} == {
        "Message Replied", "Question Asked", "Answer Given", "Pace Chosen", "Reward Redeemed",
    }  # fmt: skip
    actions.define_goal(actor=OWNER, goal=replace(queries.goal("replied"), event_name="Case Answered"))
    assert actions.define_built_in_goals(actor=OWNER) == [], "a goal that the company changed stays as it is"
    assert polls in queries.goals()


@pytest.mark.django_db
def test_a_community_has_a_tag_in_canonical_case() -> None:
    saved = actions.save_community(actor=OWNER, community=Community("techies", "Techies", "FR-ca-X-Techie"))
    assert saved.tag == "fr-CA-x-techie"
    assert queries.communities() == [saved]


@pytest.mark.django_db
@pytest.mark.parametrize("tag", ["", "e", "english please", "en-x-", "en--x", "en-x-toolongregister", "é"])
def test_what_is_no_tag_is_refused(tag: str) -> None:
    with pytest.raises(BadInput, match="BCP 47"):
        actions.save_community(actor=OWNER, community=Community("k", "K", tag))


@pytest.mark.parametrize(
    ("tag", "canonical"),
    [
        ("zh_hant_tw", "zh-Hant-TW"), ("sl-ROZAJ-biske-1994", "sl-rozaj-biske-1994"), ("X-Vinyl", "x-vinyl"),
        ("es-419", "es-419"), ("de-DE-u-co-phonebk-x-Fan", "de-DE-u-co-phonebk-x-fan"),
        ("i-klingon", "tlh"), ("zh-min-nan", "nan"), ("en-GB-oed", "en-GB-oxendict"), ("I-Lux-x-Tea", "lb-x-tea"),
        ("i-default", ""), ("i-klingon-de", ""),
    ],
)  # fmt: skip
def test_tags_follow_rfc_5646(tag: str, canonical: str) -> None:
    assert tags.canonical(tag) == canonical


@pytest.mark.parametrize(
    ("language", "community", "wished"),
    [
        ("", "en-x-vinyl", "en-x-vinyl"), ("fr-CA", "", "fr-CA"), ("fr-CA", "en-x-vinyl", "fr-CA-x-vinyl"),
        ("en-US", "en-x-vinyl", "en-x-vinyl"), ("fr", "x-vinyl", "x-vinyl"), ("", "", ""),
        ("fr-x-joual", "en-x-vinyl", "fr-x-joual"), ("fr", "en", "fr"),
    ],
)  # fmt: skip
def test_a_person_reads_their_own_language_in_their_communitys_register(
    language: str, community: str, wished: str
) -> None:
    assert tags.wished(language, community) == wished

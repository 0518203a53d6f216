"""Which communities a person belongs to, how sure that is, and that their own word wins; what is never inferred."""

from collections import Counter
from dataclasses import replace

import pytest
from django.db import IntegrityError, connection, transaction

from ninefold.collect.types import EventKind, EventName, NewEvent, Trust
from ninefold.context import actions, belonging, jobs, queries
from ninefold.context.belonging import How
from ninefold.culture import actions as culture
from ninefold.culture import queries as cultured
from ninefold.culture.types import PROTECTED, Community, CommunityKind
from ninefold.kernel.actors import system
from ninefold.kernel.errors import BadInput, NotFound
from tests.context.test_computed import NOON, computed, said
from tests.web.people import learn

pytestmark = pytest.mark.django_db
VINYL = Community("vinyl", "Vinyl collectors", "en-x-vinyl", topics=("vinyl", "turntables"))
ANY_TIME = NOON + 10**12


def save(community: Community = VINYL) -> None:
    culture.save_community(actor=system("t"), community=community)


def compute() -> None:
    while jobs.compute_traits(now=ANY_TIME):
        pass


def known(user: str = "u") -> dict[str, tuple[str, float]]:
    profile = queries.profile_of("account", user)
    assert profile
    found = queries.belongings(queries.person(profile))
    return {one.community.key: (one.how.value, one.confidence) for one in found}


def says(*, at: int, **traits: object) -> NewEvent:
    event = said("identify", kind=EventKind.IDENTIFY, at=at, traits=traits)
    return replace(event, trust=Trust.LINK)


def test_what_a_person_deals_with_tells_and_their_word_wins() -> None:
    save()
    learn([said("Product Viewed", at=NOON + n, category="Vinyl") for n in range(1, 10)])
    learn([said("Product Viewed", at=NOON + 20, category="tape")])
    compute()
    assert known() == {"vinyl": ("inferred", 0.6)}
    assert computed()["belongs.vinyl"] == 0.6
    assert _meant({"community": "vinyl"}) == 0  # what they said, and they said nothing
    assert (_meant({"community": "vinyl", "sure": 0.5}), _meant({"community": "vinyl", "sure": 0.7})) == (1, 0)

    learn([says(at=NOON + 30, not_communities=["vinyl"])])
    learn([said("Product Viewed", at=NOON + 40 + n, category="Vinyl") for n in range(1, 30)])
    compute()
    assert known() == {}  # it is remembered, however much more there is
    assert "belongs.vinyl" not in computed()

    learn([says(at=NOON + 99, community="vinyl")])
    compute()
    assert known() == {"vinyl": ("stated", 1.0)}
    assert computed()["belongs.vinyl"] == 1.0


def test_joining_tells_too_but_not_what_a_browser_claims() -> None:
    save(replace(VINYL, topics=()))
    claimed = said(EventName.COMMUNITY_JOINED, "other", community="vinyl")
    learn([said(EventName.COMMUNITY_JOINED, community="vinyl"), replace(claimed, trust=Trust.BROWSER)])
    compute()
    assert known() == {"vinyl": ("joined", 1.0)}
    profile = queries.profile_of("claimed", "other") or queries.profile_of("account", "other")
    assert profile
    assert queries.belongings(queries.person(profile)) == []


@pytest.mark.parametrize("turned", [False, True])
def test_who_leaves_is_out_whatever_they_deal_with_until_they_join_again_in_any_order(turned: bool) -> None:
    save()
    viewed = [said("Product Viewed", at=NOON + n, category="Vinyl") for n in range(1, 10)]
    told = [said(EventName.COMMUNITY_JOINED, at=NOON, community="vinyl"),
            said(EventName.COMMUNITY_LEFT, at=NOON + 20, community="vinyl")]  # fmt: skip
    claimed = replace(said(EventName.COMMUNITY_JOINED, at=NOON + 50, community="vinyl"), trust=Trust.BROWSER)
    for some in ([told[1]], viewed, [told[0], claimed]) if turned else ([*told, claimed], viewed):
        learn(some)
    compute()
    assert known() == {}
    assert "belongs.vinyl" not in computed()
    learn([said(EventName.COMMUNITY_JOINED, at=NOON + 30, community="vinyl")])
    compute()
    assert known() == {"vinyl": ("joined", 1.0)}


def test_a_persons_own_word_holds_at_once_and_its_event_says_the_same() -> None:
    save()
    learn([says(at=NOON, community="vinyl")])
    profile = queries.profile_of("account", "u")
    assert profile
    own = {"profile_id": profile, "key": "vinyl", "where": "community page"}
    actions.leave_community(**own, now=NOON + 1, is_denied=True)
    learn([])
    person = queries.person(profile)
    assert (known(), person.traits["community"], person.traits["not_communities"]) == ({}, "", ["vinyl"])

    actions.join_community(**own, now=NOON + 2)
    learn([])
    compute()
    assert known() == {"vinyl": ("joined", 1.0)}
    [one] = queries.belongings(queries.person(profile))
    assert one.since == NOON + 2
    assert queries.person(profile).traits["not_communities"] == []

    actions.leave_community(**own, now=NOON + 3)
    assert known() == {}
    with pytest.raises(NotFound):
        actions.join_community(**own | {"key": "made-up"}, now=NOON)


def test_new_topics_have_everybody_looked_at_again() -> None:
    save(replace(VINYL, topics=()))
    learn([said("Product Viewed", at=NOON + n, category="Vinyl") for n in range(1, 10)])
    compute()
    assert "belongs.vinyl" not in computed()
    save()
    actions.infer_again(["vinyl"])
    compute()
    assert computed()["belongs.vinyl"] > 0.6


@pytest.mark.parametrize("kind", sorted(PROTECTED))
def test_what_is_protected_is_never_inferred(kind: CommunityKind) -> None:
    with pytest.raises(BadInput, match="is never inferred"):
        save(replace(VINYL, kind=kind))
    save(replace(VINYL, kind=kind, topics=()))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE culture_community SET topics = 'vinyl'")
    assert belonging.inferred(replace(VINYL, kind=kind), Counter(vinyl=100)) == 0.0
    learn([says(at=NOON, community="vinyl")])
    assert known() == {"vinyl": (How.STATED.value, 1.0)}  # they may say it themselves


@pytest.mark.parametrize("topic", ["Halal food", "gay bars", "HIV", "pregnancy", "Ethnic fashion", "left-wing books"])
def test_a_kind_that_is_named_wrongly_opens_no_door(topic: str) -> None:
    with pytest.raises(BadInput, match="never inferred of anybody"):
        save(replace(VINYL, topics=("vinyl", topic)))
    assert cultured.communities() == []


def _meant(condition: dict[str, object]) -> int:
    """How many people a condition means."""
    return queries.member_count(condition, now=NOON)


def test_a_condition_on_belonging_is_told_in_words_and_refused_where_it_is_none() -> None:
    save()
    sure = {"community": "vinyl", "sure": 0.5}
    assert queries.explain(sure) == f"People who belong, 50% sure or more, to the community “{VINYL.name}”."
    assert queries.explain({"not": sure}) == f"People who do not seem to belong to the community “{VINYL.name}”."
    with pytest.raises(BadInput, match="above 0 and up to 1"):
        queries.explain({"community": "vinyl", "sure": 2})

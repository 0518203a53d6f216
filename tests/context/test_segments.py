"""Segments: the language, its English, its errors, and the people it finds on either database."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ninefold.collect.types import Event, Trust
from ninefold.collect.writing import insert_events
from ninefold.context import actions, queries
from ninefold.context.segments.conditions import ConditionRefused
from ninefold.context.types import ConsentStatus, Person
from ninefold.culture import actions as culture
from ninefold.culture.types import Channel, Community, Purpose
from ninefold.kernel import clock
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests.context import crowd
from tests.context.events import DAY, T0, consent, identify, take, track

NOW = T0 + 200 * DAY
BOUGHT, LATELY = {"event": "Order Completed", "count": {"gte": 2}}, {"event": "Order Completed", "not_within_days": 90}
LAPSED = {"all": [BOUGHT, LATELY]}


def take_in(events: list[Event]) -> list[int]:
    """Through context and into the event table."""
    profiles = take(events)
    insert_events([replace(e, profile_id=p) for e, p in zip(events, profiles, strict=True)])
    return profiles


@pytest.mark.django_db
def test_bought_at_least_twice_but_not_in_the_last_ninety_days() -> None:
    lapsed, *_ = take_in([
        *(track("Order Completed", "lapsed", at=T0 + n * DAY) for n in (1, 2)),
        track("Order Completed", "once", at=T0),
        *(track("Order Completed", "active", at=NOW - n * DAY) for n in (10, 150)),
        track("Order Completed", "one", at=T0),
        track("Order Completed", anonymous="phone", at=T0),
        identify("one", "phone", at=T0),
    ])  # fmt: skip

    one = queries.profile_of("account", "one")
    assert queries.members(LAPSED, now=NOW) == sorted(queries.person_ids([lapsed, one or 0]).values())
    assert queries.explain(LAPSED) == "People who bought at least twice, not in the last 90 days."


@pytest.mark.django_db
def test_a_segment_is_kept_changed_and_paged() -> None:
    take([identify(f"u{n}", traits={"plan": "pro" if n % 2 else "free"}) for n in range(10)])
    actor = system("test")
    actions.create_segment(actor=actor, key="pros", name="Pros", condition={"trait": "plan", "is": "free"})
    kept = actions.create_segment(actor=actor, key="pros", name="Pros", condition={"trait": "plan", "is": "pro"})

    assert queries.segment("pros") == queries.segment(kept.id) == kept
    assert queries.segments() == [kept]
    members = queries.members(kept.condition, now=NOW)
    first = queries.people(limit=3, segment="pros")
    rest = queries.people(after=first[-1].id, limit=3, segment=kept.id)
    assert [p.id for p in (*first, *rest)] == members
    assert queries.member_count(kept.condition, now=NOW) == 5
    assert len(queries.people(limit=4)) == 4
    assert queries.people_count() == 10
    assert queries.is_member(kept.condition, members[0], now=NOW)
    assert not queries.is_member(kept.condition, 10**9, now=NOW)


@pytest.mark.django_db
def test_a_segment_needs_the_right_a_key_and_a_name() -> None:
    analyst = Actor("user:3", "Abe", frozenset({Role.ANALYST}))
    with pytest.raises(NotAllowed):
        actions.create_segment(actor=analyst, key="k", name="K", condition=BOUGHT)
    with pytest.raises(BadInput, match="key"):
        actions.create_segment(actor=system("t"), key="No Key", name="K", condition=BOUGHT)
    with pytest.raises(BadInput, match="name"):
        actions.create_segment(actor=system("t"), key="k", name=" ", condition=BOUGHT)
    with pytest.raises(NotFound):
        queries.segment("k")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("condition", "sentence"),
    [
        ({"trait": "plan", "is": "pro"}, "have plan “pro”"),
        ({"trait": "plan", "in": ["pro", "team", 3]}, "have plan “pro”, “team” or 3"),
        ({"trait": "age", "gte": 18}, "have age 18 or more"),
        ({"trait": "age", "gte": 18, "lte": 30.5}, "have age from 18 to 30.5"),
        ({"trait": "vip", "exists": False}, "have no vip"),
        ({"trait": "age", "gt": 18, "lt": 30}, "have age more than 18 and less than 30"),
        ({"event": "Order Completed"}, "bought at least once"),
        ({"event": "Order Completed", "sum": {"of": "revenue", "gte": 99.5, "currency": "eur"}, "within_days": 30},
         "bought with revenue of at least 99.5 EUR in all in the last 30 days"),
        ({"event": "Met", "first_within_days": 7}, "did “Met” for the first time in the last 7 days"),
        ({"event": "Order Completed", "last_days_ago": {"gte": 30, "lte": 60}},
         "bought for the last time 30 to 60 days ago"),
        ({"sequence": [{"event": "Met"}, {"event": "Order Completed", "within_days": 7}], "within_days": 90},
         "did “Met”, then bought within 7 days, all in the last 90 days"),
        ({"sequence": [{"event": "Met"}], "then_not": {"event": "Order Completed", "within_days": 1}},
         "did “Met”, and have not bought within 1 day after that"),
        ({"sample": {"percent": 2.5, "seed": "spring"}}, "are in the sample “spring” of 2.5 %"),
        ({"event": "Met", "count": {"is": 3}, "within_days": 30}, "did “Met” exactly 3 times in the last 30 days"),
        ({"event": "Order Completed", "count": {"lte": 2}}, "bought at most twice"),
        ({"event": "Order Completed", "never": True}, "never bought"),
        ({"event": "Answer Given", "not_within_days": 1}, "have not given an answer in the last day"),
        ({"consent": {"purpose": "news", "channel": "mail"}}, "agreed to news by mail"),
        ({"group": {}}, "belong to a group"),
        ({"not": {"group": {"kind": "Organisation "}}}, "do not belong to an organisation"),
        ({"group": {"kind": "company", "trait": "seats", "gte": 50}}, "belong to a company with seats 50 or more"),
        ({"group": {"trait": "plan", "exists": False}}, "belong to a group without a plan"),
        ({"consent": {"purpose": "news", "channel": "sms", "is": "none"}}, "never said yes or no to news by SMS"),
        ({"not": {"community": "vinyl"}}, "do not say that they belong to the community “vinyl”"),
        (
            {"all": [BOUGHT, {"any": [{"community": "vinyl"}, {"trait": "a", "is": True}]}, LATELY]},
            ("bought at least twice, (say that they belong to the community “vinyl” or have a true),"
            " and have not bought in the last 90 days"),
        ),
        ({"not": {"all": [BOUGHT, {"community": "x"}]}},
         "are not among those who (bought at least twice and say that they belong to the community “x”)"),
    ],
)  # fmt: skip
def test_a_condition_reads_as_english(condition: Any, sentence: str) -> None:
    assert queries.explain(condition) == f"People who {sentence}."


@pytest.mark.django_db
def test_a_community_is_called_by_its_name() -> None:
    culture.save_community(actor=system("t"), community=Community("vinyl", "Vinyl collectors", "en-x-vinyl"))
    assert (
        queries.explain({"community": "vinyl"})
        == "People who say that they belong to the community “Vinyl collectors”."
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("condition", "where"),
    [
        ([], "condition: must be an object"),
        ({}, "condition: must be an object"),
        ({"some": 1}, "condition: is none of all, any"),
        ({"all": []}, "condition.all: must be a list"),
        ({"all": [{"trait": "a", "is": 1}, {"any": [{"x": 1}]}]}, "condition.all[1].any[0]: is none of"),
        ({"all": [BOUGHT], "any": [BOUGHT]}, "condition: 'any' does not belong here"),
        ({"trait": "", "is": 1}, "condition.trait: must be a name"),
        ({"trait": "plan"}, "condition: a trait takes one of"),
        ({"trait": "plan", "is": 1, "in": [1]}, "condition: a trait takes one of"),
        ({"trait": "plan", "in": []}, "condition.in: must be a list"),
        ({"trait": "plan", "in": [{}]}, "condition.in[0]: must be a text"),
        ({"trait": "age", "gte": "a", "lte": 1}, "condition: the bounds must both"),
        ({"trait": "age", "gte": True}, "condition: bounds compare"),
        ({"trait": "age", "gte": float("nan")}, "condition.gte: must be a text"),
        ({"trait": "age", "exists": "yes"}, "condition.exists: must be true or false"),
        ({"event": "X", "count": {"gte": 1.5}}, "condition.count.gte: must be a whole number"),
        ({"event": "X", "count": {"gte": True}}, "condition.count.gte: must be a whole number"),
        ({"event": "X", "count": {"gte": 3, "lte": 2}}, "condition.count: gte must not be greater"),
        ({"event": "X", "count": {"is": 3, "lte": 2}}, "condition.count: is stands alone"),
        ({"event": "X", "count": 2}, "condition.count: must be bounds"),
        ({"event": "X", "within_days": 0}, "condition.within_days: must be a whole number from 1 to 3650"),
        ({"event": "X", "never": False}, "condition.never: must be true"),
        ({"event": "X", "never": True, "within_days": 3}, "condition: never, not_within_days"),
        ({"event": "Segment Entered"}, "condition.event: 'Segment Entered' is what segments say of themselves"),
        ({"trait": "age", "gte": 1, "gt": 1}, "condition: a trait takes one of"),
        ({"event": "X", "sum": {"of": "n"}}, "condition.sum: needs gte or lte"),
        ({"event": "X", "sum": {"gte": 1}}, "condition.sum.of: must be a name"),
        ({"event": "X", "sum": {"of": "n", "gte": 1e13}}, "condition.sum.gte: must be a number of at most"),
        ({"event": "X", "last_days_ago": {"gte": 9, "lte": 9}}, "condition.last_days_ago: gte must be less"),
        ({"sequence": [{"event": "X"}]}, "condition.sequence: must be a list of 2 to 6 events"),
        ({"sequence": [{"event": "X", "within_days": 1}, {"event": "Y"}]}, "condition.sequence[0]: 'within_days'"),
        ({"sequence": [{"event": "X"}, "Y"]}, "condition.sequence[1]: must be an event"),
        ({"segment": "none"}, "condition.segment: there is no segment 'none'"),
        ({"sample": {"percent": 101}}, "condition.sample.percent: must be a number of at most 100"),
        ({"sample": {"percent": 0}}, "condition.sample.percent: must be more than 0"),
        ({"consent": "news"}, "condition.consent: must be an object"),
        ({"consent": {"purpose": "x", "channel": "mail"}}, "condition.consent.purpose: must be one of news"),
        ({"group": "acme"}, "condition.group: must be an object"),
        ({"group": {"kind": "company", "is": "pro"}}, "condition.group: 'is' does not belong here"),
        ({"group": {"trait": "plan"}}, "condition.group: a trait takes one of is"),
        ({"community": 3}, "condition.community: must be a name"),
        ({"not": {"not": {"trait": 3}}}, "condition.not.not.trait: must be a name"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(condition: Any, where: str) -> None:
    with pytest.raises(ConditionRefused) as refused:
        queries.explain(condition)
    assert refused.value.message.startswith(where)


def test_conditions_have_limits() -> None:
    deep: Any = BOUGHT
    for _ in range(20):
        deep = {"not": deep}
    for too_much in (deep, {"all": [BOUGHT] * 200}):
        with pytest.raises(ConditionRefused, match="at most 100 parts, 10 deep"):
            queries.explain(too_much)


# The naive oracle: one person after the other, from their events, traits and consents.

names, plans = (
    st.sampled_from(["Order Completed", "Poll Answered"]),
    st.sampled_from(["free", "pro", "true", True, 7, 8.5]),
)
moments = st.sampled_from([NOW - n * DAY for n in (0, 5, 30, 31, 100)] + [NOW - 30 * DAY - 1])
users, devices = st.sampled_from(["", "u1", "u2"]), st.sampled_from(["a1", "a2", "a3"])
leaves = st.one_of(
    st.builds(lambda v: {"trait": "plan", "is": v}, plans),
    st.builds(lambda v: {"trait": "plan", "in": v}, st.lists(plans, min_size=1, max_size=3)),
    st.builds(lambda v: {"trait": "plan", "gte": v}, st.sampled_from(["g", 7.5])),
    st.builds(lambda v: {"trait": "plan", "lte": v}, st.sampled_from(["g", 7.5])),
    st.builds(lambda v: {"trait": "plan", "exists": v}, st.booleans()),
    st.builds(lambda n, c: {"event": n, "count": c}, names,
              st.sampled_from([{"gte": 2}, {"lte": 1}, {"is": 0}, {"is": 1}, {"gte": 0}, {"gte": 1, "lte": 2}])),
    st.builds(lambda n, c: {"event": n, "count": c, "within_days": 30}, names,
              st.sampled_from([{"gte": 2}, {"lte": 1}, {"is": 1}, {"gte": 1}])),
    st.builds(lambda n: {"event": n, "never": True}, names),
    st.builds(lambda n: {"event": n, "not_within_days": 30}, names),
    st.builds(lambda s: {"consent": {"purpose": "news", "channel": "mail", "is": s}},
              st.sampled_from(["granted", "withdrawn", "none"])),
    st.builds(lambda c: {"community": c}, st.sampled_from(["vinyl", "jazz"])),
)  # fmt: skip
conditions = st.recursive(
    leaves,
    lambda part: st.one_of(
        st.builds(lambda p: {"not": p}, part),
        st.builds(lambda p: {"all": p}, st.lists(part, min_size=1, max_size=3)),
        st.builds(lambda p: {"any": p}, st.lists(part, min_size=1, max_size=3)),
    ),
    max_leaves=6,
)


@st.composite
def histories(draw: st.DrawFn) -> Event:
    user, device, at = draw(users), draw(devices), draw(moments)
    trust = draw(st.sampled_from([Trust.SERVER, Trust.BROWSER]))
    kind = draw(st.sampled_from(["traits", "deed", "deed", "consent"]))
    if kind == "traits":
        email = draw(st.sampled_from(["x@ex.org", "y@ex.org"]))
        said = {"plan": draw(plans), "community": draw(st.sampled_from(["vinyl", "jazz"])), "email": email}
        return identify(user, device, at=at, trust=trust, traits=dict(list(said.items())[: draw(st.integers(0, 3))]))
    if kind == "consent":
        status = draw(st.sampled_from(["granted", "withdrawn"]))
        named = draw(st.sampled_from([{}, {}, {"address": "x@ex.org"}, {"address": "y@EX.org"}]))
        said_by = draw(st.sampled_from([trust, Trust.LINK]))
        return consent(status, user, "" if user else device, at=at, trust=said_by, said={"evidence": named})
    return track(draw(names), user, "" if user else device, at=at, trust=trust, is_bot=draw(st.booleans()))


def holds(  # noqa: PLR0911  # one for each kind of part
    condition: dict[str, Any], person: Person, events: list[Event], state: ConsentStatus
) -> bool:
    """Whether the condition holds, by its definition."""
    if "all" in condition or "any" in condition:
        fold = all if "all" in condition else any
        return fold(holds(part, person, events, state) for part in condition.get("all") or condition["any"])
    if "not" in condition:
        return not holds(condition["not"], person, events, state)
    if "consent" in condition:
        return state == condition["consent"]["is"]
    if "community" in condition:
        return person.traits.get("community") == condition["community"]
    if "trait" in condition:
        return trait_holds(condition, person.traits.get(condition["trait"]))
    own = [e for e in events if e.profile_id in person.profile_ids and e.name == condition["event"] and not e.is_bot]
    days = condition.get("within_days") or condition.get("not_within_days")
    count = len([e for e in own if not days or e.occurred_at >= NOW - days * DAY])
    if "never" in condition or "not_within_days" in condition:
        return count == 0
    bounds = condition["count"]
    low, high = bounds.get("is", bounds.get("gte", 0)), bounds.get("is", bounds.get("lte", count))
    return bool(low <= count <= high)


def trait_holds(condition: dict[str, Any], value: Any) -> bool:
    def same(one: Any, two: Any) -> bool:
        return one == two and isinstance(one, bool) == isinstance(two, bool)

    if "exists" in condition:
        return bool((value is not None) == condition["exists"])
    if "is" in condition or "in" in condition:
        return any(same(value, wanted) for wanted in condition.get("in", [condition.get("is")]))
    bound = condition.get("gte", condition.get("lte"))
    if isinstance(value, bool) or isinstance(value, str) != isinstance(bound, str) or value is None:
        return False
    return bool(value >= bound if "gte" in condition else value <= bound)


@pytest.mark.django_db
@given(st.lists(histories(), max_size=12), st.lists(conditions, min_size=1, max_size=5))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_statement_finds_whom_the_definition_means(events: list[Event], asked: list[dict[str, Any]]) -> None:
    with transaction.atomic():
        profiles = take_in(events)
        placed = [replace(e, profile_id=p) for e, p in zip(events, profiles, strict=True)]
        people = {person.id: person for person in queries.people(limit=500)}
        states = queries.consent_states(people, Purpose.NEWS, Channel.MAIL)
        found = {repr(c): queries.members(c, now=NOW) for c in asked}
        counted = {repr(c): queries.member_count(c, now=NOW) for c in asked}
        transaction.set_rollback(True)
    for condition in asked:
        meant = sorted(i for i, person in people.items() if holds(condition, person, placed, states[i]))
        assert found[repr(condition)] == meant
        assert counted[repr(condition)] == len(meant)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text",
    [
        "ana@ex",
        "ANA@ex",
        "Ana@Ex.org",
        "u-10",
        "ANA@EX.ORG",
        "souza",
        "sou ANA",
        "+3519",
        "+351 900-1",
        "00351 (900)",
        "tok-9f",
        "  u-101 ",
    ],
)
def test_people_are_found_by_address_id_and_name(text: str) -> None:
    [profile, *_] = take([
        identify("u-101", traits={"email": "ana@ex.org", "name": "Ana Souza", "phone": "+351 900 100",
                                  "pushToken": "tok-9fA"}),
        identify("x-1", traits={"email": "other@ex.org", "name": "100% Other_"}),
    ])  # fmt: skip
    assert [person.id for person in queries.find(text)] == [profile]


@pytest.mark.django_db
def test_finding_is_bounded_and_takes_signs_literally() -> None:
    take([identify(f"u{n}", traits={"name": f"Ana {n}", "email": f"u{n}@ex.org"}) for n in range(30)])
    [odd] = take([identify("x", traits={"name": "100% Other_"})])
    assert len(queries.find("ana")) == 25
    assert len(queries.find("u", limit=7)) == 7
    assert [p.id for p in queries.find("100%")] == [p.id for p in queries.find("oth_")] == [odd]
    assert queries.find("%") == queries.find("_ther") == []
    assert queries.find("") == queries.find("nobody") == queries.find("\\") == []


@pytest.mark.django_db
def test_people_are_found_by_each_word_of_the_name_that_holds_for_them() -> None:
    [ana, *_] = take([
        identify("u", "a1", traits={"name": "Ana Maria Núñez"}, at=T0), identify("x", traits={"name": "Ana Silva"}),
        identify("y", traits={"firstName": "太郎", "lastName": "田中次"}),
    ])  # fmt: skip
    for text in ("nunez", "MARIA", "núñez ana"):
        assert [p.id for p in queries.find(text)] == [ana], text
    assert len(queries.find("ana")) == 2
    assert len(queries.find("次")) == 1
    take([identify("u", traits={"name": "Ana Weiß"}, at=T0 + 9),
          identify("u", traits={"name": "Old Name"}, at=T0 + 1),
          identify("", "a1", traits={"name": "Claimed"}, at=T0 + 99, trust=Trust.BROWSER)])  # fmt: skip
    assert [p.id for p in queries.find("weiss")] == [ana]
    assert queries.find("nunez") == queries.find("old") == queries.find("claimed") == []


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["ana@ex.org", "silva an"])
def test_people_are_looked_up_and_not_gone_through(text: str) -> None:
    take([identify("u", traits={"email": "ana@ex.org", "name": "Ana Silva"})])
    crowd.stand_around()
    with CaptureQueriesContext(connection) as asked:
        queries.find(text)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # else it rightly goes through a table of a few rows
            cursor.execute("SET LOCAL enable_seqscan = off")
        for one in (each["sql"] for each in asked if "FROM context_rules" not in each["sql"]):
            cursor.execute(f"EXPLAIN {'QUERY PLAN' if connection.vendor == 'sqlite' else ''} {one}")
            plan = [str(row[-1]) for row in cursor.fetchall()]
            assert not [line for line in plan if "SCAN context_" in line or re.search("Filter:.*>=", line)], one


ASKS: list[Callable[[], object]] = [
    lambda: queries.people(limit=50),
    lambda: queries.find("u"),
    lambda: queries.members(LAPSED, now=NOW),
]


@pytest.mark.django_db
@pytest.mark.parametrize("ask", ASKS)
def test_lists_ask_as_often_for_many_as_for_few(ask: Callable[[], object], django_assert_num_queries: Any) -> None:
    clock.drive(clock.from_us(NOW))
    take([identify("u0")])
    with django_assert_num_queries(9 if ask is ASKS[0] else 13 if ask is ASKS[1] else 1, exact=False):
        ask()
    take([identify(f"u{n}", f"a{n}") for n in range(60)])
    with django_assert_num_queries(9 if ask is ASKS[0] else 13 if ask is ASKS[1] else 1, exact=False):
        ask()

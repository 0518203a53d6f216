"""The same evidence gives the same people, traits and consents in any order and any batches (invariant 9)."""

from dataclasses import replace
from itertools import pairwise
from typing import Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninefold.collect.types import Event, EventKind, Trust
from ninefold.context import actions, queries
from ninefold.context.models import Profile
from ninefold.context.regrouping import affected, walking, weighing
from ninefold.context.rulebook.writing import own_kind
from ninefold.context.rules import DEFAULT, Rules
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.actors import Actor, Role
from ninefold.kernel.errors import BadInput
from tests.context.events import DAY, T0, consent, event, identify, take, track

pytestmark = pytest.mark.django_db
OWNER = Actor("user:1", "Owner", frozenset({Role.OWNER}))

trusts = st.sampled_from([Trust.BROWSER, Trust.LINK, Trust.SERVER])
users = st.sampled_from(["", "u1", "u2", "u3"])
devices = st.sampled_from(["", "a1", "a2", "a3"])
moments = st.builds(lambda n, d: T0 + n + d * DAY, st.integers(0, 3), st.sampled_from([0, 200, 400]))
plans = st.sampled_from(["free", "pro", None])


@st.composite
def traits(draw: st.DrawFn) -> dict[str, Any]:
    """With addresses that several may have, now or once; one of them is a role's."""
    said = {
        "plan": draw(plans),
        "email": f"{draw(st.sampled_from(['u1', 'u2', 'info']))}@ex.org",
        "phone": f"+4930000{draw(st.integers(1, 2))}",
        "card": draw(st.sampled_from(["c1", "c2", 7, None])),
    }
    return {name: said[name] for name in draw(st.sets(st.sampled_from(sorted(said))))}


@st.composite
def events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(["identify", "alias", "track", "consent"]))
    user, device = draw(users), draw(devices)
    plain: dict[str, Any] = {"at": draw(moments), "trust": draw(trusts)}
    if kind == "identify":
        return identify(user, device, traits=draw(traits()), **plain)
    if kind == "alias":
        return event(EventKind.ALIAS, user_id=user, anonymous_id=device, other_id=draw(devices), **plain)
    if kind == "consent":
        return consent(draw(st.sampled_from(["granted", "withdrawn"])), user, device, **plain)
    return track(
        "Order Completed",
        user,
        device,
        properties={"revenue": 1.1, "currency": draw(st.sampled_from(["EUR", "USD"]))},
        **plain,
    )


def known() -> object:
    """All that context knows, named by natural keys, since ids depend on arrival."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, kind, value, person_id FROM context_profile")
        profiles = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
        cursor.execute(
            "SELECT left_id, right_id, kind, occurred_at, message_id, address, refused FROM context_evidence"
        )
        evidence = sorted((sorted((profiles[a], profiles[b])), *rest) for a, b, *rest in cursor.fetchall())
    people = {}
    states = queries.consent_states(profiles, Purpose.NEWS, Channel.MAIL)
    for profile, person in queries.persons(profiles).items():
        own = tuple(sorted(profiles[p] for p in person.profile_ids))
        acted = sorted(
            (a.name, a.count, sorted(a.money.items()), a.first_at, a.last_at) for a in queries.activities(person.id)
        )
        assert person.id == min(person.profile_ids)
        held = (
            states[profile],
            person.traits,
            person.address("email"),
            person.address("card"),
            person.zone,
            acted and person.known_since,
            acted,
        )
        assert people.setdefault(own, held) == held
    return people, evidence


def after(batches: list[list[Event]]) -> object:
    with transaction.atomic():
        for batch in batches:
            take(batch)
        found = known()
        transaction.set_rollback(True)
    return found


@given(st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_order_and_any_batches_give_the_same_people(data: st.DataObject) -> None:
    given_events = data.draw(st.lists(events(), max_size=12))
    arrived = data.draw(st.permutations(given_events))
    cuts = sorted(data.draw(st.sets(st.integers(0, len(arrived)), max_size=4)) | {0, len(arrived)})

    assert after([arrived[a:b] for a, b in pairwise(cuts)]) == after([given_events])


@st.composite
def rule_sets(draw: st.DrawFn) -> Rules:
    """Any that the team may make, with a kind of their own or without."""
    joins, limits, days = st.booleans(), st.sampled_from([2, 3, 10]), st.sampled_from([None, 100, 300])
    kinds = [
        replace(one, joins=draw(joins), profiles_max=draw(limits), apart_days_max=draw(days))
        if one.kind in ("email", "phone")
        else replace(one, per_person_max=draw(limits)) if one.kind == "anonymous" else one
        for one in DEFAULT.kinds
    ]  # fmt: skip
    own = [own_kind("card", "Card", "card", joins=draw(joins), profiles_max=draw(limits))] if draw(joins) else []
    return Rules((*kinds[:3], *own, *kinds[3:]), draw(st.sampled_from([DEFAULT.roles, frozenset(), frozenset({"u2"})])))


def hold(rules: Rules, *, pieces: int) -> None:
    """Have these rules hold, as the team does: drafted, weighed and applied; then so many pieces of grouping."""
    group(1_000)
    try:
        actions.draft_rules(actor=OWNER, rules=rules, reason="Tried.", now=T0)
    except BadInput:
        return  # the same rules
    group(1_000)
    told, before = queries.drafted_rules(), person_of()
    assert told
    assert told.is_ready
    actions.apply_rules(actor=OWNER, now=T0)
    group(pieces)
    if pieces == 1_000:
        assert (told.joining, told.joined_into) == changed(person_of(), before)
        assert (told.split_into, told.splitting) == changed(before, person_of())


def group(pieces: int) -> None:
    for _ in range(pieces):
        if not walking._piece(T0) and not weighing._piece():
            return


def person_of() -> dict[int, int]:
    return queries.person_ids(Profile.objects.values_list("pk", flat=True))


def changed(now: dict[int, int], then: dict[int, int]) -> tuple[int, int]:
    """How many people of `then` are of one with others `now`, and how many that makes."""
    parts = [{then[p] for p in now if now[p] == person} for person in set(now.values())]
    return sum(len(part) for part in parts if len(part) > 1), sum(len(part) > 1 for part in parts)


@given(st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_rules_in_any_order_with_events_give_the_same_people(data: st.DataObject) -> None:
    """What the rules say last is what holds, however people were grouped in between; two accounts are never one."""
    batches = data.draw(st.lists(st.lists(events(), max_size=6), max_size=4))
    changes = [data.draw(rule_sets()) for _ in batches]
    last = data.draw(rule_sets())
    with transaction.atomic(), patch.object(affected, "AT_ONCE", 2):
        for batch, rules in zip(batches, changes, strict=True):
            take(batch)
            hold(rules, pieces=data.draw(st.sampled_from([0, 1, 2, 1_000])))
        hold(last, pieces=1_000)
        found = known()
        accounts = [p.person_id for p in Profile.objects.filter(kind="account")]
        assert len(set(accounts)) == len(accounts)
        transaction.set_rollback(True)
    with transaction.atomic():
        hold(last, pieces=1_000)
        take([event for batch in batches for event in batch])
        meant = known()
        transaction.set_rollback(True)
    assert found == meant


@pytest.mark.parametrize("reverse", [False, True])
def test_of_two_words_at_the_same_moment_the_greater_message_id_holds(reverse: bool) -> None:
    said = [
        identify("u1", traits={"plan": "pro"}, message_id="a"),
        identify("u1", traits={"plan": "free"}, message_id="b"),
        identify("u1", "a1", message_id="d"),
        identify("u1", "a1", message_id="c"),
    ]
    for one in reversed(said) if reverse else said:
        [profile] = take([one])

    assert queries.person(profile).traits == {"plan": "free"}
    [join] = queries.joins(queries.person(profile).id)
    assert join.event_message_id == "c"

"""Rulings of reviewers: they hold against evidence, and undoing one restores every attribution (invariant 9)."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ninefold.collect.types import Event, Trust
from ninefold.context import actions, queries
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests.context.events import DAY, T0, identify, take, track
from tests.context.test_order import events, known

pytestmark = pytest.mark.django_db
REVIEWER = system("reviewer")


def decide(one: int, two: int, *, allowed: bool) -> int:
    pair = (one, two)
    return actions.review(actor=REVIEWER, profile_ids=pair, allowed=allowed, reason="looked at both", now=T0).id


def test_a_deny_splits_what_evidence_joined_and_undoing_it_joins_again() -> None:
    account, phone, _ = take([
        track("Seen", "u1", traits={"plan": "pro"}),
        track("Seen", anonymous="a1", at=T0 + 1, traits={"plan": "free"}),
        identify("u1", "a1", at=T0 + DAY),
    ])  # fmt: skip
    before = known()

    ruling = decide(account, phone, allowed=False)

    assert queries.person(account).id != queries.person(phone).id
    assert queries.person(account).traits == {"plan": "pro"}
    assert queries.person(phone).traits == {"plan": "free"}
    assert "reviewer said" in queries.joins(account)[0].refused
    [kept] = queries.rulings(queries.person(account).id)
    assert (kept.id, kept.allowed, kept.decided_by, kept.undone_at) == (ruling, False, "system:reviewer", 0)

    actions.undo_review(actor=REVIEWER, ruling_id=ruling, now=T0 + 5)

    assert known() == before
    assert queries.rulings(queries.person(account).id)[0].undone_at == T0 + 5


def test_an_allow_joins_two_accounts_and_what_hangs_on_them() -> None:
    one, two, _, _ = take([
        identify("u1", "a1", traits={"plan": "pro"}), identify("u2", "a2"), identify("u2", "a1", at=T0 + 1),
        identify("u3", "a3", at=T0 + 2),
    ])  # fmt: skip
    before = known()

    ruling = decide(one, two, allowed=True)

    person = queries.person(two)
    assert len(person.profile_ids) == 4
    assert person.traits == {"plan": "pro"}
    assert [join.refused for join in queries.joins(person.id)] == ["", "", ""]

    actions.undo_review(actor=REVIEWER, ruling_id=ruling, now=T0)
    assert known() == before


def test_a_ruling_needs_a_right_a_reason_two_profiles_and_no_other_ruling() -> None:
    one, two = take([identify("u1"), identify("u2")])
    nobody = Actor("user:9", "Eve", frozenset({Role.EXPERT}))
    with pytest.raises(NotAllowed):
        actions.review(actor=nobody, profile_ids=(one, two), allowed=True, reason="r", now=T0)
    with pytest.raises(BadInput, match="reason"):
        actions.review(actor=REVIEWER, profile_ids=(one, two), allowed=True, reason=" ", now=T0)
    with pytest.raises(BadInput, match="two profiles"):
        decide(one, one, allowed=True)
    with pytest.raises(NotFound):
        decide(one, 10**9, allowed=True)
    ruling = decide(two, one, allowed=True)
    with pytest.raises(BadInput, match="undo it first"):
        decide(one, two, allowed=False)
    actions.undo_review(actor=REVIEWER, ruling_id=ruling, now=T0)
    with pytest.raises(NotFound):
        actions.undo_review(actor=REVIEWER, ruling_id=ruling, now=T0)


pairs = st.tuples(st.integers(0, 5), st.integers(0, 5), st.booleans()).filter(lambda pair: pair[0] != pair[1])
NAMED = [
    ("account", "u1"),
    ("account", "u2"),
    ("account", "u3"),
    ("anonymous", "a1"),
    ("anonymous", "a2"),
    ("claimed", "u1"),
]


def decide_all(given_pairs: list[tuple[int, int, bool]]) -> list[int]:
    found: dict[frozenset[int], int] = {}
    for one, two, allowed in given_pairs:
        profiles = [queries.profile_of(*NAMED[n]) for n in (one, two)]
        pair = frozenset((one, two))
        if None not in profiles and pair not in found:
            found[pair] = decide(profiles[0] or 0, profiles[1] or 0, allowed=allowed)
    return list(found.values())


@given(st.lists(events(), max_size=8), st.lists(pairs, max_size=3), st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_undoing_all_rulings_in_any_order_restores_everything(
    some: list[Event], given_pairs: list[tuple[int, int, bool]], data: Any
) -> None:
    with transaction.atomic():
        take(some)
        before = known()
        rulings = decide_all(given_pairs)
        for ruling in data.draw(st.permutations(rulings)):
            actions.undo_review(actor=REVIEWER, ruling_id=ruling, now=T0)
        after = known()
        transaction.set_rollback(True)
    assert after == before


@given(st.lists(events(), max_size=8), st.lists(events(), max_size=4), st.lists(pairs, max_size=3))
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_ruling_made_early_or_late_gives_the_same_people(
    some: list[Event], more: list[Event], given_pairs: list[tuple[int, int, bool]]
) -> None:
    everyone = [
        *(track("Named", user) for user in ("u1", "u2", "u3")),
        *(track("Named", anonymous=device) for device in ("a1", "a2")),
        track("Named", "u1", trust=Trust.BROWSER),
    ]

    def found(*, early: bool) -> object:
        with transaction.atomic():
            take([*everyone, *some])
            if early:
                decide_all(given_pairs)
            take(more)
            if not early:
                decide_all(given_pairs)
            people = known()
            transaction.set_rollback(True)
        return people

    assert found(early=True) == found(early=False)

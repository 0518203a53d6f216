"""Consent given by hand or on our pages, and all that is held of a person."""

import pytest
from django.db import transaction
from msgspec.structs import replace

from ninefold.collect import actions as collect
from ninefold.collect.types import Trust
from ninefold.context import actions, persondata, queries
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests import databases
from tests.context.events import DAY, T0, consent, identify, take

PAGE = system("preferences")
GRANTED, WITHDRAWN = ConsentStatus.GRANTED, ConsentStatus.WITHDRAWN


def say(profile: int, status: ConsentStatus, *, actor: Actor = PAGE, now: int = T0, basis: str = "page") -> None:
    actions.set_consent(
        actor=actor, profile_id=profile, purpose=Purpose.NEWS, channel=Channel.MAIL, status=status, basis=basis,
        evidence={"wording": "v3", "address": "A@EX.org"}, now=now, trust=Trust.LINK,
    )  # fmt: skip


def test_a_word_given_by_hand_holds_at_once_and_comes_back_as_one_event(database: databases.TestDatabase) -> None:
    [profile] = take([identify("u1")])
    say(profile, GRANTED)
    say(profile, GRANTED)
    [held] = queries.consents(profile)
    assert (held.status, held.basis, held.evidence["wording"], held.source) == (
        GRANTED,
        "page",
        "v3",
        "system:preferences",
    )

    with transaction.atomic():
        batch = collect.take()
        profile_ids = actions.resolve(events=batch.events)
        actions.project(events=collect.store(batch=batch, profile_ids=profile_ids))

    assert len(batch.events) == 1
    assert profile_ids == [profile]
    assert batch.events[0].trust is Trust.LINK
    assert queries.consent_history(profile) == [held]


@pytest.mark.django_db
def test_a_mailed_link_changes_a_known_persons_consent() -> None:
    profile, _ = take([identify("u1"), consent("granted", "u1", at=T0)])
    say(profile, WITHDRAWN, now=T0 + DAY)
    states = queries.consent_states([profile], Purpose.NEWS, Channel.MAIL)
    assert states == {profile: WITHDRAWN}


@pytest.mark.django_db
def test_a_word_by_hand_needs_a_right_a_basis_a_person_and_a_yes_or_no() -> None:
    [profile] = take([identify("u1")])
    with pytest.raises(NotAllowed):
        say(profile, GRANTED, actor=Actor("user:4", "Ed", frozenset({Role.EDITOR})))
    for status, basis in ((ConsentStatus.NONE, "page"), (GRANTED, "")):
        with pytest.raises(BadInput, match="basis"):
            say(profile, status, basis=basis)
    with pytest.raises(NotFound):
        say(10**9, GRANTED)
    assert queries.consents(profile) == []


@pytest.mark.django_db
def test_all_that_is_held_of_a_person_can_be_handed_out() -> None:
    profile, other = take([identify("u1", "a1", traits={"plan": "pro", "email": "a@ex.org"}), identify("u2")])
    take([replace(consent("granted", "u1"), profile_id=profile)])

    out = persondata.ContextData().export(queries.person(profile).profile_ids)

    assert {table: len(rows) for table, rows in out.items()} == {
        "context_profile": 2, "context_evidence": 1, "context_ruling": 0, "context_candidate": 0, "context_trait": 2,
        "context_identifier": 1, "context_activity": 2, "context_consent": 1, "context_revenue": 0,
        "context_rightslink": 0, "context_membership": 0, "context_touched": 0, "context_group_member": 0,
        "context_group_trait": 0, "context_contact": 0, "context_redeemed": 0,
        "context_name_word": 0, "context_group_leaving": 0, "context_regrouped": 0, "context_communityword": 0,
        "context_stale": 2, "context_move": 1, "context_purchase": 0, "context_habit": 0, "context_submission": 0,
        "context_said_word": 0,
    }  # fmt: skip
    [plan] = [row for row in out["context_trait"] if row["name"] == "plan"]
    assert (plan["value"], plan["is_current"], plan["occurred_at"]) == ("pro", True, "2023-11-14T22:13:20+00:00")
    assert other not in {row["id"] for row in out["context_profile"]}

"""The rules of identity by kind of identifier: what a device, an address and a number may say, and what not."""

from typing import Any

import pytest
from django.db import connection

from ninefold.collect.types import Event, Trust
from ninefold.context import actions, components, jobs, joining, queries, rules
from ninefold.context.components import Edge, Refusal
from ninefold.context.models import AddressesToFollow
from ninefold.kernel.actors import system
from ninefold.pipeline.project import project_batch
from tests.context.events import DAY, T0, identify, take, track

pytestmark = pytest.mark.django_db


def said(who: str, *, at: int = T0, trust: Trust = Trust.SERVER, **traits: Any) -> Event:
    """Of an account (u…) or a device."""
    return identify(who if who[0] == "u" else "", "" if who[0] == "u" else who, at=at, trust=trust, traits=traits)


def people(*events: Event) -> list[set[str]]:
    """Who is one person after these, by the names of accounts and devices."""
    take(events)
    names: dict[int, set[str]] = {}
    for kind, value in (("account", e.user_id) if e.user_id else ("anonymous", e.anonymous_id) for e in events):
        profile = queries.profile_of(kind, value)
        assert profile
        names.setdefault(queries.person(profile).id, set()).add(value)
    return sorted(names.values(), key=sorted)


def first() -> int:
    return queries.profile_of("account", "u1") or 0


def test_an_address_joins_a_profile_without_account_to_the_one_known_person_who_has_it() -> None:
    assert people(said("u1", email="ann@example.org"), said("till", email="ann@example.org")) == [{"till", "u1"}]

    [join] = queries.joins(first())
    assert (join.evidence, join.address, join.refused) == ("email", "ann@example.org", "")


def test_a_familys_address_joins_nobody_and_says_why() -> None:
    home = [said(who, email="home@example.org") for who in ("u1", "till")]
    assert people(*home, said("u2", email="home@example.org", at=T0 + 1)) == [{"till"}, {"u1"}, {"u2"}]

    told = {join.refused for join in queries.joins(queries.person(queries.profile_of("anonymous", "till") or 0).id)}
    assert told == {"Two known people have it, so it does not tell who else has it."}


def test_a_mailbox_of_a_role_joins_nobody() -> None:
    assert people(said("u1", email="info@example.org"), said("till", email="info@example.org")) == [{"till"}, {"u1"}]
    assert rules.DEFAULT.is_role("email", "Sales+shop@example.org")
    assert not rules.DEFAULT.is_role("email", "salesman@example.org")


def test_the_number_of_a_roles_mailbox_joins_nobody() -> None:
    """It is the company's, as the mailbox is."""
    desk = [said(who, email="info@example.org", phone="+49301") for who in ("u1", "till")]
    assert people(*desk) == [{"till"}, {"u1"}]


def test_a_browsers_address_joins_nobody() -> None:
    browsers = said("a1", email="ann@example.org", trust=Trust.BROWSER)
    assert people(said("u1", email="ann@example.org"), browsers) == [{"a1"}, {"u1"}]


def test_an_address_given_up_joins_nobody() -> None:
    """Neither does a number that nobody was seen with for half a year: somebody else may have it by now."""
    moved = said("u1", email="new@example.org", at=T0 + 1)
    assert people(said("u1", email="old@example.org"), moved, said("till", email="old@example.org", at=T0 + 2)) == [
        {"till"}, {"u1"},
    ]  # fmt: skip
    later = said("sms", phone="+49301", at=T0 + 181 * DAY)
    assert people(said("u2", phone="+49301"), later) == [{"sms"}, {"u2"}]
    assert people(said("u3", phone="+49302"), said("call", phone="+49302", at=T0 + 179 * DAY)) == [{"call", "u3"}]


def test_what_a_crowd_has_joins_none_of_them() -> None:
    crowd = [said(f"d{n}", email="x@example.org", at=T0 + n) for n in range(rules.EMAIL.profiles_max or 0)]
    assert len(people(*crowd)) == 1
    assert len(people(*crowd, said("last", email="x@example.org"))) == len(crowd) + 1


def test_addresses_from_before_they_were_evidence_are_gone_through_once() -> None:
    assert people(said("u1", email="ann@example.org"), said("till", email="ann@example.org")) == [{"till", "u1"}]
    profiles = queries.person(first()).profile_ids
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM context_evidence")
    joining.rejoin(profiles)
    assert len(queries.person(first()).profile_ids) == 1
    assert jobs.follow_addresses() == 0

    AddressesToFollow.objects.create(up_to=0)
    assert [jobs.follow_addresses(), jobs.follow_addresses(), jobs.follow_addresses()] == [2, 0, 0]
    assert queries.person(first()).profile_ids == profiles
    assert not AddressesToFollow.objects.exists()


def test_a_device_that_two_sign_in_on_belongs_to_neither_until_somebody_rules_that_they_are_one() -> None:
    take([track("Seen", "u1", "ipad"), track("Seen", "u1", "phone"), track("Seen", "u2", "ipad", at=T0 + 1)])

    one, two, ipad, phone = (
        queries.profile_of(kind, value) or 0
        for kind, value in (("account", "u1"), ("account", "u2"), ("anonymous", "ipad"), ("anonymous", "phone"))
    )
    person_of = queries.person_ids([one, two, ipad, phone])
    assert person_of[phone] == person_of[one]
    assert len(set(person_of.values())) == 3


def test_more_devices_than_anyone_has_are_not_all_of_one_person() -> None:
    most = rules.DEVICE.per_person_max or 0
    profiles = {0: ("account", "u")} | {n: ("anonymous", f"a{n}") for n in range(1, most + 2)}
    found = components.partition(profiles, [Edge(n, 0, n, "login", True, n) for n in range(1, most + 2)], [])

    assert list(found.refused.items()) == [(most + 1, Refusal.TOO_MANY_DEVICES)]


def reader(address: str = "ann@example.org") -> int:
    """Who proved to read this mailbox before anybody else had it; their profile."""
    profile = actions.profile_of_reader(address=address, name="", now=T0 - DAY)
    while project_batch(consent_only=False):
        pass
    return profile


def is_one(profile: int, user: str = "u1") -> bool:
    return queries.person(profile).id == queries.person(queries.profile_of("account", user) or 0).id


PROVED = {"email": "ann@example.org", "email_verified": True}


def test_an_account_whose_mailbox_the_shop_verified_is_who_proved_to_read_it() -> None:
    ann = reader()
    take([said("u1", email="ann@example.org")])
    assert not is_one(ann), "an account may state any address"
    take([said("u1", at=T0 + DAY, **PROVED)])
    assert is_one(ann)
    [join] = queries.joins(queries.person(ann).id)
    assert join.words == "both have the email address ann@example.org, which your server says it verified"
    take([said("u1", at=T0 + 2 * DAY, email="ann@new.example")])
    assert not is_one(ann), "the mailbox was given up"


@pytest.mark.parametrize("told", [
    said("u1", trust=Trust.BROWSER, **PROVED), said("u1", trust=Trust.IMPORT, **PROVED),
    said("u1", email="ann@example.org", email_verified="yes"), said("u1", email_verified=True),
    said("u1", email="bob@example.org", email_verified=True, at=T0 - DAY),
])  # fmt: skip
def test_nobody_else_proves_a_mailbox_by_saying_so(told: Event) -> None:
    ann = reader()
    take([told])
    take([said("u1", at=T0 + DAY, email="ann@example.org")])
    assert not is_one(ann)


def test_a_verified_mailbox_joins_no_two_accounts() -> None:
    ann = reader()
    take([said("u1", **PROVED), said("u2", at=T0 + DAY, **PROVED)])
    assert not is_one(ann)
    assert not is_one(ann, "u2")


def test_what_a_verified_mailbox_joined_is_undone_by_the_team() -> None:
    ann = reader()
    take([said("u1", **PROVED)])
    assert is_one(ann)
    account = queries.profile_of("account", "u1") or 0
    actions.review(actor=system("test"), profile_ids=(ann, account), allowed=False, reason="Two people.", now=T0)
    assert not is_one(ann)

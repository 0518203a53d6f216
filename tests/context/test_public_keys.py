"""What a browser's write key can do to people who are known: nothing (invariant 14)."""

import pytest
from django.db import connection

from ninefold.collect.types import EventKind, Trust
from ninefold.context import joining, queries
from ninefold.context.types import ConsentStatus
from ninefold.culture.types import Channel, Purpose
from tests.context.events import DAY, T0, consent, event, identify, take, track

pytestmark = pytest.mark.django_db


def state(profile: int) -> ConsentStatus:
    return queries.consent_states([profile], Purpose.NEWS, Channel.MAIL)[profile]


@pytest.mark.parametrize("later", [False, True])
def test_a_browser_that_names_an_account_joins_and_changes_nothing_of_it(later: bool) -> None:
    known = [identify("victim", traits={"email": "v@ex.org", "plan": "pro"}), consent("granted", "victim")]
    forged = [
        identify("victim", "evil", trust=Trust.BROWSER, at=T0 + DAY, traits={"email": "e@ex.org", "plan": "free"}),
        consent("withdrawn", "victim", trust=Trust.BROWSER, at=T0 + DAY),
        event(EventKind.ALIAS, user_id="victim", other_id="evil", trust=Trust.BROWSER),
        track("Order Completed", "victim", trust=Trust.BROWSER, properties={"revenue": 1_000_000}),
    ]
    for batch in (known, forged) if later else (forged, known):
        take(batch)

    victim = queries.profile_of("account", "victim")
    assert victim is not None
    person = queries.person(victim)
    assert person.profile_ids == (victim,)
    assert person.traits == {"email": "v@ex.org", "plan": "pro"}
    assert person.address("email") == "v@ex.org"
    assert state(victim) is ConsentStatus.GRANTED
    assert queries.money(person.id).orders == 0


@pytest.mark.parametrize("later", [False, True])
def test_a_browser_joins_nothing_to_a_known_person_through_their_own_device(later: bool) -> None:
    known = [identify("victim", "phone", traits={"plan": "pro"}), consent("granted", "victim")]
    forged = [
        event(EventKind.ALIAS, anonymous_id="evil", other_id="phone", trust=Trust.BROWSER, at=T0 - DAY),
        identify("victim", "phone", trust=Trust.BROWSER, at=T0 - DAY),
        identify("victim", "evil", trust=Trust.BROWSER, at=T0 - DAY),
        identify("", "phone", trust=Trust.BROWSER, at=T0 + DAY, traits={"plan": "free", "email": "e@ex.org"}),
        consent("withdrawn", anonymous="phone", trust=Trust.BROWSER, at=T0 + DAY),
        track("Order Completed", anonymous="phone", trust=Trust.BROWSER, properties={"revenue": 5}),
    ]
    for batch in (known, forged) if later else (forged, known):
        take(batch)

    victim = queries.profile_of("account", "victim")
    phone = queries.profile_of("anonymous", "phone")
    assert victim is not None
    assert phone is not None
    person = queries.person(victim)
    assert person.profile_ids == tuple(sorted((victim, phone)))
    assert person.traits == {"plan": "pro"}
    assert person.address("email") == ""
    assert state(phone) is ConsentStatus.GRANTED
    assert queries.money(person.id).sums == {}
    refused = [c for c in queries.consent_history(person.id) if c.refused]
    assert [c.status for c in refused] == [ConsentStatus.WITHDRAWN]
    assert any("public write key" in join.refused for join in queries.joins(person.id))


def test_a_site_that_only_has_browsers_still_knows_its_visitors_by_their_claims() -> None:
    phone, laptop = take([
        identify("u1", "phone", trust=Trust.BROWSER, traits={"name": "Ana"}),
        identify("u1", "laptop", trust=Trust.BROWSER),
    ])  # fmt: skip
    take([consent("granted", anonymous="phone", trust=Trust.BROWSER)])

    person = queries.person(phone)

    assert person == queries.person(laptop)
    assert (person.name, person.is_known) == ("Ana", False)
    assert state(laptop) is ConsentStatus.GRANTED


def test_a_claimed_device_is_not_claimed_twice() -> None:
    take([identify("u1", "phone", trust=Trust.BROWSER), identify("u2", "phone", trust=Trust.BROWSER, at=T0 + 1)])
    one, two = queries.profile_of("claimed", "u1"), queries.profile_of("claimed", "u2")
    phone = queries.profile_of("anonymous", "phone")
    people = queries.person_ids([p for p in (one, two, phone) if p])
    assert people[phone or 0] == people[one or 0] != people[two or 0]


def test_a_forwarded_link_joins_nobody() -> None:
    take([track("Link Clicked", "u1", "friend", trust=Trust.LINK)])
    assert queries.profile_of("anonymous", "friend") is None


@pytest.mark.parametrize("kind", ["chain", "star", "claims"])
def test_a_browser_cannot_chain_identities_without_end(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(joining, "PROFILES_MAX", 20)
    monkeypatch.setattr(joining, "STEPS_MAX", 8)
    pairs = {
        "chain": [(f"a{n}", f"a{n + 1}") for n in range(40)],
        "star": [("a0", f"a{n + 1}") for n in range(40)],
        "claims": [("kiosk", f"u{n}") for n in range(40)],
    }[kind]
    for one, two in pairs:
        if kind == "claims":
            take([identify(two, one, trust=Trust.BROWSER)])
        else:
            take([event(EventKind.ALIAS, anonymous_id=two, other_id=one, trust=Trust.BROWSER)])
    with connection.cursor() as cursor:
        cursor.execute("SELECT profile, COUNT(*) FROM (SELECT left_id AS profile FROM context_evidence UNION ALL"
                       " SELECT right_id FROM context_evidence) AS ends GROUP BY profile ORDER BY 2 DESC")  # fmt: skip
        assert cursor.fetchone()[1] <= 21
    assert 8 <= max(len(person.profile_ids) for person in queries.people(limit=500)) <= 21 or kind == "claims"
    known, phone = take([identify("known", pairs[0][0]), track("Seen", anonymous=pairs[0][0])])
    assert queries.person(known) == queries.person(phone), "verified evidence joins all the same"
    fresh, device = take([identify("u", "fresh", trust=Trust.BROWSER), track("Seen", anonymous="fresh")])
    assert queries.person(fresh) == queries.person(device)

"""Who is one person, and what is known of them."""

import pytest

from ninefold.collect.types import EventKind, Trust
from ninefold.context import queries
from ninefold.culture import actions as culture
from ninefold.culture.types import Community
from ninefold.kernel.actors import system
from ninefold.kernel.errors import NotFound
from tests.context.events import DAY, T0, event, identify, take, track

pytestmark = pytest.mark.django_db
NEVER = {"not": {"event": "Never Done"}}


def test_an_account_is_a_known_person_with_the_traits_it_gave() -> None:
    [profile] = take([identify("u1", traits={"name": "Ana", "email": " ana@EX.org ", "plan": "pro"})])

    person = queries.person(profile)

    assert (person.name, person.is_known, person.traits["plan"]) == ("Ana", True, "pro")
    assert person.address("email") == "ana@ex.org"
    assert person.address("account") == "u1"
    assert queries.profile_of("account", "u1") == profile


def test_a_browser_and_an_account_become_one_person_when_the_server_says_so() -> None:
    seen, bought, login = take([
        track("Product Seen", anonymous="a1", at=T0, trust=Trust.BROWSER),
        track("Order Completed", "u1", at=T0 + DAY),
        identify("u1", "a1", at=T0 + 2 * DAY),
    ])  # fmt: skip

    assert seen != bought == login
    person = queries.person(seen)
    assert person == queries.person(bought)
    assert person.id == min(seen, bought)
    assert person.profile_ids == tuple(sorted({seen, bought}))
    assert person.known_since == T0
    assert [a.name for a in queries.activities(person.id)] == ["$identify", "Order Completed", "Product Seen"]
    [join] = queries.joins(person.id)
    assert (join.evidence, join.refused) == ("identify", "")


def test_the_email_alone_joins_nobody() -> None:
    one, two = take([identify("u1", traits={"email": "a@ex.org"}), identify("u2", traits={"email": "a@ex.org"})])
    assert queries.person(one).id != queries.person(two).id


def test_a_shared_device_never_joins_two_accounts_and_says_why() -> None:
    one, two = take([identify("u1", "kiosk", at=T0), identify("u2", "kiosk", at=T0 + 1)])

    assert queries.person(one).id != queries.person(two).id
    assert [join.refused for join in queries.joins(queries.person(two).id)] == [
        "Two people sign in on this device, so it belongs to neither."
    ]


def test_an_alias_joins_the_former_anonymous_id() -> None:
    before, after = take([track("Seen", anonymous="old"), event(EventKind.ALIAS, user_id="u1", other_id="old")])
    assert queries.person(before) == queries.person(after)


def test_events_about_nobody_belong_to_nobody_and_a_profile_given_is_kept() -> None:
    [profile] = take([identify("u1")])
    assert take([track("Nothing"), track("Seen", "u2", profile_id=profile)]) == [0, profile]


def test_the_newest_trait_by_event_time_holds_whatever_came_first() -> None:
    take([identify("u1", at=T0 + DAY, traits={"plan": "pro"})])
    [profile] = take([identify("u1", at=T0, traits={"plan": "free", "city": "Porto"})])

    assert queries.person(profile).traits == {"plan": "pro", "city": "Porto"}
    [city, plan] = queries.trait_words(queries.person(profile).id)
    assert (city.value, plan.value, plan.occurred_at, plan.is_current) == ("Porto", "pro", T0 + DAY, True)


def test_a_trait_set_to_null_is_gone() -> None:
    take([identify("u1", at=T0, traits={"plan": "pro"})])
    [profile] = take([identify("u1", at=T0 + 1, traits={"plan": None})])
    assert queries.person(profile).traits == {}


def test_money_is_summed_exactly_each_currency_by_itself() -> None:
    take([track("Order Completed", "u1", at=T0 + i, properties={"revenue": 0.1, "currency": "USD"}) for i in range(3)])
    take([track("Order Completed", "u1", at=T0, properties={"revenue": "19.99"})])
    yen, wrong = {"revenue": 1200, "currency": "jpy"}, {"revenue": True}
    [profile, _] = take([track("Order Completed", "u1", at=T0, properties=said) for said in (yen, wrong)])

    money = queries.money(queries.person(profile).id)

    assert (money.orders, money.sums, money.last_at) == (6, {"": 1999, "USD": 30, "JPY": 1200}, T0 + 2)
    assert queries.in_words(money.sums) == "19.99, 1,200 JPY and 0.30 USD"


def test_the_tag_joins_the_persons_language_and_their_communitys_register() -> None:
    culture.save_community(actor=system("test"), community=Community("vinyl", "Vinyl", "en-x-vinyl"))
    plain, french = take([
        identify("u1", traits={"community": "vinyl"}),
        identify("u2", traits={"community": "vinyl", "language": "fr_ca", "timezone": "Europe/Lisbon"}),
    ])  # fmt: skip

    assert queries.person(plain).tag == "en-x-vinyl"
    assert queries.person(french).tag == "fr-CA-x-vinyl"
    assert (queries.person(plain).zone, queries.person(french).zone) == ("", "Europe/Lisbon")


def test_a_devices_zone_serves_until_the_person_has_one() -> None:
    [profile] = take([track("Seen", "u1", at=T0 + 5, context={"timezone": "Asia/Tokyo", "locale": "ja-JP"})])
    assert (queries.person(profile).zone, queries.person(profile).tag) == ("Asia/Tokyo", "ja-JP")

    take([identify("u1", at=T0, traits={"timezone": "Europe/Paris"}), identify("u1", traits={"locale": "no tag"})])

    assert (queries.person(profile).zone, queries.person(profile).tag) == ("Europe/Paris", "ja-JP")
    assert "$timezone" not in queries.person(profile).traits


def test_a_crawler_is_nobody_and_joins_nobody() -> None:
    everyone = queries.members(NEVER, now=T0)
    device = {"trust": Trust.BROWSER, "is_bot": True}
    assert take([track("Viewed", "", "crawler", **device), track("Viewed", "u9", "crawler", **device)]) == [0, 0]
    assert queries.members(NEVER, now=T0) == everyone
    assert (queries.profile_of("anonymous", "crawler"), queries.profile_of("claimed", "u9")) == (None, None)
    [own] = take([track("Viewed", "", "visitor", trust=Trust.BROWSER)])
    assert take([track("Viewed", "", "visitor", **device)]) == [own]
    take([track("Viewed", "u9", "visitor", **device)])
    assert queries.person(own).profile_ids == (own,)


def test_a_bots_events_are_not_counted() -> None:
    [profile, _] = take([track("Link Clicked", "u1", is_bot=True), identify("u1", traits={"plan": "pro"})])
    assert [each.name for each in queries.activities(profile)] == ["$identify"]

    take([track("Order Completed", "u1", is_bot=is_bot, properties={"revenue": 5}) for is_bot in (True, False)])
    assert queries.money(queries.person(profile).id).sums == {"": 500}


def test_odd_input_is_taken_in_without_harm() -> None:
    odd = {"a\x00b": "c\x00d", "big": 10**400, "deep": {"x": [1, {"y": None}]}, "": 1, "n" * 101: 1, "e": "x" * 9000}
    [profile] = take([identify("u\x00" + "9" * 600, "a" * 300, traits=odd, name="x")])

    person = queries.person(profile)

    assert person.traits == {"ab": "c\x00d", "big": 10**400, "deep": {"x": [1, {"y": None}]}}
    assert len(person.profile_ids) == 2
    again = take([identify("u\x00" + "9" * 600)])
    assert again == [profile]


def test_nobody_is_found_where_nobody_is() -> None:
    with pytest.raises(NotFound):
        queries.person(99)
    assert queries.persons([]) == {}
    assert queries.profile_of("account", "u") is None


def test_the_number_of_statements_does_not_grow_with_people(django_assert_num_queries: object) -> None:
    profiles = take([identify(f"u{n}", f"a{n}", traits={"name": f"N{n}"}) for n in range(50)])
    for asked in (profiles[:1], profiles):
        with django_assert_num_queries(8):  # type: ignore[operator]
            assert len(queries.persons(asked)) == len(asked)

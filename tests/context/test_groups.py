"""Groups, as `group` calls tell: who belongs to them, what is told of them, and whose word counts."""

from itertools import permutations
from typing import Any

import pytest
from django.db import transaction

from ninefold.collect.types import Trust
from ninefold.context import actions, persondata, queries
from ninefold.context.types import Group, GroupTrait
from ninefold.kernel.actors import Actor, Role, system
from ninefold.kernel.errors import BadInput, NotAllowed, NotFound
from tests.context.events import T0, call, identify, leave, take
from tests.context.world import NOW, happen
from tests.web.people import learn

pytestmark = pytest.mark.django_db


def only() -> Group:
    [group] = queries.groups(limit=9)
    return group


def told() -> dict[str, Any]:
    return {one.name: one.value for one in queries.group_traits(only().id)}


def test_a_group_has_its_people_and_traits_whose_newest_word_holds_in_any_order() -> None:
    said = [
        call("u1", traits={"name": "Acme", "type": "Company", "plan": "free"}, message_id="a"),
        call("u2", traits={"plan": "pro"}, at=T0 + 1, message_id="b"),
        call("u2", traits={"plan": "old"}, at=T0 - 1, message_id="c"),
        call("", "a1", at=T0 + 2, message_id="d"),
    ]
    for order in permutations(said):
        with transaction.atomic():
            for one in order:
                take([one])
            group = only()
            assert (group.key, group.name, group.kind, group.people, group.first_at) == (
                "acme", "Acme", "company", 3, T0 - 1,
            )  # fmt: skip
            assert told() == {"name": "Acme", "type": "Company", "plan": "pro"}
            assert {p.name for p in queries.group_members(group.id, limit=9)} >= {"u1", "u2"}
            transaction.set_rollback(True)


def test_the_groups_traits_are_not_the_persons_and_follow_a_join_and_its_undoing() -> None:
    account, device = take([identify("u1"), call("", "a1", traits={"plan": "pro"})])
    assert "plan" not in queries.person(device).traits
    assert queries.groups_of(queries.person(account)) == []

    pair = (account, device)
    ruling = actions.review(actor=system("test"), profile_ids=pair, allowed=True, reason="asked", now=T0)
    assert [group.key for group in queries.groups_of(queries.person(account))] == ["acme"]
    assert [person.id for person in queries.group_members(only().id, limit=9)] == [account]

    actions.undo_review(actor=system("test"), ruling_id=ruling.id, now=T0)
    assert [person.id for person in queries.group_members(only().id, limit=9)] == [device]


def test_a_browser_puts_no_known_person_into_a_group_and_changes_none_that_a_server_told_of() -> None:
    known, _ = take([identify("u1", "a1"), call("", "a1", traits={"plan": "pro", "seats": 3}, trust=Trust.BROWSER)])
    take([call("u2", traits={"plan": "free"}, at=T0 - 1)])

    assert queries.groups_of(queries.person(known)) == []
    assert [person.name for person in queries.group_members(only().id, limit=9)] == ["u2"]
    assert only().people == 1
    assert told() == {"plan": "free", "seats": 3}
    assert GroupTrait("seats", 3, T0, 1, is_verified=False) in queries.group_traits(only().id)


def within() -> set[str]:
    return {person.name for person in queries.group_members(only().id, limit=9)}


def test_who_left_is_out_until_they_are_named_again_in_any_order_and_it_is_kept() -> None:
    said = [call("u1", at=T0), leave("u1", at=T0 + 5), call("u2", at=T0 + 5), leave("u2", at=T0 + 5), call("u3", at=T0)]
    said += [leave("u3", at=T0 + 3), call("u3", at=T0 + 4), leave("", "a1", at=T0)]
    for order in (said, said[::-1], said[3:] + said[:3]):
        with transaction.atomic():
            for one in order:
                take([one])
            assert (within(), only().people) == ({"u3"}, 1)
            assert len(queries.group_leavings(only().id, limit=9)) == 4
            [stay] = queries.group_stays(queries.person(queries.profile_of("account", "u3") or 0))
            assert (stay.is_in, stay.first_at, stay.last_at, [one.left_at for one in stay.leavings]) == (
                True, T0, T0 + 4, [T0 + 3],
            )  # fmt: skip
            transaction.set_rollback(True)


def test_a_browser_takes_no_known_person_out_and_a_leaving_names_its_group() -> None:
    take([identify("u1", "a1"), call("u1"), leave("", "a1", at=T0 + 1, trust=Trust.BROWSER), leave("u2", group="none")])
    assert {group.key: group.people for group in queries.groups(limit=9)} == {"acme": 1}
    actions.check_leaving(leave("u1", group=7))
    for wrong in ("", None, True, {"id": "acme"}):
        with pytest.raises(BadInput, match="needs `objectId`"):
            actions.check_leaving(leave("u1", group=wrong))


def test_the_team_removes_a_whole_person_at_once_and_for_good_when_they_are_taken_apart() -> None:
    account, device = happen(call("u1"), call("", "a1"))
    pair = (account, device)
    ruling = actions.review(actor=system("test"), profile_ids=pair, allowed=True, reason="asked", now=T0)
    group, team = only().id, Actor("user:1", "Ana", frozenset({Role.OWNER}))
    with pytest.raises(NotAllowed):
        actions.remove_from_group(
            actor=Actor("user:2", "Bo", frozenset({Role.MARKETER})), group_id=group, person_id=account, now=NOW
        )
    actions.remove_from_group(actor=team, group_id=group, person_id=device, now=NOW)
    actions.undo_review(actor=system("test"), ruling_id=ruling.id, now=NOW)
    assert within() == set()
    assert {(one.person_id, one.left_at, one.removed_by) for one in queries.group_leavings(group, limit=9)} == {
        (account, NOW, "user:1"), (device, NOW, "user:1"),
    }  # fmt: skip
    learn([])
    assert len(queries.group_leavings(group, limit=9)) == 2  # the events say the same
    with pytest.raises(NotFound):
        actions.remove_from_group(actor=team, group_id=group + 1, person_id=account, now=NOW)


def test_groups_are_found_by_how_their_name_or_id_begins() -> None:
    take([call("u1", traits={"name": "Needles & Sons"}), call("u1", group="home_1"), call("u1", group="homes")])
    assert [group.key for group in queries.groups(limit=9, text="needles")] == ["acme"]
    assert [group.key for group in queries.groups(limit=9, text="HOME_")] == ["home_1"]


def test_membership_is_handed_out_and_erased_and_a_household_without_people_goes() -> None:
    one, _ = take([call("u1", group="home", traits={"name": "The Becks"}), call("u2", group="acme")])
    take([call("u1", group="acme"), leave("u1", group="acme"), leave("u1", group="club")])
    held = persondata.ContextData()
    handed_out = held.export([one])
    assert (len(handed_out["context_group_member"]), len(handed_out["context_group_leaving"])) == (2, 2)

    erased = held.erase([one])
    assert erased["context_group"] == 2
    assert held.export([one])["context_group_leaving"] == []
    assert [group.key for group in queries.groups(limit=9)] == ["acme"]

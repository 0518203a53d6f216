"""Who is in a segment now: it follows events, lapses of time, joins and new conditions, and tells each change once."""

from collections import Counter
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import json

from ninefold.collect.deeds import deeds_sql
from ninefold.collect.types import Event
from ninefold.context import actions, jobs, queries
from ninefold.context.segments import settling
from ninefold.kernel.actors import system
from tests.context.events import DAY, T0, call, consent, identify, leave, track
from tests.context.histories import conditions, events
from tests.context.world import NOW, happen

PRO = {"trait": "plan", "is": "pro"}
BOUGHT = {"event": "Order Completed"}
LATELY = {"event": "Order Completed", "count": {"gte": 2}, "within_days": 7}


def segment(key: str, condition: dict[str, Any]) -> int:
    return actions.create_segment(actor=system("test"), key=key, name=key.title(), condition=condition).id


def follow(now: int = NOW) -> None:
    while jobs.follow_segments(now=now):
        pass


def told() -> Counter[tuple[str, str]]:
    """How often each entry and exit of each segment was recorded."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM collect_pending")
        bodies = [json.decode(body) for (body,) in cursor.fetchall()]
    return Counter((body["name"], body["properties"]["segment"]) for body in bodies)


def in_it(segment_id: int) -> set[int]:
    return queries.memberships(segment_id)


@pytest.mark.django_db
def test_who_comes_to_meet_the_condition_enters_and_who_ceases_to_leaves_once_each() -> None:
    pros, stranger = segment("pros", PRO), segment("not-bought", {"not": BOUGHT})
    follow()
    [ana] = happen(identify("ana", traits={"plan": "pro"}))
    follow()
    follow()
    assert in_it(pros) == in_it(stranger) == {ana}
    assert told() == {("Segment Entered", "pros"): 1, ("Segment Entered", "not-bought"): 1}
    happen(identify("ana", at=T0 + 1, traits={"plan": "free"}), track("Order Completed", "ana"), track("Seen", "ana"))
    follow()
    assert in_it(pros) == in_it(stranger) == set()
    assert told()["Segment Left", "pros"] == told()["Segment Left", "not-bought"] == 1


@pytest.mark.django_db
def test_an_id_of_another_system_is_followed() -> None:
    members = segment("members", {"trait": "$external.club", "exists": True})
    follow()
    [ana, bob] = happen(identify("ana"), identify("bob"))
    follow()
    assert in_it(members) == set()
    card = {"id": "C 7", "type": "club", "collection": "users", "encoding": "none"}
    happen(track("Seen", "ana", at=T0 + 1, context={"externalIds": [card, "broken", {"type": 7}]}))
    follow()
    assert in_it(members) == {ana}
    assert bob not in in_it(members)
    [stored] = queries.segments()
    assert not queries.is_audited(stored)  # the lake cannot tell: it says so, and raises no false alarm


@pytest.mark.django_db
def test_a_window_that_lapses_needs_no_event() -> None:
    lately, quiet = segment("lately", LATELY), segment("quiet", {"event": "Order Completed", "not_within_days": 7})
    follow(T0)
    [ana, *_] = happen(*(track("Order Completed", "ana", at=T0 + n) for n in (0, 1)))
    follow(T0 + DAY)
    assert (in_it(lately), in_it(quiet)) == ({ana}, set())
    follow(T0 + 7 * DAY)
    assert (in_it(lately), in_it(quiet)) == ({ana}, set())
    follow(T0 + 7 * DAY + 500_000)
    assert (in_it(lately), in_it(quiet)) == (set(), {ana})
    assert told() == {("Segment Entered", "lately"): 1, ("Segment Left", "lately"): 1, ("Segment Entered", "quiet"): 1}


@pytest.mark.django_db
def test_a_new_or_changed_condition_is_gone_through_without_a_word() -> None:
    ana, bob = happen(identify("ana", traits={"plan": "pro"}), track("Order Completed", "bob"))
    kept = segment("kept", PRO)
    follow()
    assert in_it(kept) == {ana}
    segment("kept", BOUGHT)
    assert queries.is_rebuilding(kept)
    follow()
    assert in_it(kept) == {bob}
    assert not queries.is_rebuilding(kept)
    assert not told()


@pytest.mark.django_db
def test_members_follow_joins_and_their_undoing() -> None:
    twice = segment("twice", {"event": "Order Completed", "count": {"gte": 2}})
    follow()
    ana, phone = happen(track("Order Completed", "ana"), track("Order Completed", anonymous="phone"))
    follow()
    assert in_it(twice) == set()
    ruling = actions.review(actor=system("t"), profile_ids=(ana, phone), allowed=True, reason="asked", now=NOW)
    follow()
    assert in_it(twice) == {min(ana, phone)}
    actions.undo_review(actor=system("t"), ruling_id=ruling.id, now=NOW)
    follow()
    assert in_it(twice) == set()
    assert told() == {("Segment Entered", "twice"): 1, ("Segment Left", "twice"): 1}


@pytest.mark.django_db
def test_what_changes_in_a_group_is_asked_of_all_its_people_and_what_is_said_again_of_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pros = segment("pros", {"group": {"kind": "company", "trait": "plan", "is": "pro"}})
    follow()
    ana, bob, eve = happen(
        call("ana", traits={"type": "Company", "plan": "free"}), call("bob"), call("eve", group="home")
    )  # fmt: skip
    follow()
    assert in_it(pros) == set()
    happen(call("ana", at=T0 + 1, traits={"plan": "pro"}), call("eve", group="home", traits={"plan": "pro"}))
    follow()
    assert in_it(pros) == {ana, bob}

    asked: list[set[int]] = []
    real = settling.changes
    monkeypatch.setattr(
        settling, "changes", lambda given, now: asked.extend(set(g[-1]) for g in given) or real(given, now)
    )
    happen(call("ana", at=T0 + 2, traits={"plan": "pro"}))
    follow()
    assert asked == [{ana}]

    happen(leave("ana", at=T0 + 3))
    follow()
    assert in_it(pros) == {bob}

    ruling = actions.review(actor=system("t"), profile_ids=(bob, eve), allowed=True, reason="asked", now=NOW)
    happen(
        call("bob", at=T0 + 3, traits={"type": "club"}),
        call("eve", group="home", at=T0 + 3, traits={"type": "company"}),
    )
    follow()
    assert in_it(pros) == {bob}
    actions.undo_review(actor=system("t"), ruling_id=ruling.id, now=NOW)
    follow()
    assert in_it(pros) == {eve}


@pytest.mark.django_db
def test_consent_that_somebody_else_withdraws_for_a_shared_address_counts() -> None:
    agreed = segment("agreed", {"consent": {"purpose": "news", "channel": "mail", "is": "granted"}})
    follow()
    ana, *_ = happen(
        identify("ana", traits={"email": "home@example.org"}), consent("granted", "ana"),
        identify("bob", traits={"email": "home@example.org"}),
    )  # fmt: skip
    follow()
    assert in_it(agreed) == {ana}
    happen(consent("withdrawn", "bob", at=T0 + 5))
    follow()
    assert in_it(agreed) == set()


@pytest.mark.django_db
def test_a_crash_while_writing_leaves_nothing_half_done(monkeypatch: pytest.MonkeyPatch) -> None:
    pros = segment("pros", PRO)
    follow()
    [ana] = happen(identify("ana", traits={"plan": "pro"}))

    def crash(*, events: list[Event]) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patched:
        patched.setattr(settling.collect, "record", crash)
        with pytest.raises(RuntimeError):
            follow()
    assert in_it(pros) == set()
    follow()
    assert in_it(pros) == {ana}
    assert told() == {("Segment Entered", "pros"): 1}


@pytest.mark.django_db
def test_only_segments_that_news_concern_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    segment("pros", PRO)
    bought = segment("bought", BOUGHT)
    follow()
    [ana] = happen(identify("ana"))
    follow()
    asked: list[tuple[int, list[int]]] = []
    real = settling.changes

    def noted(given_: Any, now: int) -> list[settling.Change]:
        asked.extend((number, list(scope)) for number, _, scope in given_)
        return real(given_, now)

    monkeypatch.setattr(settling, "changes", noted)
    happen(track("Order Completed", "ana"), track("Seen", "bob"))
    follow()
    assert asked == [(bought, [ana])]


turns = st.one_of(
    st.tuples(st.just("events"), st.lists(events(), min_size=1, max_size=4)),
    st.tuples(st.just("hours"), st.sampled_from([1, 12, 24])),
    st.tuples(st.just("ruling"), st.booleans()),
)


@pytest.mark.django_db
@given(st.lists(turns, min_size=1, max_size=8), st.lists(conditions, min_size=1, max_size=4), conditions)
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_members_are_always_those_of_whom_the_condition_holds(
    story: list[tuple[str, Any]], asked: list[dict[str, Any]], inner: dict[str, Any]
) -> None:
    """Events that come late and in any order, lapses, joins and their undoing, new conditions: nothing goes astray."""
    with transaction.atomic():
        now = T0 + 2 * DAY
        segment("inner", {"trait": "plan", "is": "pro"} if "segment" in str(inner) else inner)
        kept = [segment(f"s{number}", condition) for number, condition in enumerate(asked)]
        follow(now)
        for deed, given_ in story:
            now = now + given_ * 3_600_000_000 if deed == "hours" else now + 1_000_000
            if deed == "events":
                happen(*given_)
            if deed == "ruling" and len(profiles := sorted(p.id for p in queries.people(limit=2))) == 2:
                _rule(tuple(profiles), given_, now)
            follow(now)
            for number, condition in zip(kept, asked, strict=True):
                assert in_it(number) == set(queries.members(condition, now=now)), condition
        transaction.set_rollback(True)


def _rule(pair: tuple[int, ...], allowed: bool, now: int) -> None:
    """Rule on two, or take back the ruling on them."""
    if standing := [ruling for ruling in queries.rulings(pair[0]) if not ruling.undone_at]:
        actions.undo_review(actor=system("t"), ruling_id=standing[0].id, now=now)
    else:
        actions.review(actor=system("t"), profile_ids=(pair[0], pair[1]), allowed=allowed, reason="asked", now=now)


@pytest.mark.django_db
@pytest.mark.parametrize("event", ["Seen", "$page"])
def test_lapses_are_looked_up_whatever_the_log_holds(event: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL rightly walks through a table of a few rows")
    deeds, values = deeds_sql(name=event, since=0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"EXPLAIN QUERY PLAN SELECT profile_id FROM ({deeds} AND e.occurred_at <= %s) AS d", [*values, 1]
        )
        assert not [row for row in cursor.fetchall() if "SCAN" in row[3]]

"""The tracking plan: learnt from what comes, locked, judged, drifted from; bounded whatever comes."""

import json
from datetime import timedelta
from typing import Any

import pytest

from ninefold.collect import queries as collect
from ninefold.collect.models import PlanDrift, PlanEvent, PlanSeen
from ninefold.collect.plan import actions, drift, learning, queries
from ninefold.collect.plan.types import Planned, Rule
from ninefold.collect.types import Deviation, Event, Trust, What
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput
from tests.collect.stories import batch, message, names, project, row, send

pytestmark = pytest.mark.usefixtures("database")
OWNER = actors.system("test")
PLAYED = "Song Played"
BOTH = "By the tracking plan: `title` of “Song Played” is never of the type boolean. “Song Played” has no `mood`."


def come(*messages: dict[str, Any], trust: Trust = Trust.SERVER) -> list[Event]:
    send(row(batch(*messages), trust=trust))
    return project()


def played(**properties: object) -> dict[str, Any]:
    return message(event=PLAYED, properties=properties)


def planned(name: str = PLAYED) -> dict[str, Planned | None]:
    return {one.name: one.planned for one in queries.event(name).properties}


def test_events_teach_their_properties_types_and_share() -> None:
    identify = message(type="identify", event=None, traits={"plan": "gold"})
    bot = {**played(robot=True), "context": {"userAgent": "Googlebot/2.1"}}
    come(played(title="a", seconds=1), played(title=None, seconds=2.5), played(title="b", tags=["x"]), identify, bot)
    event = queries.event(PLAYED)
    assert {one.name: (one.seen, round(one.share, 2)) for one in event.properties} == {
        "title": ({"string": 2, "null": 1}, 0.67),
        "seconds": ({"number": 2}, 0.67),
        "tags": ({"array": 1}, 0.33),
    }
    assert (event.event.seen, event.sources) == (3, {1: 3})
    assert [one.name for one in queries.event("$identify").properties] == ["plan"]


def test_what_deviates_is_set_aside_with_its_reason_and_counted_by_day() -> None:
    come(played(title="a", seconds=1))
    actions.lock_event(actor=OWNER, name=PLAYED, rule=Rule.QUARANTINE)
    good = [played(title="b", seconds=None), played(), message(event="Song Liked")]
    bad = [played(title=7), played(titel="c"), played(title=False, mood="d")]
    assert names(come(*good, *bad)) == [PLAYED, PLAYED, "Song Liked"]
    assert [(held.code, held.reason) for held in reversed(collect.quarantine())] == [
        ("plan_wrong_type", "By the tracking plan: `title` of “Song Played” is never of the type number."),
        ("plan_unknown_property", "By the tracking plan: “Song Played” has no `titel`."),
        ("plan_wrong_type", BOTH),
    ]
    assert queries.drift_by_day() == [0] * 29 + [3]
    assert {(each.deviation.property, each.deviation.type): each.count for each in queries.drifts()} == {
        ("title", "number"): 1, ("titel", "string"): 1, ("title", "boolean"): 1, ("mood", "string"): 1,
    }  # fmt: skip


def test_a_whole_plan_knows_its_events_and_a_warning_lets_strangers_in() -> None:
    come(played(title="a"))
    actions.lock_plan(actor=OWNER, rule=Rule.WARN)
    found = come(message(event="Song Playd"), played(title="b"), message(event="Order Completed"))
    assert [event.context.get("planFaults") for event in found] == [["plan_unknown_event: Song Playd"], None, None]
    assert {one.name: one.is_new for one in queries.events()} == {
        "Song Playd": True, PLAYED: False, "Order Completed": True,
    }  # fmt: skip
    actions.lock_plan(actor=OWNER, rule=Rule.QUARANTINE)
    assert names(come(message(event="Song Playd"), message(event="Song Plaid"))) == ["Song Playd"]
    actions.unlock_plan(actor=OWNER)
    assert names(come(message(event="Song Plaid"))) == ["Song Plaid"]


def test_a_word_on_consent_and_what_rooms_record_are_never_held_back() -> None:
    actions.lock_plan(actor=OWNER, rule=Rule.QUARANTINE)
    consent = message(event="Consent Changed", properties={"purpose": "news", "channel": "mail", "status": "granted"})
    click = json.dumps(message(event="Link Clicked", profileId=5)).encode()
    send(row(batch(consent)), row(click, path="link", trust=Trust.LINK))
    assert names(project()) == ["Consent Changed", "Link Clicked"]
    assert collect.quarantine_count() == 0


def test_types_are_edited_and_a_deviation_is_planned_for() -> None:
    come(played(title="a", seconds=1))
    with pytest.raises(BadInput, match="Lock the event first"):
        actions.plan_properties(actor=OWNER, name=PLAYED, properties={})
    actions.lock_event(actor=OWNER, name=PLAYED, rule=Rule.QUARANTINE)
    must = Planned(frozenset({"string"}), is_required=True)
    actions.plan_properties(actor=OWNER, name=PLAYED, properties={"title": must})
    assert come(played(seconds=1)) == []
    assert collect.quarantine()[0].reason.endswith("“Song Played” has no `seconds`. “Song Played” needs `title`.")
    for deviation in (
        Deviation(What.UNKNOWN_PROPERTY, PLAYED, "seconds", "number"),
        Deviation(What.MISSING, PLAYED, "title"),
        Deviation(What.UNKNOWN_EVENT, "Song Liked"),
    ):
        actions.accept(actor=OWNER, deviation=deviation)
    assert planned() == {"seconds": Planned(frozenset({"number"})), "title": Planned(frozenset({"string"}))}
    assert names(come(played(seconds=1))) == [PLAYED]
    assert queries.event("Song Liked").event.rule is Rule.ALLOW


def test_a_flood_of_names_and_properties_stays_within_bounds_and_spares_what_is_real(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(learning, "EVENTS_MAX", 20)
    monkeypatch.setattr(learning, "PROPERTIES_MAX", 20)
    monkeypatch.setattr(drift, "ROWS_A_DAY_MAX", 10)
    come(message(event="locked"), *[played(title="a") for _ in range(3)])
    actions.lock_event(actor=OWNER, name="locked", rule=Rule.ALLOW)
    for number in range(3):
        come(*[message(event=f"{number} {n}") for n in range(40)], *[played(**{f"{number}_{n}": n}) for n in range(40)])
        come(*[message(event="locked", properties={f"{number}_{n}": n}) for n in range(40)])
    assert PlanEvent.objects.count() == 20
    assert PlanEvent.objects.filter(name__in=["locked", PLAYED]).count() == 2
    assert PlanSeen.objects.filter(event=PLAYED).count() == 20
    assert PlanSeen.objects.filter(event=PLAYED, property="title").exists()
    assert PlanDrift.objects.count() == 10
    assert queries.drift_by_day()[-1] == 120


def test_drift_is_forgotten_after_its_days() -> None:
    clock.drive(clock.from_us(clock.now_us()))
    come(played())
    actions.lock_event(actor=OWNER, name=PLAYED, rule=Rule.ALLOW)
    come(played(new=1))
    clock.drive(clock.from_us(clock.now_us()) + timedelta(days=91))
    come(played(newer=1))
    assert PlanDrift.objects.count() == 2

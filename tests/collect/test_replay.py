"""Replay from quarantine: all of a reason, one mended by hand; each event once, with its own id and instant."""

import json
import time
from pathlib import Path

import pytest
from django.db import connection
from msgspec.structs import replace

from ninefold.cli.main import ROOMS
from ninefold.collect import actions, queries, replays
from ninefold.collect.models import Event
from ninefold.collect.plan import actions as plan
from ninefold.collect.plan.types import Rule
from ninefold.collect.replay import Readers
from ninefold.collect.types import Deviation, EventKind, Trust, What
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput, NotAllowed
from tests import databases
from tests.collect.stories import batch, message, project_all, row, send
from tests.installs import Install

pytestmark = pytest.mark.usefixtures("database")
OWNER = actors.system("test")
DAY_US = 86_400_000_000
STRANGER = Deviation(What.UNKNOWN_EVENT, "Song Playd")
READERS = Readers()


def set_aside(count: int) -> None:
    """So many events that the plan does not know, a day old."""
    plan.lock_plan(actor=OWNER, rule=Rule.QUARANTINE)
    sent = [message(event="Song Playd", messageId=f"p{n}", timestamp="2026-01-01T00:00:00Z") for n in range(count)]
    for start in range(0, count, 1_000):
        send(replace(row(batch(*sent[start : start + 1_000])), received_at=clock.now_us() - DAY_US))
    assert project_all(limit=5_000) == []


def test_all_of_a_reason_is_replayed_in_pages_and_the_rest_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replays, "PAGE", 10)
    set_aside(25)
    send(row(batch(message(event=None))))
    project_all()
    asked = actions.replay_all(actor=OWNER, code="plan_unknown_event")
    assert actions.replay_all(actor=OWNER, code="plan_unknown_event") == asked
    plan.accept(actor=OWNER, deviation=STRANGER)
    while actions.replay_due(readers=READERS):
        pass
    (done,) = queries.replays()
    assert (done.total, done.done, done.recorded, bool(done.finished_at)) == (25, 25, 25, True)
    assert queries.quarantine_codes() == [("event_missing", 1)]
    events = project_all()
    assert {event.message_id for event in events} == {f"p{n}" for n in range(25)}
    assert {clock.from_us(event.occurred_at).isoformat() for event in events} == {"2026-01-01T00:00:00+00:00"}
    assert all(event.received_at < clock.now_us() - DAY_US / 2 for event in events)


def test_a_replay_goes_by_what_the_source_may_send() -> None:
    source = actions.create_source(actor=OWNER, name="shop", trust=Trust.SERVER, calls=[EventKind.TRACK])
    send(replace(row(batch(message(type="identify", event=None, traits={"name": "A"}))), source_id=source.id))
    project_all()
    actions.replay_all(actor=OWNER, code="call_not_allowed")
    while actions.replay_due(readers=READERS):
        pass
    assert (queries.quarantine_codes(), project_all()) == ([("call_not_allowed", 1)], [])
    actions.limit_source(actor=OWNER, source_id=source.id, calls=[], events_per_second=0)
    actions.replay_all(actor=OWNER, code="call_not_allowed")
    while actions.replay_due(readers=READERS):
        pass
    assert [event.kind for event in project_all()] == [EventKind.IDENTIFY]


def test_what_is_still_wrong_keeps_the_reason_of_today_and_ends_the_replay() -> None:
    set_aside(3)
    plan.accept(actor=OWNER, deviation=STRANGER)
    plan.plan_properties(actor=OWNER, name="Song Playd", properties={})
    send(row(batch(message(event="Song Playd", properties={"title": "a"}))))
    assert project_all() == []
    actions.replay_all(actor=OWNER)
    while actions.replay_due(readers=READERS):
        pass
    (done,) = queries.replays()
    assert (done.total, done.recorded, done.held) == (4, 3, 1)
    assert [held.code for held in queries.quarantine()] == ["plan_unknown_property"]


def test_a_bot_that_was_set_aside_comes_back_as_a_bot() -> None:
    plan.lock_plan(actor=OWNER, rule=Rule.QUARANTINE)
    meta = '{"userAgent": "Googlebot/2.1"}'
    send(replace(row(batch(message(event="Song Playd")), trust=Trust.BROWSER), meta=meta))
    project_all()
    plan.unlock_plan(actor=OWNER)
    actions.replay_quarantined(actor=OWNER, ids=[held.id for held in queries.quarantine()])
    assert [event.is_bot for event in project_all()] == [True]


def test_a_copy_mended_by_its_sender_days_later_is_not_counted_again() -> None:
    sent = 4_000 * 5 * DAY_US
    broken = message(messageId="same", event=None)
    send(replace(row(batch(broken)), received_at=sent))
    send(replace(row(batch(message(messageId="same", event="Sent Again"))), received_at=sent + 12 * DAY_US))
    assert [event.name for event in project_all()] == ["Sent Again"]
    clock.drive(clock.from_us(sent + 20 * DAY_US))
    held = queries.quarantine()[0]
    mended = json.dumps(json.loads(held.body) | {"event": "Mended"})
    actions.mend_quarantined(actor=OWNER, quarantined_id=held.id, body=mended)
    assert project_all() == []


def test_by_hand_everything_may_be_mended_but_who_and_which_event_it_is() -> None:
    send(row(batch(message(event=None, messageId="broken", userId="ada"))))
    project_all()
    held = queries.quarantine()[0]
    said = json.loads(held.body)
    for wrong, why in (
        ("{", "This is not JSON"),
        (json.dumps(said), "needs the name of its event"),
        (json.dumps(said | {"event": "A", "messageId": "another"}), "`messageId` must stay"),
        (json.dumps(said | {"event": "A", "profileId": 7}), "`profileId` must stay"),
    ):
        with pytest.raises(BadInput, match=why):
            actions.mend_quarantined(actor=OWNER, quarantined_id=held.id, body=wrong)
    assert queries.quarantine() == [held]
    nobody = actors.Actor("user:1", "Ed", frozenset({actors.Role.EDITOR}))
    with pytest.raises(NotAllowed):
        actions.mend_quarantined(actor=nobody, quarantined_id=held.id, body="{}")
    right = json.dumps(said | {"event": "Song Played"})
    assert actions.mend_quarantined(actor=OWNER, quarantined_id=held.id, body=right) == 1
    (event,) = project_all()
    assert (event.message_id, event.name, event.context["mendedBy"]) == ("broken", "Song Played", OWNER.key)
    assert queries.quarantine() == []


def test_killed_at_any_point_a_replay_loses_nothing_and_doubles_nothing(
    database: databases.TestDatabase, data_folder: Path
) -> None:
    set_aside(1_500)
    plan.accept(actor=OWNER, deviation=STRANGER)
    actions.replay_all(actor=OWNER)
    install = Install(data_folder, database)
    for pause in (0.15, 0.3, 0.2):
        replayer = install.module("tests.collect.replayer", django=ROOMS)
        time.sleep(pause)
        replayer.kill()
        replayer.wait()
    connection.close()
    while actions.replay_due(readers=READERS) or project_all(limit=5_000):
        pass
    ids = list(Event.objects.values_list("message_id", flat=True))
    assert len(ids) == 1_500
    assert len(set(ids)) == 1_500
    assert queries.quarantine_count() == 0


def test_an_id_too_long_to_count_by_is_mended_too() -> None:
    send(row(batch(message(messageId="m" * 101))))
    assert project_all() == []
    (held,) = queries.quarantine()
    mended = json.dumps(json.loads(held.body) | {"messageId": "short"})
    assert actions.mend_quarantined(actor=OWNER, quarantined_id=held.id, body=mended) == 1
    assert [event.message_id for event in project_all()] == ["short"]

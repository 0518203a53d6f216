"""An event that a room cannot learn from waits in quarantine and holds nobody else up; once mended it counts."""

from collections.abc import Sequence

import pytest
from structlog.testing import capture_logs

from ninefold.collect import actions as collect
from ninefold.collect import queries
from ninefold.collect.types import Event, NewEvent
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import BadInput, Unavailable
from ninefold.pipeline import project
from tests.collect.stories import batch, message, row, send

ACTOR = actors.system("test")


def _record(count: int, *, poison: int) -> None:
    collect.record(
        events=[
            NewEvent(f"m-{n}", "Poison" if n == poison else "Seen", clock.now_us(), user_id=f"u-{n}")
            for n in range(count)
        ]
    )


def _cannot_learn(*, events: Sequence[Event]) -> None:
    if any(event.name == "Poison" for event in events):
        raise ValueError("this room trips over it")


def _names() -> list[str]:
    return [event.name for event in queries.events_between(1, 100)]


@pytest.mark.django_db
def test_one_poisonous_event_is_set_aside_and_replayed_when_the_room_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    _record(9, poison=4)
    monkeypatch.setattr(project, "LEARNERS", (*project.LEARNERS, _cannot_learn))

    while project.project_batch(consent_only=False):
        pass

    assert _names() == ["Seen"] * 8
    (aside,) = queries.quarantine()
    assert aside.code == "room_failed"
    assert "ValueError. this room trips over it" in aside.reason

    monkeypatch.undo()
    assert collect.replay_quarantined(actor=ACTOR, ids=[aside.id]) == 1
    while project.project_batch(consent_only=False):
        pass
    assert _names() == ["Seen"] * 8 + ["Poison"]
    assert not queries.quarantine()


@pytest.mark.django_db
def test_when_every_event_fails_the_events_are_kept_where_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    _record(3, poison=1)
    monkeypatch.setattr(project, "LEARNERS", (_cannot_learn,))
    monkeypatch.setattr(project, "SET_ASIDE_PER_HOUR_MAX", 0)

    assert project.project_batch(consent_only=False) == 1
    with pytest.raises(Unavailable) as stuck:
        project.project_batch(consent_only=False)
    assert stuck.value.code == "projection_stuck"
    assert not queries.quarantine()
    assert _names() == ["Seen"]


def _refuses(event: Event) -> None:
    raise BadInput("never_right", "This room finds fault with everything.")


@pytest.mark.django_db
@pytest.mark.parametrize("is_check", [True, False])
def test_a_room_that_refuses_what_we_recorded_ourselves_is_told_loudly_and_stopped(
    monkeypatch: pytest.MonkeyPatch, is_check: bool
) -> None:
    _record(6, poison=0)
    if is_check:
        monkeypatch.setattr(project, "CHECKS", {"Seen": _refuses, "Poison": _refuses})
    else:
        monkeypatch.setattr(project, "LEARNERS", (lambda *, events: _refuses(events[0]),))
    monkeypatch.setattr(project, "OWN_REFUSED_PER_HOUR_MAX", 2)

    for _ in range(2):
        project.project_batch(consent_only=False, limit=1)
    with pytest.raises(Unavailable) as stuck:
        project.project_batch(consent_only=False, limit=1)

    assert stuck.value.code == "projection_stuck"
    assert len(queries.quarantine()) == 2
    monkeypatch.undo()
    while project.project_batch(consent_only=False):
        pass
    assert len(_names()) == 4


def test_whoever_sends_many_bad_events_stops_nobody_and_it_is_told(
    database: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "OWN_REFUSED_PER_HOUR_MAX", 0)
    bad = [message(event="Order Completed", properties={"revenue": "many"}) for _ in range(120)]
    send(row(batch(*bad, message(event="Seen"))))
    with capture_logs() as told:
        while project.project_batch(consent_only=False):
            pass
    assert _names() == ["Seen"]
    assert queries.quarantine_count() == 120
    assert [line["refused"] for line in told if line["log_level"] == "error"] == [120]

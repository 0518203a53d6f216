"""An event that a room cannot learn from waits in quarantine and holds nobody else up; once mended it counts."""

from collections.abc import Sequence

import pytest

from ninefold.collect import actions as collect
from ninefold.collect import queries
from ninefold.collect.types import Event, NewEvent
from ninefold.kernel import actors, clock
from ninefold.kernel.errors import Unavailable
from ninefold.pipeline import project

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

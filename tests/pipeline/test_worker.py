"""The worker's loop ends when it is told to, at whatever moment."""

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from ninefold.pipeline import turn
from ninefold.worker import loop

TRIES = 15


@pytest.fixture
def _own_signals() -> Iterator[None]:
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in kept.items():
        signal.signal(number, handler)


@pytest.mark.timeout(120)
@pytest.mark.usefixtures("db", "_own_signals")
def test_a_signal_at_any_moment_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    timers: list[threading.Timer] = []

    def turned(now: int, *, is_brief: bool) -> int:
        if not told:  # from here the loop's own handlers stand
            timer = threading.Timer(0.001 + len(timers) * 0.0008, os.kill, (os.getpid(), signal.SIGTERM))
            timer.start()
            timers.append(timer)
            told.append(now)
        return 1

    monkeypatch.setattr(turn, "turn", turned)
    monkeypatch.setattr(loop, "PAUSE_SECONDS", 0.0)
    for _ in range(TRIES):
        told: list[int] = []
        loop.run()
    assert len(timers) == TRIES

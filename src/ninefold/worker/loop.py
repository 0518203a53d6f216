"""Turns the pipeline at its own pace: at once while there is work, resting a moment when there is none."""

import signal
import time
from contextlib import suppress
from types import FrameType

import structlog
from django.db import DatabaseError, close_old_connections

from ninefold.channel import jobs as channel_jobs
from ninefold.channel import serving
from ninefold.content.feeds import job as feeds
from ninefold.content.pictures import fetchjob
from ninefold.content.pictures import job as pictures
from ninefold.kernel import clock, garbage, processes
from ninefold.kernel.database import leases
from ninefold.pipeline import ports, turn

REST_SECONDS, LONG_REST_SECONDS = 0.1, 0.25  # segments are right within a second, whatever came
TIRED_TURNS = 50  # without work, before rests become long
WHOLE_EVERY_TURNS = 10  # of those without work: the others are brief
PAUSE_SECONDS = 0.005  # lets other writers at a SQLite database between two turns
log = structlog.get_logger()


class _Stop:
    """Whether a signal asked for the end.

    A threading.Event would not do: to set it takes a lock, and a handler that runs while its own thread holds it, on
    its way into `wait`, would wait for ever.
    """

    is_asked = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        self.is_asked = True


def _rest_seconds(idle: int) -> float:
    if not idle:
        return PAUSE_SECONDS
    return REST_SECONDS if idle < TIRED_TURNS else LONG_REST_SECONDS


def run() -> None:
    """Turn until SIGTERM or SIGINT; the turn under way is finished first."""
    ports.install()
    processes.await_word()
    stop = _Stop()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    log.info("worker started")
    idle = 0  # turns without work, one after the other
    with garbage.collected_rarely():
        while not stop.is_asked:
            done = turn.turn(clock.now_us(), is_brief=idle % WHOLE_EVERY_TURNS != 0)
            close_old_connections()
            idle = 0 if done else idle + 1
            time.sleep(_rest_seconds(idle))
    serving.close()
    feeds.close()
    pictures.close()
    fetchjob.close()
    channel_jobs.close()
    with suppress(DatabaseError):  # the database may have gone first; leases run out by themselves
        leases.release_all()
    log.info("worker stopped")

"""Turns the pipeline at its own pace: at once while there is work, resting a moment when there is none."""

import signal
import threading
from contextlib import suppress

import structlog
from django.db import DatabaseError, close_old_connections

from ninefold.channel import jobs as channel_jobs
from ninefold.channel import serving
from ninefold.kernel import clock, garbage, processes
from ninefold.kernel.database import leases
from ninefold.pipeline import ports, turn

REST_SECONDS = 0.1
PAUSE_SECONDS = 0.005  # lets other writers at a SQLite database between two turns
log = structlog.get_logger()


def run() -> None:
    """Turn until SIGTERM or SIGINT; the turn under way is finished first."""
    ports.install()
    processes.await_word()
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    log.info("worker started")
    with garbage.collected_rarely():
        while not stopping.is_set():
            done = turn.turn(clock.now_us())
            close_old_connections()
            stopping.wait(PAUSE_SECONDS if done else REST_SECONDS)
    serving.close()
    channel_jobs.close()
    with suppress(DatabaseError):  # the database may have gone first; leases run out by themselves
        leases.release_all()
    log.info("worker stopped")

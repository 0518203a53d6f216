"""What the edge takes in while the worker is away has a ceiling: rows that wait, and the disk that must stay free."""

import asyncio
import shutil

import psycopg
import structlog

from ninefold.collect import backlog
from ninefold.kernel.errors import Unavailable
from ninefold.kernel.settings import Settings
from ninefold.kernel.sqlite import sqlite3

LOOK_SECONDS = 2.0
RETRY_SECONDS = 30
log = structlog.get_logger()


class CeilingReached(Unavailable):
    """Nothing more is taken in until the worker has made room, or somebody has."""


class Ceiling:
    """Looks every few seconds; between two looks no more can come than the disk writes in them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._refusal: CeilingReached | None = None

    def check(self) -> None:
        """Raise CeilingReached while the last look found too much."""
        if self._refusal is not None:
            raise CeilingReached(self._refusal.code, self._refusal.message)

    async def look_forever(self) -> None:
        while True:
            try:
                self._learn(await asyncio.to_thread(found, self._settings))
            except (OSError, sqlite3.Error, psycopg.Error) as error:  # what is away refuses events by itself
                log.warning("the intake log could not be measured", error=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    def _learn(self, refusal: CeilingReached | None) -> None:
        if refusal is not None and self._refusal is None:
            log.error("the edge takes nothing in", code=refusal.code, reason=refusal.message)
        if refusal is None and self._refusal is not None:
            log.warning("the edge takes events in again")
        self._refusal = refusal


def found(settings: Settings) -> CeilingReached | None:
    """What stands in the way of taking in more."""
    free = shutil.disk_usage(settings.data).free
    if free < settings.disk_free_bytes_min:
        return CeilingReached("disk_full", f"Only {free // 1_000_000:,} MB are free on this install's disk.")
    rows = backlog.waiting_rows(settings)
    if rows >= settings.intake_rows_max:
        return CeilingReached("intake_full", f"{rows:,} requests wait already. Does the worker run?")
    return None

"""Group commit: all requests that wait are written in one transaction, and only then answered.

While one group is on its way to the disk the next one gathers, so the disk's own pace sets the size of the groups.
"""

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue

import structlog

from ninefold.collect.intake.log import IntakeLog
from ninefold.collect.intake.rows import IntakeRow
from ninefold.kernel.errors import Unavailable

WAITING_ROWS_MAX = 10_000
WAITING_BYTES_MAX = 64 * 1024 * 1024
GROUP_ROWS_MAX = 2_000
CLOSE_SECONDS_MAX = 30

log = structlog.get_logger()
_Waiting = tuple[IntakeRow, "asyncio.Future[None]"]


class QueueFull(Unavailable):
    """More waits than may wait: the client should come back later."""


class GroupCommit:
    """The queue before the intake log, and the one thread that writes to it."""

    def __init__(self, open_log: Callable[[], IntakeLog], loop: asyncio.AbstractEventLoop) -> None:
        self._open_log = open_log
        self._loop = loop
        self._waiting: list[_Waiting] = []
        self._bytes = 0
        self._rows = 0
        self._is_writing = False
        self._groups: SimpleQueue[list[_Waiting] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._write_groups, name="intake", daemon=True)
        self._thread.start()

    @property
    def is_full(self) -> bool:
        """Whether nothing more can be taken in at the moment. What is being written counts too."""
        return self._rows >= WAITING_ROWS_MAX or self._bytes >= WAITING_BYTES_MAX

    async def append(self, row: IntakeRow) -> None:
        """Return when the row is on disk. Raises QueueFull or Unavailable; then nothing is promised."""
        if self.is_full:
            raise QueueFull("overloaded", "More comes in than can be written. Try again in a second.")
        future: asyncio.Future[None] = self._loop.create_future()
        self._waiting.append((row, future))
        self._rows += 1
        self._bytes += len(row.body)
        if not self._is_writing:
            self._hand_over()
        await future

    def _hand_over(self) -> None:
        group, self._waiting = self._waiting[:GROUP_ROWS_MAX], self._waiting[GROUP_ROWS_MAX:]
        self._is_writing = bool(group)
        if group:
            self._groups.put(group)

    def _settle(self, group: list[_Waiting], error: Exception | None) -> None:
        self._rows -= len(group)
        self._bytes -= sum(len(row.body) for row, _ in group)
        for _, future in group:
            if future.done():  # its client went away
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(Unavailable("intake_unavailable", "Events cannot be kept at the moment."))
        self._hand_over()

    def _write_groups(self) -> None:
        intake: IntakeLog | None = None
        while (group := self._groups.get()) is not None:
            error: Exception | None = None
            try:
                intake = intake or self._open_log()
                intake.append([row for row, _ in group])
            except Exception as raised:  # noqa: BLE001  # whatever the disk or server says, the thread must live on
                log.error("intake log refused a group", error=type(raised).__name__, reason=str(raised)[:200])
                error = raised
            self._loop.call_soon_threadsafe(self._settle, group, error)
        if intake is not None:
            intake.close()

    def close(self) -> None:
        """Write what was handed over, then close the log."""
        self._groups.put(None)
        self._thread.join(CLOSE_SECONDS_MAX)

"""Commands that the worker has run once in a while by a process of their own: they take much memory, and end."""

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from ninefold.kernel import clock

PAUSE_SECONDS = 3_600.0
HOUR_US = 3_600_000_000
log = structlog.get_logger(__name__)


@dataclass
class Beside:
    """One command. `is_due` is asked every `pause_seconds` with the instant (us); `complaint` is logged where it
    failed.

    It knows the process under way, if any, and when it looked last, on the machine's time.
    """

    command: str
    is_due: Callable[[int], bool]
    complaint: str
    pause_seconds: float = PAUSE_SECONDS
    child: subprocess.Popen[bytes] | None = None
    looked_at: float = field(default_factory=time.monotonic)

    def run_due(self, now: int) -> int:
        """Begin it where it is due at `now` (us). Always 0: it runs beside."""
        if self.child is not None and self.child.poll() is not None:
            if self.child.returncode:
                log.error(self.complaint)
            self.child = None
        if time.monotonic() - self.looked_at < self.pause_seconds:
            return 0
        self.looked_at = time.monotonic()
        if self.child is None and not clock.is_driven() and self.is_due(now):
            command = [sys.executable, "-m", "ninefold.cli.main", self.command]
            self.child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        return 0

"""Has segments held against the lake once a day, by a process of its own: it takes much memory, and ends."""

import subprocess
import sys
import time

import structlog

from ninefold.context import queries as context
from ninefold.kernel import clock

PAUSE_SECONDS = 3_600.0
AUDIT_HOURS = 24
_HOUR_US = 3_600_000_000
log = structlog.get_logger(__name__)


class _Running:
    """The audit under way, if any, and when this process looked last, on the machine's time."""

    child: subprocess.Popen[bytes] | None = None
    looked_at = time.monotonic()


def audit_due(now: int) -> int:
    """Begin an audit where the last is a day old at `now` (us). Always 0: it runs beside."""
    if _Running.child is not None and _Running.child.poll() is not None:
        if _Running.child.returncode:
            log.error("an audit of segments found people amiss, or failed: see ninefold doctor and ninefold audit")
        _Running.child = None
    if time.monotonic() - _Running.looked_at < PAUSE_SECONDS:
        return 0
    _Running.looked_at = time.monotonic()
    if _Running.child is None and not clock.is_driven() and is_due(now):
        command = [sys.executable, "-m", "ninefold.cli.main", "audit"]
        _Running.child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    return 0


def is_due(now: int) -> bool:
    """Whether a segment has had no audit for a day."""
    audited = {number: audit.audited_at for number, audit in context.audits().items()}
    segments = filter(context.is_audited, context.segments())
    return any(now - audited.get(segment.id, 0) > AUDIT_HOURS * _HOUR_US for segment in segments)

"""Brings erasures on, a step or a piece a turn, by whoever holds the lease: the worker, or the command without one."""

import structlog

from ninefold.context import actions as context
from ninefold.context import queries
from ninefold.context.types import Erasure
from ninefold.kernel.database import leases
from ninefold.kernel.errors import Unavailable
from ninefold.pipeline.erasing import graves, memory
from ninefold.pipeline.erasing.steps import STEPS, Piece

LEASE = "erasing"
LEASE_SECONDS = 60.0
log = structlog.get_logger()


def erase_due(now: int) -> int:
    """One step of the oldest erasure that is not finished, or a piece; 1, or 0 where there is none or it waits."""
    restored = graves.mend_restored(now)
    erasure = queries.next_erasure()
    if erasure is None or not leases.acquire(LEASE, seconds=LEASE_SECONDS):
        return restored
    try:
        return _step(erasure, now)
    finally:
        leases.release(LEASE)


def _step(erasure: Erasure, now: int) -> int:
    place = next(number for number, step in enumerate(STEPS) if step.name == erasure.step)
    try:
        done = STEPS[place].run(erasure, memory.read(erasure.key))
    except Unavailable as error:
        context.hold_erasure(erasure.key, waits_for=error.message)
        return 0
    counts = done.counts if isinstance(done, Piece) else done
    if isinstance(done, Piece) and done.place < done.last:
        context.advance_erasure(erasure.key, step=erasure.step, counts=counts, place=done.place, last=done.last)
        return 1
    log.info("erased", erasure=erasure.key, step=erasure.step)
    if place + 1 < len(STEPS):
        context.move_erasure(erasure.key, step=STEPS[place + 1].name, done=erasure.step, counts=counts)
    else:
        context.move_erasure(erasure.key, step=erasure.step, done=erasure.step, counts=counts)
        context.finish_erasure(erasure.key, now=now)
    return 1

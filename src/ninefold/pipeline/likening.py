"""Has people compared with each other once a day, where what compares them is installed."""

from ninefold.context import queries as context
from ninefold.pipeline.beside import HOUR_US, Beside

HOURS = 24


def is_due(now: int) -> bool:
    """Whether people were not compared for a day, and can be."""
    if not context.can_compare():
        return False
    last = context.linkage()
    return last is None or now - last.finished_at > HOURS * HOUR_US


CANDIDATES = Beside("candidates", is_due, "comparing people failed: see what ninefold candidates says")

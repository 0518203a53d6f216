"""Has segments held against the lake once a day."""

from ninefold.context import queries as context
from ninefold.pipeline.beside import HOUR_US, Beside

AUDIT_HOURS = 24


def is_due(now: int) -> bool:
    """Whether a segment has had no audit for a day."""
    audited = {number: audit.audited_at for number, audit in context.audits().items()}
    segments = filter(context.is_audited, context.segments())
    return any(now - audited.get(segment.id, 0) > AUDIT_HOURS * HOUR_US for segment in segments)


AUDIT = Beside(
    "audit", is_due, "an audit of segments found people amiss, or failed: see ninefold doctor and ninefold audit"
)

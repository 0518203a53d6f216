"""Context's step of the pipeline: segments follow what is learnt of people."""

from ninefold.context.segments import following


def follow_segments(*, now: int) -> int:
    """Bring memberships up to what is projected and to `now` (us), a bounded piece of it; how much there was to do."""
    return following.follow(now)

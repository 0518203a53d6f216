"""Reads of experts. Values, never rows."""

from ninefold.content.experts.reading import (
    came_in,
    came_in_count,
    expert,
    experts,
    held_back,
    is_posted,
    request,
    requests_about,
    requests_to,
    requests_used_in,
    tallies,
    topics,
    unanswered,
    unreminded,
    untold,
    waiting,
)

__all__ = [
    "came_in", "came_in_count", "expert", "experts", "held_back", "is_posted", "request", "requests_about",
    "requests_to", "requests_used_in", "tallies", "topics", "unanswered", "unreminded", "untold", "waiting",
]  # fmt: skip

"""Writes of context: the one door for other rooms."""

from ninefold.context.addressing import profile_of_reader
from ninefold.context.consenting import set_consent
from ninefold.context.money import check as check_order
from ninefold.context.projecting import check_consent, project
from ninefold.context.resolving import resolve
from ninefold.context.reviewing import review, undo_review
from ninefold.context.segmenting import create_segment

__all__ = [
    "check_consent",
    "check_order",
    "create_segment",
    "profile_of_reader",
    "project",
    "resolve",
    "review",
    "set_consent",
    "undo_review",
]

"""Writes of context: the one door for other rooms."""

from ninefold.context.consenting import set_consent
from ninefold.context.projecting import project
from ninefold.context.resolving import resolve
from ninefold.context.reviewing import review, undo_review
from ninefold.context.segmenting import create_segment

__all__ = ["create_segment", "project", "resolve", "review", "set_consent", "undo_review"]

"""Writes of context: the one door for other rooms."""

from ninefold.context.projecting import project
from ninefold.context.resolving import resolve

__all__ = ["project", "resolve"]

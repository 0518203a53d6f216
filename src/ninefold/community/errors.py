"""Errors of community.

BadInput
├── PostRefused    what was posted cannot stand; says what to change
└── JoinRefused    a name or a one-time link that does not work; says what to do
"""

from ninefold.kernel.errors import BadInput


class PostRefused(BadInput):
    """What was posted cannot stand."""


class JoinRefused(BadInput):
    """A name that cannot be shown, or a one-time link that no longer works."""

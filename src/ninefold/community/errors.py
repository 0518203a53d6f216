"""Errors of community.

BadInput
└── PostRefused    what was posted cannot stand; says what to change
"""

from ninefold.kernel.errors import BadInput


class PostRefused(BadInput):
    """What was posted cannot stand."""

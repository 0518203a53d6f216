"""Errors of credibility.

BadInput
└── BadgeRefused    a badge that cannot be given; says what to change
"""

from ninefold.kernel.errors import BadInput


class BadgeRefused(BadInput):
    """This badge cannot be given."""

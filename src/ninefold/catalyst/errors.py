"""Errors of catalyst.

BadInput
└── CampaignError        the campaign cannot be made, changed or moved on like this
    └── CannotStart      it lacks something that it needs to start; `message` names all that is missing
"""

from ninefold.kernel.errors import BadInput


class CampaignError(BadInput):
    """The campaign cannot be made, changed or moved on like this."""


class CannotStart(CampaignError):
    """The campaign lacks something that it needs to start."""

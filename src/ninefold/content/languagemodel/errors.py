"""Errors of drafts by a language model.

ModelFailed (Unavailable): the model did not answer, or nothing that can be used.
"""

from ninefold.kernel.errors import Unavailable


class ModelFailed(Unavailable):
    """The model did not answer, or nothing that can be used; the message says what to do."""

"""The root of every error that Ninefold raises on purpose.

    NinefoldError          code + message, shown to people as they are
    ├── BadInput           what was handed in is wrong; says what to change
    ├── NotFound           the named thing does not exist
    ├── NotAllowed         the actor may not do this
    └── Unavailable        a part that is needed is not there (port taken, disk full, peer down)

Each room draws its own branch under one of these.
"""

from collections.abc import Sequence


class NinefoldError(Exception):
    """An error with a stable `code` (snake case) and a `message` that says what to do."""

    def __init__(self, code: str, message: str) -> None:
        assert code
        assert message
        super().__init__(message)
        self.code = code
        self.message = message


class BadInput(NinefoldError):
    """The caller handed in something that cannot be used."""


class NotFound(NinefoldError):
    """The named thing does not exist."""


class NotAllowed(NinefoldError):
    """The actor lacks the permission."""


class Ended(NotFound):
    """It was there, and its time is over."""


class Unavailable(NinefoldError):
    """Something this needs is not there."""


def raise_together(faults: Sequence[NinefoldError]) -> None:
    """Raise what is wrong as one error, so that all of it is mended at once; its code is the first one's."""
    if faults:
        said = dict.fromkeys(each.message for each in faults)
        raise type(faults[0])(faults[0].code, " ".join(said)) from faults[0]

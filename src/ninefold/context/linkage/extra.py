"""Whether what compares people is installed: the extra `identity`, which brings Splink."""

from importlib.util import find_spec

INSTALL = "make identity"


def is_installed() -> bool:
    """Whether people can be compared here."""
    return find_spec("splink") is not None

"""What a command says when its database does not answer, or is not set up: one line instead of Django's own words."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from ninefold.kernel.errors import Unavailable

NOT_SET_UP = ("unable to open database file", "no such table", "no such column", "does not exist")


@contextmanager
def spoken() -> Iterator[None]:
    """Raise Unavailable for what goes wrong with the database inside; the whole of it stays as its cause."""
    try:
        yield
    except (OperationalError, ProgrammingError, ImproperlyConfigured) as error:
        raise Unavailable("database", _in_words(error)) from error


def _in_words(error: Exception) -> str:
    first = (str(error).strip() or type(error).__name__).splitlines()[0].rstrip(".:")
    is_connected = "connection" not in first
    if is_connected and any(words in first for words in NOT_SET_UP):
        return f"The database is not set up ({first}). Run `ninefold setup` first."
    return f"The database cannot be used: {first}. `ninefold doctor` looks at it."

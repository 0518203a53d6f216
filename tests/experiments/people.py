"""People for tests, made by the events that make them in life."""

from itertools import count

from ninefold.context import queries as context
from tests.context.events import identify, take

_numbers = count(1)


def profiles(number: int) -> list[int]:
    """So many people nobody knows, each of one anonymous profile, in the order of their ids."""
    return take([identify(anonymous=f"browser-{next(_numbers)}") for _ in range(number)])


def join(one: int, other: int) -> None:
    """Make two anonymous profiles one person, as signing in on both does."""
    account = f"account-{next(_numbers)}"
    for profile in (one, other):
        take([identify(account, context.person(profile).address("anonymous"))])
    assert context.person(one) == context.person(other)

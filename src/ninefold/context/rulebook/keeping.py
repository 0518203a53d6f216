"""Which rules hold: the newest version, or those that Ninefold comes with. Versions are only added."""

from django.db import connection

from ninefold.context.rulebook import writing
from ninefold.context.rules import DEFAULT, Rules

FIRST = 0  # the version that nobody wrote: what Ninefold comes with


def current() -> Rules:
    """The rules that hold; one look at one row. Right for as long as `joining.hold` or `joining.lock` is held."""
    return newest()[1]


def newest() -> tuple[int, Rules]:
    """The version that holds, by its number, and its rules."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, definition FROM context_rules ORDER BY id DESC LIMIT 1")
        row = cursor.fetchone()
    return (row[0], writing.read(row[1])) if row else (FIRST, DEFAULT)


def of_version(number: int) -> Rules:
    """The rules of a version that there is."""
    if number == FIRST:
        return DEFAULT
    with connection.cursor() as cursor:
        cursor.execute("SELECT definition FROM context_rules WHERE id = %s", [number])
        return writing.read(cursor.fetchone()[0])

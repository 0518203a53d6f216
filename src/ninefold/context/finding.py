"""Finds people by the beginning of an address, of any id or of each word of their name.

All of these are ranges of an index, as quick among a million as among a hundred.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from ninefold.context import current, people, sayings
from ninefold.context.rulebook import keeping as rulebook
from ninefold.context.types import Person
from ninefold.culture import queries as culture
from ninefold.kernel import phones
from ninefold.kernel.words import words_of_name

FIND_MAX = 100
DEVICE_CHARACTERS_MIN = 3
_LAST = "\U0010ffff"
SMALL = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}  # as both databases' `lower` takes plain letters
WORDS_MAX, MATCHES_MAX, COUNTED_MAX = 6, 20_000, 2_000


def find(text: str, *, limit: int = 25) -> list[Person]:
    """People whose email, phone (however it is typed), account id or identifier of an own kind begins with the text,
    then those in whose name each of its words begins one (such as "silva a" for Ana Silva), those whose name begins so
    before others; then by the id of a device or a push token. At most `limit`.
    """
    wanted = text.strip().replace("\x00", "")[:200]
    if not wanted:
        return []
    bound = max(1, min(limit, FIND_MAX))
    found: dict[int, None] = {}
    for prefix in dict.fromkeys(filter(None, (wanted, sayings.folded(wanted), *_numbers(wanted)))):
        found |= dict.fromkeys(_by_prefix(prefix, bound))
    if len(found) < bound:
        found |= dict.fromkeys(_by_number(wanted, bound))
    if len(found) < bound:
        found |= dict.fromkeys(person.id for person in _by_name(wanted))
    if len(found) < bound and len(wanted) >= DEVICE_CHARACTERS_MIN:
        found |= dict.fromkeys(_by_device(wanted, bound))
    return people.by_ids(list(found)[:bound])


def _numbers(text: str) -> tuple[str, ...]:
    """The text as telephone numbers are kept, where it may be one: as it stands, and with the home country."""
    if any(c.isalpha() for c in text) or not (number := sayings.phone(text)):
        return ()
    return number, *phones.begins(text, culture.home_country())


def _by_number(text: str, limit: int) -> list[int]:
    """People whose account, customer number or identifier of an own kind begins so, in capitals or small letters."""
    small = current.small("value")
    bounds = (text.translate(SMALL), text.translate(SMALL) + _LAST)
    parts = [f"SELECT id FROM context_profile WHERE kind = 'account' AND {small} >= %s AND {small} < %s"]
    if rulebook.current().own_kinds:
        held = f"kind NOT IN ('email', 'phone', 'push') AND {small} >= %s AND {small} < %s"
        parts.append(f"SELECT profile_id AS id FROM context_identifier WHERE {held}")
    limited = " UNION ALL ".join(f"SELECT id FROM ({part} LIMIT {limit:d}) AS part" for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.person_id FROM context_profile p WHERE p.id IN ({limited}) ORDER BY p.person_id",
            bounds * len(parts),
        )
        return [row[0] for row in cursor.fetchall()]


def _by_name(text: str) -> list[Person]:
    own = words_of_name(text)[:WORDS_MAX]
    found = people.by_ids(dict.fromkeys(_by_words(own, FIND_MAX))) if own else []
    begun = " ".join(own)
    return sorted(found, key=lambda person: not " ".join(words_of_name(person.name)).startswith(begun))


def _by_prefix(prefix: str, limit: int) -> list[int]:
    """People with an account or an address that begins so; a range on the index, since LIKE depends on collation."""
    value = current.exact("value")
    parameters: list[Any] = []
    parts = []
    for kind in ("email", "phone", *sorted(rulebook.current().own_kinds)):
        parts.append(
            f"SELECT profile_id AS id FROM context_identifier WHERE kind = %s AND {value} >= %s AND {value} < %s"
        )
        parameters += [kind, prefix, prefix + _LAST]
    parts.append(f"SELECT id FROM context_profile WHERE kind = %s AND {value} >= %s AND {value} < %s")
    parameters += ["account", prefix, prefix + _LAST]
    limited = " UNION ALL ".join(f"SELECT id FROM ({part} LIMIT {limit}) AS part" for part in parts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.person_id FROM context_profile p WHERE p.id IN ({limited}) ORDER BY p.person_id", parameters
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _by_device(prefix: str, limit: int) -> list[int]:
    """People with a device, or an account that a browser named, whose id begins so, or with such a push token."""
    value = current.exact("value")
    one = f"SELECT person_id FROM context_profile WHERE kind = %s AND {value} >= %s AND {value} < %s LIMIT {limit:d}"
    rows: list[int] = []
    with connection.cursor() as cursor:
        for kind in ("anonymous", "claimed"):
            cursor.execute(one, [kind, prefix, prefix + _LAST])
            rows += [person for (person,) in cursor.fetchall()]
        cursor.execute(
            "SELECT p.person_id FROM context_identifier i JOIN context_profile p ON p.id = i.profile_id"
            f" WHERE i.kind = 'push' AND {_between('i.value')} LIMIT {limit:d}",
            [prefix, prefix + _LAST],
        )
        return [*rows, *(person for (person,) in cursor.fetchall())]


def _by_words(wanted: Sequence[str], limit: int) -> list[int]:
    """People with each of these words at the beginning of a word of their names, as these hold for them.

    Those with the rarest of the words are looked at, MATCHES_MAX of them at most.
    """
    ranges = sorted(((word, word + _LAST) for word in wanted), key=_frequency)
    word = current.exact("word")
    has = f"EXISTS (SELECT 1 FROM context_name_word o WHERE o.profile_id = w.profile_id AND {_between('o.word')})"
    holds = (
        "EXISTS (SELECT 1 FROM context_trait t WHERE t.profile_id = w.profile_id AND t.name = w.name"
        " AND t.is_verified = w.is_verified AND t.is_current)"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.person_id FROM (SELECT * FROM context_name_word WHERE {_between('word')}"
            f" ORDER BY {word} LIMIT {MATCHES_MAX}) AS w JOIN context_profile p ON p.id = w.profile_id"
            f" WHERE {' AND '.join([holds, *(has for _ in ranges[1:])])} LIMIT {limit}",
            [bound for each in ranges for bound in each],
        )
        return [row[0] for row in cursor.fetchall()]


def _between(column: str) -> str:
    exact = current.exact(column)
    return f"{exact} >= %s AND {exact} < %s"


def _frequency(bounds: tuple[str, str]) -> int:
    """How many words of names lie between, as far as that needs to be known."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COUNT(*) FROM (SELECT 1 FROM context_name_word"
            f" WHERE {_between('word')} LIMIT {COUNTED_MAX}) AS counted",
            bounds,
        )
        return int(cursor.fetchone()[0])

"""Keeps the words of people's names, so that whoever is looked for by one is found without reading all names.

A script that puts no blanks between words is kept from each of its signs on.
"""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from django.db import connection

from ninefold.context.sayings import Said
from ninefold.kernel.database import bulk
from ninefold.kernel.words import words_of_name

NAMES = ("name", "firstName", "first_name", "lastName", "last_name")
WORDS_MAX, CHARACTERS_MAX = 12, 40
_COLUMNS = {"profile_id": "int", "name": "text", "is_verified": "bool", "word": "text"}
_UNSPACED = "\u2e80"  # from here on, scripts of East Asia; words of Korean are kept so as well, to no harm
Key = tuple[int, str, bool]


def kept(text: str) -> set[str]:
    """What is kept of a name."""
    found = [part for word in words_of_name(text) for part in _parts(word)]
    return {part[:CHARACTERS_MAX] for part in found[:WORDS_MAX]}


def _parts(word: str) -> Iterator[str]:
    yield word
    if word[0] >= _UNSPACED:
        yield from (word[start:] for start in range(1, len(word)))


def changed(said: dict[Key, Said]) -> list[Key]:
    """Which of these traits, by profile, name and whether they are verified, are names that are not kept as yet.

    To be asked before they are written, and told to `index` thereafter.
    """
    names = {key: each for key, each in said.items() if key[1] in NAMES}
    stored = {(profile, name, bool(verified)): word for profile, name, verified, word in _stored(names)}
    return [key for key, each in names.items() if key not in stored or stored[key] != each.word]


def index(keys: Collection[Key]) -> None:
    """Keep the words of these names as they are now, in the caller's transaction."""
    if not keys:
        return
    wanted = set(keys)
    found = [row for row in _stored(wanted) if (row[0], row[1], bool(row[2])) in wanted]
    rows = [
        (profile, name, bool(verified), part)
        for profile, name, verified, word in found
        if word and word.startswith('"')
        for part in sorted(kept(word[1:]))
    ]
    with connection.cursor() as cursor:
        cursor.executemany(
            "DELETE FROM context_name_word WHERE profile_id = %s AND name = %s AND is_verified = %s", sorted(wanted)
        )
    bulk.insert("context_name_word", _COLUMNS, rows)


def _stored(keys: Collection[Key]) -> Sequence[tuple[Any, ...]]:
    """Profile, name, whether verified, and word of the names of these profiles."""
    if not keys:
        return []
    among, ids = bulk.among("profile_id", {profile for profile, *_ in keys})
    named, names = bulk.among("name", NAMES, "text")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT profile_id, name, is_verified, word FROM context_trait WHERE {among} AND {named}", [ids, names]
        )
        return list(cursor.fetchall())

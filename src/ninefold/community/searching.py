"""Finding questions by their words and those of their answers, in each database's own full-text index.

Both index the same words: lower case, without accents, split here. Each word of a search may be the beginning of one.
Of the newest matches those with more of the words in their title are first: the same on both, and as quick for
words of every other post, where a rank by frequencies (BM25, ts_rank) has to read all matches.
"""

from collections.abc import Collection

from django.db import connection

from ninefold.kernel.database import bulk
from ninefold.kernel.words import words

WORDS_MAX = 8
MATCHES_MAX = 200
PREFIX_CHARACTERS_MIN = 2
INDEXED_CHARACTERS_MAX = 200_000  # a PostgreSQL vector holds less than a megabyte


def index(question_ids: Collection[int]) -> None:
    """Index these questions anew with the answers that are shown; what is not shown leaves the index."""
    rows = [(pk, title, " ".join(words(rest))) for pk, title, rest in _shown(question_ids)]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.executemany("DELETE FROM community_search WHERE rowid = %s", [(pk,) for pk in question_ids])
            cursor.executemany("INSERT INTO community_search (rowid, title, body) VALUES (%s, %s, %s)", rows)
            return
        cursor.executemany("DELETE FROM community_search WHERE question_id = %s", [(pk,) for pk in question_ids])
        cursor.executemany(
            "INSERT INTO community_search (question_id, words) VALUES (%s,"
            " setweight(to_tsvector('simple', %s), 'A') || to_tsvector('simple', %s))",
            rows,
        )


def compact() -> None:
    """Let go of the words that were deleted: SQLite's index keeps them in older parts until these are merged."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO community_search (community_search) VALUES ('optimize')")


def _shown(question_ids: Collection[int]) -> list[tuple[int, str, str]]:
    """Id, title and all other text of those that are shown."""
    condition, values = bulk.among("id", question_ids)
    of_question, _ = bulk.among("question_id", question_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, title, topic, body FROM community_question WHERE state = 'shown' AND {condition}", [values]
        )
        found = {pk: (title, [topic, body]) for pk, title, topic, body in cursor.fetchall()}
        cursor.execute(
            f"SELECT question_id, body FROM community_answer WHERE state = 'shown' AND {of_question} ORDER BY id",
            [values],
        )
        for question_id, body in cursor.fetchall():
            if question_id in found:
                found[question_id][1].append(body)
    return [
        (pk, " ".join(words(title)), "\n".join(rest)[:INDEXED_CHARACTERS_MAX]) for pk, (title, rest) in found.items()
    ]


def find(text: str) -> list[int]:
    """Ids of the newest MATCHES_MAX questions that hold all words of a text, newest first.

    Words of two letters and more are looked for as the beginnings of words.
    """
    wanted = words(text)[:WORDS_MAX]
    if not wanted:
        return []
    if connection.vendor == "sqlite":
        column, table, condition = "rowid", "community_search", "community_search MATCH %s"
        query = " AND ".join(f'"{word}"*' if _is_beginning(word) else f'"{word}"' for word in wanted)
    else:
        column, table, condition = "question_id", "community_search", "words @@ to_tsquery('simple', %s)"
        query = " & ".join(f"{word}:*" if _is_beginning(word) else word for word in wanted)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {table} WHERE {condition} ORDER BY {column} DESC LIMIT {MATCHES_MAX}", [query]
        )
        return [row[0] for row in cursor.fetchall()]


def _is_beginning(word: str) -> bool:
    return len(word) >= PREFIX_CHARACTERS_MIN


def in_title(text: str, title: str) -> int:
    """How many words of a search begin a word of a title: matches there are worth more than elsewhere."""
    own = words(title)
    return sum(any(one.startswith(word) for one in own) for word in words(text)[:WORDS_MAX])

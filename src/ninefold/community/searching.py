"""Finding questions by their words and those of their answers, in each database's own full-text index.

Both index the same words: lower case, without accents, split here. Each word of a search may be the beginning of one.
Of the newest matches the best are first; SQLite ranks by BM25, PostgreSQL by ts_rank, titles worth more in both.
"""

import re
import unicodedata
from collections.abc import Collection, Sequence

from django.db import connection

from ninefold.kernel.database import bulk

WORDS_MAX = 8
MATCHES_MAX = 200  # of these the best are first: ranking all of 100,000 would take its time
INDEXED_CHARACTERS_MAX = 200_000  # a PostgreSQL vector holds less than a megabyte
_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text as they are indexed and searched for."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return _WORD.findall(plain.casefold())


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


def _shown(question_ids: Collection[int]) -> list[tuple[int, str, str]]:
    """Id, title and all other text of those that are shown. Raw, since the migration that fills the index runs it."""
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


def find(text: str, *, limit: int, offset: int = 0) -> list[int]:
    """Ids of questions that hold all words of a text, best of the newest MATCHES_MAX first."""
    wanted = words(text)[:WORDS_MAX]
    if not wanted:
        return []
    statement, parameters = _sqlite(wanted) if connection.vendor == "sqlite" else _postgres(wanted)
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [row[0] for row in cursor.fetchall()][offset : offset + limit]


def _sqlite(wanted: Sequence[str]) -> tuple[str, list[str]]:
    match = " AND ".join(f'"{word}"*' if len(word) > 1 else f'"{word}"' for word in wanted)
    statement = (
        "SELECT id FROM (SELECT rowid AS id, bm25(community_search, 5.0, 1.0) AS worth FROM community_search"
        f" WHERE community_search MATCH %s ORDER BY rowid DESC LIMIT {MATCHES_MAX}) AS newest ORDER BY worth, id DESC"
    )
    return statement, [match]


def _postgres(wanted: Sequence[str]) -> tuple[str, list[str]]:
    query = " & ".join(f"{word}:*" if len(word) > 1 else word for word in wanted)
    statement = (
        "SELECT question_id FROM (SELECT question_id, ts_rank(words, query) AS worth FROM community_search,"
        f" to_tsquery('simple', %s) AS query WHERE words @@ query ORDER BY question_id DESC LIMIT {MATCHES_MAX})"
        " AS newest ORDER BY worth DESC, question_id DESC"
    )
    return statement, [query]


def create() -> None:
    """Make the index, and fill it with what is there: the migration's part."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(
                "CREATE VIRTUAL TABLE community_search USING fts5(title, body, content='', contentless_delete=1,"
                " tokenize='unicode61', prefix='2 3')"
            )
            return
        cursor.execute("CREATE TABLE community_search (question_id bigint PRIMARY KEY, words tsvector NOT NULL)")
        cursor.execute("CREATE INDEX community_search_words ON community_search USING gin (words)")

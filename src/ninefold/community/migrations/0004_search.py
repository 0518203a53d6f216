"""The full-text index of questions, filled with what is there; votes have their rating alone."""

import re
import unicodedata

from django.db import connection, migrations

AT_ONCE = 1_000
INDEXED_CHARACTERS_MAX = 200_000
WORD = re.compile(r"[^\W_]+")
SQLITE = [
    (
        "CREATE VIRTUAL TABLE community_search USING fts5(title, body, content='', contentless_delete=1,"
        " tokenize='unicode61', prefix='2 3 4 5')"
    )
]
POSTGRESQL = [
    "CREATE TABLE community_search (question_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX community_search_words ON community_search USING gin (words)",
]
INSERT_SQLITE = "INSERT INTO community_search (rowid, title, body) VALUES (%s, %s, %s)"
INSERT_POSTGRESQL = (
    "INSERT INTO community_search (question_id, words) VALUES (%s,"
    " setweight(to_tsvector('simple', %s), 'A') || to_tsvector('simple', %s))"
)


def create(apps, schema_editor):
    with connection.cursor() as cursor:
        for statement in SQLITE if connection.vendor == "sqlite" else POSTGRESQL:
            cursor.execute(statement)


def fill(apps, schema_editor):
    insert = INSERT_SQLITE if connection.vendor == "sqlite" else INSERT_POSTGRESQL
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, title, topic, body FROM community_question WHERE state = 'shown' AND id > %s ORDER BY id"
                " LIMIT %s",
                [last, AT_ONCE],
            )
            asked = cursor.fetchall()
            if not asked:
                return
            texts = {number: (title, [topic, body]) for number, title, topic, body in asked}
            cursor.execute(
                "SELECT question_id, body FROM community_answer WHERE state = 'shown' AND question_id > %s"
                " AND question_id <= %s ORDER BY id",
                [last, asked[-1][0]],
            )
            for number, body in cursor.fetchall():
                if number in texts:
                    texts[number][1].append(body)
            cursor.executemany(
                insert,
                [
                    (number, " ".join(words(title)), " ".join(words("\n".join(rest)[:INDEXED_CHARACTERS_MAX])))
                    for number, (title, rest) in texts.items()
                ],
            )
            last = asked[-1][0]


def words(text):
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    return WORD.findall(plain.casefold())


class Migration(migrations.Migration):
    dependencies = [("community", "0003_forum")]

    operations = [
        migrations.RemoveField(model_name="vote", name="is_helpful"),
        migrations.RunPython(create, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

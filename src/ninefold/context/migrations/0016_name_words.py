"""The words of names, to look for people by; and on PostgreSQL identifiers in the order of code points, so that their
beginnings are ranges of an index there as well."""

import re
import unicodedata

import django.db.models.deletion
from django.db import connection, migrations, models

AT_ONCE = 5_000
NAMES = ("name", "firstName", "first_name", "lastName", "last_name")
WORDS_MAX, CHARACTERS_MAX = 12, 40
UNSPACED = "\u2e80"
WORD = re.compile(r"[^\W_]+")
EXACT = (
    ("context_profile", "value", 255),
    ("context_identifier", "value", 320),
    ("context_name_word", "word", 40),
    ("context_evidence", "address", 320),  # compared with identifiers, by an index
    ("context_consent", "address", 320),
)


def order_exactly(apps, schema_editor):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table, column, size in EXACT:
                cursor.execute(f'ALTER TABLE {table} ALTER COLUMN {column} TYPE varchar({size}) COLLATE "C"')


def fill(apps, schema_editor):
    last = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, profile_id, name, is_verified, word FROM context_trait WHERE id > %s ORDER BY id LIMIT %s",
                [last, AT_ONCE],
            )
            rows = cursor.fetchall()
            cursor.executemany(
                "INSERT INTO context_name_word (profile_id, name, is_verified, word) VALUES (%s, %s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                [
                    (profile, name, is_verified, part)
                    for _, profile, name, is_verified, word in rows
                    if name in NAMES and word and word.startswith('"')
                    for part in sorted(kept(word[1:]))
                ],
            )
        if not rows:
            return
        last = rows[-1][0]


def kept(text):
    plain = "".join(one for one in unicodedata.normalize("NFKD", text) if not unicodedata.combining(one))
    parts = [
        part
        for word in WORD.findall(plain.casefold())
        for part in (word, *(word[start:] for start in range(1, len(word) if word[0] >= UNSPACED else 0)))
    ]
    return {part[:CHARACTERS_MAX] for part in parts[:WORDS_MAX]}


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0015_addresses_to_follow"),
    ]

    operations = [
        migrations.CreateModel(
            name="NameWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("is_verified", models.BooleanField()),
                ("word", models.CharField(max_length=40)),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="context.profile",
                    ),
                ),
            ],
            options={
                "db_table": "context_name_word",
                "indexes": [models.Index(fields=["word", "profile"], name="context_name_word_word")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("profile", "name", "is_verified", "word"), name="context_name_word_once"
                    )
                ],
            },
        ),
        migrations.RunPython(order_exactly, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

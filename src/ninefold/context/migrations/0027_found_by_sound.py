"""Names are found however their umlauts are spelt, customer numbers in capitals or small letters.

`lower` folds the letters of ASCII alone in SQLite, and on PostgreSQL in the order of code points: both agree.
"""

from django.db import connection, migrations

# As kernel.words folds them: the words are kept folded, so that to look for one stays a range of an index.
SIGNS = (("æ", "a"), ("œ", "o"), ("ø", "o"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("ı", "i"))
SPELT_OUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
INDEXES = (
    ("context_profile_small", "context_profile", "kind, ", "kind = 'account'"),
    ("context_identifier_small", "context_identifier", "", "kind NOT IN ('email', 'phone', 'push')"),
)


def fold_words(apps, schema_editor):
    folded = "word"
    for written, kept in SIGNS + SPELT_OUT:
        folded = f"replace({folded}, '{written}', '{kept}')"
    asked = " OR ".join(f"word LIKE '%%{written}%%'" for written, _ in SIGNS + SPELT_OUT)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO context_name_word (profile_id, name, is_verified, word)"
            f" SELECT DISTINCT profile_id, name, is_verified, {folded} FROM context_name_word WHERE {asked}"
            " ON CONFLICT DO NOTHING",
            [],
        )
        cursor.execute(f"DELETE FROM context_name_word WHERE ({asked}) AND word <> {folded}", [])


def index(apps, schema_editor):
    value = 'value COLLATE "C"' if connection.vendor == "postgresql" else "value"
    with connection.cursor() as cursor:
        for name, table, first, where in INDEXES:
            cursor.execute(f"CREATE INDEX {name} ON {table} ({first}lower({value})) WHERE {where}")


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0026_erasure_place"),
    ]

    operations = [
        migrations.RunPython(fold_words, migrations.RunPython.noop),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]

"""The words of names, to look for people by; and on PostgreSQL identifiers in the order of code points, so that their
beginnings are ranges of an index there as well."""

import django.db.models.deletion
from django.db import connection, migrations, models

from ninefold.context import naming

AT_ONCE = 5_000
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
            cursor.execute("SELECT id FROM context_profile WHERE id > %s ORDER BY id LIMIT %s", [last, AT_ONCE])
            ids = [row[0] for row in cursor.fetchall()]
        if not ids:
            return
        naming.index([(pk, name, verified) for pk in ids for name in naming.NAMES for verified in (False, True)])
        last = ids[-1]


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

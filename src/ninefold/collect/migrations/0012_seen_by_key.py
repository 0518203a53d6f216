"""On SQLite the ids that were seen lie in the order of their key, once: a row of its own beside the key was written twice."""

from django.db import connection, migrations


def keep_by_key(apps, schema_editor):
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE collect_seen RENAME TO collect_seen_before")
        cursor.execute(
            "CREATE TABLE collect_seen (period integer NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (period, hash))"
            " WITHOUT ROWID"
        )
        cursor.execute("INSERT INTO collect_seen SELECT period, hash FROM collect_seen_before ORDER BY period, hash")
        cursor.execute("DROP TABLE collect_seen_before")


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0011_whose"),
    ]

    operations = [migrations.RunPython(keep_by_key, migrations.RunPython.noop)]

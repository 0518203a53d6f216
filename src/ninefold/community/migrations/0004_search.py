"""The full-text index of questions, filled with what is there; votes have their rating alone."""

from typing import Any

from django.db import connection, migrations

from ninefold.community import searching

AT_ONCE = 1_000


def build(apps: Any, schema_editor: Any) -> None:
    searching.create()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM community_question ORDER BY id")
        ids = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(ids), AT_ONCE):
        searching.index(ids[start : start + AT_ONCE])


class Migration(migrations.Migration):
    dependencies = [("community", "0003_forum")]

    operations = [
        migrations.RemoveField(model_name="vote", name="is_helpful"),
        migrations.RunPython(build, migrations.RunPython.noop),
    ]

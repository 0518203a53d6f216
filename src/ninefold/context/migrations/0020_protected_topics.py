"""What people dealt with that speaks of health, belief or the like is forgotten: it is never inferred of anybody."""

from django.db import connection, migrations

from ninefold.culture.protected import speaks_of


def forget(apps, schema_editor):
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT word FROM context_habit WHERE kind = 'topic'")
        for (word,) in cursor.fetchall():
            if speaks_of(word):
                cursor.execute(
                    "INSERT INTO context_stale (profile_id) SELECT DISTINCT profile_id FROM context_habit"
                    " WHERE kind = 'topic' AND word = %s ON CONFLICT (profile_id) DO NOTHING",
                    [word],
                )
                cursor.execute("DELETE FROM context_habit WHERE kind = 'topic' AND word = %s", [word])


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0019_identity_rules"),
        ("culture", "0001_initial"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

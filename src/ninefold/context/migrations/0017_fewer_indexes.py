"""What is written for every event carries fewer indexes: a person's counters are found by their profiles."""

from django.db import connection, migrations

ROOM_PERCENT = 85  # of a page of counters: an update that finds room beside the old row touches no index


def leave_room(apps, schema_editor):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE context_activity SET (fillfactor = {ROOM_PERCENT})")


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0016_name_words"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="activity", name="context_activity_person"),
        migrations.RemoveIndex(model_name="revenue", name="context_revenue_person"),
        migrations.RemoveField(model_name="revenue", name="person_id"),
        migrations.RunPython(leave_room, migrations.RunPython.noop),
    ]

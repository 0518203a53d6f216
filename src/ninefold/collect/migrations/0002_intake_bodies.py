"""PostgreSQL keeps the bodies of the intake log as they come: they are packed already, and to try again costs half of an append."""

from django.db import migrations

TABLES = ("collect_intake", "collect_consentintake")


def leave_bodies_alone(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"ALTER TABLE {table} ALTER COLUMN body SET STORAGE EXTERNAL")


class Migration(migrations.Migration):
    dependencies = [("collect", "0001_initial")]

    operations = [migrations.RunPython(leave_bodies_alone, migrations.RunPython.noop)]

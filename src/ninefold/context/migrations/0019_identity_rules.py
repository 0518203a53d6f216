"""The rules of identity may be changed by the team, who may add kinds of identifier of their own: their keys are longer."""

import django.db.models.deletion
from django.db import connection, migrations, models

from ninefold.kernel.database.fields import InstantField

KIND_CHARACTERS_MAX = 30


def widen(apps, schema_editor):
    """A longer limit rewrites nothing on PostgreSQL; SQLite knows none, and would copy the whole table."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for table in ("context_evidence", "context_identifier"):
                cursor.execute(f"ALTER TABLE {table} ALTER COLUMN kind TYPE varchar({KIND_CHARACTERS_MAX})")


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0018_groups_in_segments"),
    ]

    operations = [
        migrations.CreateModel(
            name="RulesRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("definition", models.TextField()),
                ("reason", models.CharField(max_length=500)),
                ("made_by", models.CharField(max_length=100)),
                ("made_at", InstantField()),
            ],
            options={"db_table": "context_rules"},
        ),
        migrations.CreateModel(
            name="RulesDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base", models.BigIntegerField()),
                ("definition", models.TextField()),
                ("reason", models.CharField(max_length=500)),
                ("made_by", models.CharField(max_length=100)),
                ("made_at", InstantField()),
                ("stage", models.CharField(max_length=10)),
                ("up_to", models.BigIntegerField(default=0)),
                ("told", models.TextField(default="{}")),
            ],
            options={"db_table": "context_rules_draft"},
        ),
        migrations.CreateModel(
            name="RegroupingRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("base", models.BigIntegerField()),
                ("up_to", models.BigIntegerField(default=0)),
                ("moved", models.BigIntegerField(default=0)),
                ("ended_at", InstantField(null=True)),
                (
                    "rules",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="context.rulesrow"
                    ),
                ),
            ],
            options={"db_table": "context_regrouping"},
        ),
        migrations.CreateModel(
            name="Regrouped",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("person_before", models.BigIntegerField()),
                ("person_after", models.BigIntegerField()),
                (
                    "rules",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="context.rulesrow",
                    ),
                ),
            ],
            options={"indexes": [models.Index(fields=["profile_id"], name="context_regrouped_profile")]},
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(widen, migrations.RunPython.noop)],
            state_operations=[
                migrations.AlterField(
                    model_name=name, name="kind", field=models.CharField(max_length=KIND_CHARACTERS_MAX)
                )
                for name in ("evidence", "identifier")
            ],
        ),
    ]

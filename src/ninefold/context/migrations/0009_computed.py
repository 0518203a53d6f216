"""Counts that computed traits rest on, whose are to be computed anew, and how far the log was counted."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0008_audit"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComputedProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.BigIntegerField(default=0)),
                ("valued_at", ninefold.kernel.database.fields.InstantField(null=True)),
            ],
            options={
                "db_table": "context_computed_progress",
            },
        ),
        migrations.CreateModel(
            name="Stale",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField(unique=True)),
            ],
        ),
        migrations.CreateModel(
            name="Habit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("word", models.CharField(max_length=100)),
                ("times", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("profile_id", "kind", "word"), name="context_habit_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("day", models.IntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("orders", models.BigIntegerField()),
                ("sum_minor", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("profile_id", "day", "currency"), name="context_purchase_once")
                ],
            },
        ),
    ]

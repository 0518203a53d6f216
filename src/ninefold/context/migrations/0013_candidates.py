import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0012_move_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="LinkageRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("begun_at", ninefold.kernel.database.fields.InstantField()),
                ("finished_at", ninefold.kernel.database.fields.InstantField(null=True)),
                ("people", models.BigIntegerField(default=0)),
                ("found", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "context_linkage_run",
            },
        ),
        migrations.CreateModel(
            name="Candidate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weight", models.FloatField()),
                ("reasons", models.TextField()),
                ("found_at", ninefold.kernel.database.fields.InstantField()),
                ("put_off_until", ninefold.kernel.database.fields.InstantField(null=True)),
                (
                    "left",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="context.profile",
                    ),
                ),
                (
                    "right",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="context.profile"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["-weight"], name="context_candidate_weight")],
                "constraints": [
                    models.UniqueConstraint(fields=("left", "right"), name="context_candidate_once"),
                    models.CheckConstraint(
                        condition=models.Q(("left__lt", models.F("right"))), name="context_candidate_ordered"
                    ),
                ],
            },
        ),
    ]

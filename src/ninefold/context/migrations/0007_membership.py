"""Who is in segments now, and how far that follows what happened."""

import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0006_move"),
    ]

    operations = [
        migrations.CreateModel(
            name="SegmentProgress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.BigIntegerField()),
                ("profile_id", models.BigIntegerField()),
                ("swept_at", ninefold.kernel.database.fields.InstantField()),
                ("turn", models.BigIntegerField(default=0)),
            ],
            options={
                "db_table": "context_segment_progress",
            },
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("name", models.CharField(db_default="", default="", max_length=100)),
            ],
        ),
        migrations.AddField(
            model_name="segmentrow",
            name="rebuilt_to",
            field=models.BigIntegerField(db_default=0, default=0, null=True),
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                ("entered_at", ninefold.kernel.database.fields.InstantField()),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="context.profile"
                    ),
                ),
                (
                    "segment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="context.segmentrow",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["segment", "person_id"], name="context_membership_of"),
                    models.Index(fields=["person_id"], name="context_membership_person"),
                ],
                "constraints": [models.UniqueConstraint(fields=("segment", "profile"), name="context_membership_once")],
            },
        ),
    ]

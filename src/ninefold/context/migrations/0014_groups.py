import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0013_candidates"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255, unique=True)),
                ("first_at", ninefold.kernel.database.fields.InstantField()),
            ],
            options={
                "db_table": "context_group",
            },
        ),
        migrations.CreateModel(
            name="GroupMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_verified", models.BooleanField()),
                ("first_at", ninefold.kernel.database.fields.InstantField()),
                ("last_at", ninefold.kernel.database.fields.InstantField()),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="context.profile"
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="context.grouprow",
                    ),
                ),
            ],
            options={
                "db_table": "context_group_member",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "profile", "is_verified"), name="context_group_member_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupTraitRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100)),
                ("is_verified", models.BooleanField()),
                ("value", models.TextField()),
                ("occurred_at", ninefold.kernel.database.fields.InstantField()),
                ("message_id", models.TextField()),
                ("source_id", models.BigIntegerField()),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="context.grouprow",
                    ),
                ),
            ],
            options={
                "db_table": "context_group_trait",
                "constraints": [
                    models.UniqueConstraint(fields=("group", "name", "is_verified"), name="context_group_trait_once")
                ],
            },
        ),
    ]

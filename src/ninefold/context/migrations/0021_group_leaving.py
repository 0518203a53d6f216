import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0020_protected_topics"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupLeaving",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_verified", models.BooleanField()),
                ("left_at", ninefold.kernel.database.fields.InstantField()),
                ("source_id", models.BigIntegerField()),
                ("removed_by", models.CharField(max_length=100)),
                (
                    "group",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="context.grouprow",
                    ),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="context.profile"
                    ),
                ),
            ],
            options={
                "db_table": "context_group_leaving",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("group", "profile", "is_verified", "left_at"), name="context_group_leaving_once"
                    )
                ],
            },
        ),
    ]

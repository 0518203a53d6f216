"""What holding segments against the lake found."""

import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0007_membership"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audited_at", ninefold.kernel.database.fields.InstantField()),
                ("kept", models.BigIntegerField()),
                ("meant", models.BigIntegerField()),
                ("missing", models.BigIntegerField()),
                ("surplus", models.BigIntegerField()),
                (
                    "segment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="context.segmentrow"
                    ),
                ),
            ],
            options={
                "db_table": "context_segment_audit",
            },
        ),
    ]

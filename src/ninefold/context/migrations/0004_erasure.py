"""Erasures with their receipts, and the tombstones that keep who was erased from coming back."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [("context", "0003_ruling")]

    operations = [
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("hash", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("erased_at", ninefold.kernel.database.fields.InstantField()),
                ("refused", models.BigIntegerField(db_default=0, default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=36, unique=True)),
                ("asked_at", ninefold.kernel.database.fields.InstantField()),
                ("asked_by", models.CharField(max_length=100)),
                ("profile_ids", models.TextField()),
                ("step", models.CharField(max_length=20)),
                ("counts", models.TextField()),
                ("waits_for", models.CharField(db_default="", default="", max_length=300)),
                ("finished_at", ninefold.kernel.database.fields.InstantField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("finished_at__isnull", True)), fields=["id"], name="context_erasure_open"
                    )
                ],
            },
        ),
    ]

"""Tests of letters that the relay took."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("channel", "0003_about"),
    ]

    operations = [
        migrations.CreateModel(
            name="TestTaken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("actor_key", models.CharField(max_length=100)),
                ("taken_at", ninefold.kernel.database.fields.InstantField()),
            ],
            options={
                "db_table": "channel_test_taken",
            },
        ),
    ]

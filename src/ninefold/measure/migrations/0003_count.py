"""What the measures count over whole weeks is counted by the worker, and kept as a row each."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("measure", "0002_judgement"),
    ]

    operations = [
        migrations.CreateModel(
            name="CountRow",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("until", ninefold.kernel.database.fields.InstantField()),
                ("counted_at", ninefold.kernel.database.fields.InstantField()),
                ("took_us", models.BigIntegerField()),
                ("found", models.TextField()),
            ],
            options={"db_table": "measure_count"},
        ),
    ]

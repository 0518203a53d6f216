"""How promises were kept is judged by the worker, and kept as one row until the next judgement stands."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("measure", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="JudgementRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_finished", models.BooleanField(default=False, unique=True)),
                ("until", ninefold.kernel.database.fields.InstantField()),
                ("rules", models.CharField(max_length=100)),
                ("cursor", models.BigIntegerField(default=0)),
                ("found", models.TextField(blank=True, default="")),
                ("finished_at", ninefold.kernel.database.fields.InstantField(null=True)),
            ],
            options={"db_table": "measure_judgement"},
        ),
    ]

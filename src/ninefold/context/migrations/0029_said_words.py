"""How often people say the terms of a lexicon, and their plain words."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0028_proved_addresses"),
    ]

    operations = [
        migrations.CreateModel(
            name="SaidWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("community", models.CharField(max_length=100)),
                ("term", models.CharField(max_length=200)),
                ("ours", models.IntegerField()),
                ("plain", models.IntegerField()),
            ],
            options={
                "db_table": "context_said_word",
                "constraints": [
                    models.UniqueConstraint(fields=("profile_id", "community", "term"), name="context_said_word_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ours__gte", 0), ("plain__gte", 0)), name="context_said_word_counts"
                    ),
                ],
            },
        ),
    ]

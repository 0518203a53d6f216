"""Profiles that belong to another person than before, until that was looked at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0005_rights_link"),
    ]

    operations = [
        migrations.CreateModel(
            name="Move",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
            ],
        ),
    ]

"""What a source may send and how fast, keys that change without a gap, and signed webhooks."""

from django.db import migrations, models

import ninefold.kernel.database.fields


def text(length: int) -> models.CharField:
    return models.CharField(db_default="", default="", max_length=length)


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0003_import_mapping"),
    ]

    operations = [
        migrations.AddField("source", "calls", text(200)),
        migrations.AddField("source", "events_per_second", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("source", "previous_key", text(100)),
        migrations.AddField("source", "previous_until", ninefold.kernel.database.fields.InstantField(null=True)),
        migrations.AddField("source", "secret", text(100)),
        migrations.AddField("source", "person_field", text(200)),
    ]

"""Calls that are no track events are found by when they happened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0006_replays"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(("kind", "track"), _negated=True),
                fields=["kind", "occurred_at"],
                name="collect_event_calls",
            ),
        ),
    ]

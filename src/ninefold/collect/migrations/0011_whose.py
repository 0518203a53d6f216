"""What somebody did is told by the index alone: of all that they did, only what is asked about is read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0010_keep_days"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="event", name="collect_event_profile"),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["profile_id", "occurred_at", "name"], name="collect_event_profile"),
        ),
    ]

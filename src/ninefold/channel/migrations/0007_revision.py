"""Which revision of a version went out: what it said stays known, whatever becomes of the version."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("channel", "0006_silence")]

    operations = [
        migrations.AddField("delivery", "revision_id", models.BigIntegerField(default=0, db_default=0)),
    ]

"""How many lines of an import say no to being written to."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0012_seen_by_key"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="said_no",
            field=models.BigIntegerField(db_default=0, default=0),
        ),
    ]

"""By which mapping a file was read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("collect", "0002_intake_bodies"),
    ]

    operations = [
        migrations.AddField(
            model_name="import",
            name="mapping_hash",
            field=models.CharField(db_default="", default="", max_length=64),
        ),
    ]

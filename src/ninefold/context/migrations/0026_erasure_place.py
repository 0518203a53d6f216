"""How far a step of an erasure has come that goes piece by piece."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0025_contacts"),
    ]

    operations = [
        migrations.AddField(model_name="erasure", name="place", field=models.BigIntegerField(db_default=0, default=0)),
        migrations.AddField(model_name="erasure", name="last", field=models.BigIntegerField(db_default=0, default=0)),
    ]

"""The postal address that stands at the foot of every letter."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("culture", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="charterrow",
            name="postal_address",
            field=models.CharField(default="", max_length=200),
        ),
    ]

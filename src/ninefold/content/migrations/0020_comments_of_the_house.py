"""Comments that Ninefold itself makes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0019_renditions_per_slot"),
    ]

    operations = [
        migrations.AddField(
            model_name="commentrow",
            name="by_house",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]

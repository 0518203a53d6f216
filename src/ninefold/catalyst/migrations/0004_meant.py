"""A campaign keeps whom it was for in words: its segment may be changed afterwards."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalyst", "0003_routed_questions"),
    ]

    operations = [
        migrations.AddField(
            model_name="audience",
            name="meant",
            field=models.TextField(blank=True, db_default="", default=""),
        ),
    ]

"""Facts of an item are said by every variant."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="contentitem",
            name="facts",
            field=models.TextField(
                blank=True,
                help_text="Facts that every variant must say and no form may lose, one on a line. Spellings of other tongues after a bar: until 30 Nov | bis 30. Nov",
            ),
        ),
    ]

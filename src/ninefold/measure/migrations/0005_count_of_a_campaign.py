"""What a campaign changed of a goal is counted, too: its name names both."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measure", "0004_counted_anew"),
    ]

    operations = [
        migrations.AlterField("countrow", "name", models.CharField(max_length=120, primary_key=True, serialize=False)),
    ]

"""What a mailbox had before its reader was erased, as keyed hashes: a turn stays used."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("currency", "0008_erased")]

    operations = [
        migrations.CreateModel(
            name="HadBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=32, unique=True)),
                ("times", models.IntegerField()),
            ],
        ),
    ]

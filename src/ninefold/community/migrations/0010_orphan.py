"""Events of a forum that came before what they are about; when a question may be put to answerers again."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0009_deeds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Orphan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("parent", models.CharField(db_index=True, max_length=200)),
                ("event_id", models.BigIntegerField(unique=True)),
                ("kept_at", ninefold.kernel.database.fields.InstantField(db_index=True)),
            ],
        ),
        migrations.AddField("question", "route_after", ninefold.kernel.database.fields.InstantField(null=True)),
    ]

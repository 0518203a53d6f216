"""Links by which people get at their own data: mailed, good for one use."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [("context", "0004_erasure")]

    operations = [
        migrations.CreateModel(
            name="RightsLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField(db_index=True)),
                ("asked_at", ninefold.kernel.database.fields.InstantField()),
                ("used_at", ninefold.kernel.database.fields.InstantField(null=True)),
            ],
        ),
    ]

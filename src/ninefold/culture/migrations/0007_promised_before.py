"""What the charter promised before it was changed: a contact is judged by what held when it was made."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [("culture", "0006_legal_pages")]

    operations = [
        migrations.CreateModel(
            name="PromisedBefore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("until", ninefold.kernel.database.fields.InstantField(db_index=True)),
                ("attention_per_week", models.FloatField()),
                ("quiet_from", models.TimeField()),
                ("quiet_until", models.TimeField()),
            ],
            options={"db_table": "culture_promisedbefore"},
        ),
    ]

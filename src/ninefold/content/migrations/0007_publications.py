"""What was published stays known with its claims and what backs them, whatever becomes of version and item."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("content", "0006_living_blocks")]

    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision_id", models.BigIntegerField(unique=True)),
                ("item_id", models.BigIntegerField()),
                ("claims", models.JSONField()),
            ],
        ),
        migrations.AlterField(
            model_name="claim",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="claims",
                to="content.contentitem",
            ),
        ),
    ]

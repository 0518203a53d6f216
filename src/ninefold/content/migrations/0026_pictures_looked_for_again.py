"""Pictures of products are looked for again, by what the other side said of them."""

from django.db import migrations, models

import ninefold.kernel.database.fields

MONTH_US = 30 * 86_400 * 1_000_000


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0025_experts_held_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="fetchedrow",
            name="look_again_at",
            field=ninefold.kernel.database.fields.InstantField(db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="fetchedrow",
            name="etag",
            field=models.CharField(blank=True, db_default="", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="fetchedrow",
            name="modified",
            field=models.CharField(blank=True, db_default="", default="", max_length=100),
        ),
        migrations.RunSQL(
            f"UPDATE content_fetched_picture SET look_again_at = fetched_at + {MONTH_US} WHERE image_id IS NOT NULL",
            migrations.RunSQL.noop,
        ),
    ]

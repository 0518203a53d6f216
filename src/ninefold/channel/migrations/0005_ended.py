"""What arrived in some weeks is found by when it ended, without a walk through all deliveries."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("channel", "0004_tests_taken"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", False)),
                fields=["ended_at"],
                name="channel_delivery_ended_at",
            ),
        ),
    ]

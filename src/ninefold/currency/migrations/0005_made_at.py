"""What was transferred in some weeks is found by when it was made, without a walk through the whole ledger."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("currency", "0004_recognition"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="transfer", index=models.Index(fields=["made_at"], name="currency_transfer_made_at")
        ),
    ]

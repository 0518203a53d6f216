"""From when a rule holds. Those that stand hold always, as they did; a new install's begin at its first start."""

from django.db import migrations

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [("currency", "0010_taken_back")]

    operations = [
        migrations.AddField("rule", "valid_from", ninefold.kernel.database.fields.InstantField(null=True)),
    ]

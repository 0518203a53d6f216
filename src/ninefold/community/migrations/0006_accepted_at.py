"""Of two answers accepted one after the other the later one stays, also when the first word is heard of last."""

from django.db import migrations

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0005_sign_outs"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="accepted_at",
            field=ninefold.kernel.database.fields.InstantField(null=True),
        ),
    ]

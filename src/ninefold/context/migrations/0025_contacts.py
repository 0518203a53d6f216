"""What messages were about and whether they were responded to, for what moves a person."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0024_who_proved_a_mailbox"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("delivery_id", models.BigIntegerField()),
                ("topic", models.CharField(max_length=100)),
                ("currencies", models.CharField(max_length=500)),
                ("sent_at", ninefold.kernel.database.fields.InstantField()),
                ("is_answered", models.BooleanField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("profile_id", "delivery_id"), name="context_contact_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Redeemed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("currency", models.CharField(max_length=100)),
                ("redeemed_at", ninefold.kernel.database.fields.InstantField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("profile_id", "currency", "redeemed_at"), name="context_redeemed_once"
                    )
                ],
            },
        ),
    ]

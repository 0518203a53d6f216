"""The company: name, logo, and the sender of its mail."""

from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("culture", "0002_postal_address"),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanyRow",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("sender_address", models.CharField(max_length=254)),
                ("sender_name", models.CharField(default="", max_length=80)),
                ("logo_id", models.BigIntegerField(default=0)),
                ("changed_at", ninefold.kernel.database.fields.InstantField()),
                ("changed_by", models.CharField(max_length=100)),
            ],
            options={
                "db_table": "culture_company",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="culture_one_company"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("sender_address", ""), _negated=True)
                        ),
                        name="culture_company_named",
                    ),
                ],
            },
        ),
    ]

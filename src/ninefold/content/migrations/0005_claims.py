import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [("content", "0004_default_workflow")]

    operations = [
        migrations.CreateModel(
            name="Claim",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=300)),
                ("source", models.CharField(blank=True, default="", max_length=500)),
                ("verified_by", models.CharField(blank=True, default="", max_length=150)),
                ("verified_at", ninefold.kernel.database.fields.InstantField(null=True)),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="claims", to="content.contentitem"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("item", "text"), name="content_claim_once"),
                    models.CheckConstraint(
                        condition=models.Q(("verified_at", None), ("verified_by", ""))
                        | models.Q(models.Q(("verified_by", ""), _negated=True), ("verified_at__isnull", False)),
                        name="content_claim_verified_by_and_on",
                    ),
                ],
            },
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0010_forms"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="evidence",
            name="context_evidence_once",
        ),
        migrations.AddField(
            model_name="evidence",
            name="address",
            field=models.CharField(db_default="", default="", max_length=320),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("address", ""), _negated=True), fields=["address"], name="context_evidence_address"
            ),
        ),
        migrations.AddIndex(
            model_name="evidence",
            index=models.Index(
                condition=models.Q(("refused", ""), _negated=True),
                fields=["refused", "id"],
                name="context_evidence_refused",
            ),
        ),
        migrations.AddConstraint(
            model_name="evidence",
            constraint=models.UniqueConstraint(
                fields=("left", "right", "kind", "is_verified", "address"), name="context_evidence_once"
            ),
        ),
    ]

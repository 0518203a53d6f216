"""Sums of money get their currency, words on consent their person, shared addresses a mark; what is there already is filled in."""

import django.db.models.deletion
from django.db import migrations, models

# Sums so far have no currency of their own: they stay as what none was named for.
SUMS = """
    INSERT INTO context_revenue (profile_id, person_id, name, currency, sum_minor)
    SELECT profile_id, person_id, name, '', sum_minor FROM context_activity WHERE sum_minor <> 0
"""
PEOPLE = """
    UPDATE context_consent
    SET person_id = (SELECT p.person_id FROM context_profile p WHERE p.id = context_consent.profile_id)
"""
SHARED = """
    UPDATE context_identifier SET is_shared = TRUE WHERE (kind, value) IN (
        SELECT kind, value FROM context_identifier GROUP BY kind, value HAVING COUNT(DISTINCT profile_id) > 1
    )
"""


class Migration(migrations.Migration):
    dependencies = [("context", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Revenue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=200)),
                ("currency", models.CharField(max_length=3)),
                ("sum_minor", models.BigIntegerField()),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="context.profile",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person_id"], name="context_revenue_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("profile", "name", "currency"), name="context_revenue_once")
                ],
            },
        ),
        migrations.RunSQL(SUMS, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="activity", name="sum_minor"),
        migrations.RemoveIndex(model_name="consentrow", name="context_consent_for"),
        migrations.AddField(
            model_name="consentrow",
            name="person_id",
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunSQL(PEOPLE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="consentrow",
            index=models.Index(
                fields=["purpose", "channel", "person_id", "occurred_at", "status", "trust"],
                name="context_consent_for",
            ),
        ),
        migrations.AddIndex(
            model_name="consentrow",
            index=models.Index(fields=["person_id"], name="context_consent_person"),
        ),
        migrations.AddField(
            model_name="identifier",
            name="is_shared",
            field=models.BooleanField(db_default=False),
        ),
        migrations.RunSQL(SHARED, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(
                condition=models.Q(("is_shared", True)), fields=["kind", "value"], name="context_identifier_shared"
            ),
        ),
    ]

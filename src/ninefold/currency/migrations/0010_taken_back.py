"""What rules gave can go back: when goods are returned, when an answer is hidden, or by the team's word.

The rules that an install begins with learn by which events; rules of the company's own are left as they are.
"""

import django.db.models.deletion
from django.db import migrations, models

import ninefold.kernel.database.fields

BEGUN = {
    "purchase": ("Order Completed", "Order Refunded\nOrder Cancelled"),
    "accepted-answer": ("Answer Accepted", "Answer Hidden"),
    "helpful-answer": ("Answer Found Helpful", "Answer Hidden"),
}


def name_events(apps, schema_editor):
    for key, (event_name, events) in BEGUN.items():
        found = apps.get_model("currency", "Rule").objects.filter(key=key, event_name=event_name, taken_back_by="")
        found.update(taken_back_by=events)


class Migration(migrations.Migration):
    dependencies = [("currency", "0009_had_before")]

    operations = [
        migrations.AddField(
            "rule", "taken_back_by", models.CharField(blank=True, db_default="", default="", max_length=400)
        ),
        migrations.RunPython(name_events, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=180, unique=True)),
                ("gift_key", models.CharField(max_length=200)),
                ("profile_id", models.BigIntegerField(db_index=True)),
                ("asked", models.BigIntegerField()),
                ("taken", models.BigIntegerField(default=0)),
                ("reason", models.CharField(max_length=600)),
                ("by", models.CharField(blank=True, default="", max_length=100)),
                ("is_waiting", models.BooleanField(default=False)),
                ("made_at", ninefold.kernel.database.fields.InstantField()),
                (
                    "currency",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="currency.currency"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["gift_key"], name="currency_reversal_gift")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("taken__gte", 0), ("asked__gte", models.F("taken"))),
                        name="currency_reversal_no_more_than_asked",
                    )
                ],
            },
        ),
    ]

"""Accepted answers earn up to a most a day, as helpful ones do, where nobody of the team has changed the rule.

Two who accept each other's answers all day would earn without end. What is bought is bounded by what is paid.
"""

from django.db import migrations

PER_DAY_MAX = 50
# As the migration before this one wrote it; whatever differs, somebody has decided.
SEEDED = {
    "key": "accepted-answer", "event_name": "Answer Accepted", "property": "", "per_unit": 10, "beneficiary": "author",
    "step": 1, "money": "", "per_day_max": 0, "reason": "Your answer was accepted", "is_on": True,
}  # fmt: skip


def bound(apps, schema_editor):
    rules = apps.get_model("currency", "Rule").objects
    rules.filter(**SEEDED).update(per_day_max=PER_DAY_MAX)


class Migration(migrations.Migration):
    dependencies = [("currency", "0006_welcome")]

    operations = [migrations.RunPython(bound, migrations.RunPython.noop)]

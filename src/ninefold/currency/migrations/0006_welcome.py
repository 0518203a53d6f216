"""Points for joining, as a rule that is there and switched off: who has two addresses would get them twice."""

from django.db import migrations


def add_welcome(apps, schema_editor):
    points = apps.get_model("currency", "Currency").objects.filter(key="points").first()
    if points is None:
        return
    apps.get_model("currency", "Rule").objects.get_or_create(
        key="welcome",
        defaults={"event_name": "Community Joined", "currency": points, "property": "", "per_unit": 50,
                  "beneficiary": "actor", "per_day_max": 0, "reason": "Welcome", "is_on": False},
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("currency", "0005_made_at")]

    operations = [migrations.RunPython(add_welcome, migrations.RunPython.noop)]

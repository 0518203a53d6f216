"""The built-in goal of redeeming a code counts codes alone, where nobody has changed it.

What was redeemed before events said the kind counts no more: it may have been early access as well as a code.
"""

from django.db import migrations

KEY, EVENT = "redeemed-a-code", "Reward Redeemed"


def narrow(apps, schema_editor):
    goals = apps.get_model("culture", "GoalRow").objects
    goals.filter(key=KEY, event_name=EVENT, properties={}).update(properties={"kind": "code"})


class Migration(migrations.Migration):
    dependencies = [
        ("culture", "0003_company"),
    ]

    operations = [
        migrations.RunPython(narrow, migrations.RunPython.noop),
    ]

"""The team's word that an answer may go into letters; all answers are scored anew, now with the company's word."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import ninefold.kernel.database.fields


def score_anew(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("community", "Answer").objects.update(is_to_score=True)


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0007_routed_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="answer",
            name="approved_at",
            field=ninefold.kernel.database.fields.InstantField(null=True),
        ),
        migrations.AddField(
            model_name="answer",
            name="approved_by",
            field=models.CharField(max_length=100, default="", db_default=""),
        ),
        migrations.RunPython(score_anew, migrations.RunPython.noop),
    ]

"""Variants have a workflow from the first start: drafted, submitted, reviewed by someone who may publish."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def assign(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the workflow and assign it to variants, unless someone assigned another one by hand."""
    kinds = apps.get_model("contenttypes", "ContentType").objects
    assigned = apps.get_model("wagtailcore", "WorkflowContentType").objects
    variant, _ = kinds.get_or_create(app_label="content", model="variant")
    if assigned.filter(content_type=variant).exists():
        return
    review, _ = kinds.get_or_create(app_label="content", model="review")
    task = apps.get_model("content", "Review").objects.create(name="Review by who may publish", content_type=review)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.create(name="Review")
    apps.get_model("wagtailcore", "WorkflowTask").objects.create(
        workflow=workflow, task_id=task.task_ptr_id, sort_order=0
    )
    assigned.create(workflow=workflow, content_type=variant)


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0003_review"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(assign, migrations.RunPython.noop)]

"""A reviewer's word on who is one person is a ruling: "decision" is what catalyst takes about a contact."""

from django.db import migrations, models
from django.db.models import F, Q

ONCE = models.UniqueConstraint(
    fields=["left", "right"], condition=Q(undone_at__isnull=True), name="context_ruling_once"
)
ORDERED = models.CheckConstraint(condition=Q(left__lt=F("right")), name="context_ruling_ordered")
VERDICT = models.CheckConstraint(condition=Q(verdict__in=["allow", "deny"]), name="context_ruling_verdict")


class Migration(migrations.Migration):
    dependencies = [("context", "0002_what_segments_ask_for")]

    operations = [
        migrations.RenameModel("Ruling", "RulingRow"),
        migrations.AlterModelTable("rulingrow", "context_ruling"),
        migrations.RemoveConstraint("rulingrow", "context_decision_once"),
        migrations.RemoveConstraint("rulingrow", "context_decision_ordered"),
        migrations.RemoveConstraint("rulingrow", "context_decision_verdict"),
        migrations.AddConstraint("rulingrow", ONCE),
        migrations.AddConstraint("rulingrow", ORDERED),
        migrations.AddConstraint("rulingrow", VERDICT),
    ]

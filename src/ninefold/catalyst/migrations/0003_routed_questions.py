"""Questions routed before community noted it are noted now."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalyst", "0002_routing"),
        ("community", "0007_routed_at"),
    ]

    operations = [
        migrations.RunSQL(
            "UPDATE community_question SET routed_at ="
            " (SELECT r.routed_at FROM catalyst_routing r WHERE r.occurrence = community_question.id)"
            " WHERE id IN (SELECT occurrence FROM catalyst_routing)",
            migrations.RunSQL.noop,
        ),
    ]

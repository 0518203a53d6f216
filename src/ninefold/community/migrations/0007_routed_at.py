"""Questions that were put to likely answerers say so, so that those that were not are found without a list of them."""

from django.db import migrations, models
from django.db.models import Q

import ninefold.kernel.database.fields


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0006_accepted_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="question",
            name="routed_at",
            field=ninefold.kernel.database.fields.InstantField(null=True),
        ),
        migrations.AddIndex(
            model_name="question",
            index=models.Index(
                fields=["asked_at", "id"],
                condition=Q(state="shown", answer_count=0, routed_at=None),
                name="community_unrouted",
            ),
        ),
    ]

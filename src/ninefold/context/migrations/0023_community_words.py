"""When people joined communities and left them, in the place of how often they joined."""

from django.db import migrations, models

import ninefold.kernel.database.fields

# When is not known of those of before: as early as can be, so that any leaving comes later.
CARRY_OVER = (
    "INSERT INTO context_communityword (profile_id, community, joined_at, left_at)"
    " SELECT profile_id, word, 1, 0 FROM context_habit WHERE kind = 'joined'"
)


class Migration(migrations.Migration):
    dependencies = [
        ("context", "0022_one_mailbox_one_value"),
    ]

    operations = [
        migrations.CreateModel(
            name="CommunityWord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("profile_id", models.BigIntegerField()),
                ("community", models.CharField(max_length=100)),
                ("joined_at", ninefold.kernel.database.fields.InstantField()),
                ("left_at", ninefold.kernel.database.fields.InstantField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("profile_id", "community"), name="context_communityword_once")
                ],
            },
        ),
        migrations.RunSQL(CARRY_OVER, migrations.RunSQL.noop),
        migrations.RunSQL("DELETE FROM context_habit WHERE kind = 'joined'", migrations.RunSQL.noop),
    ]

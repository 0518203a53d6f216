"""How often a vote, an acceptance and a post were changed is kept, so that limits count what was done, not rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0008_approved"),
    ]

    operations = [
        migrations.AddField("answer", "edits", models.IntegerField(db_default=0, default=0)),
        migrations.AddField("question", "edits", models.IntegerField(db_default=0, default=0)),
        migrations.AddField("question", "acceptances", models.IntegerField(db_default=0, default=0)),
        migrations.AddField("vote", "times", models.IntegerField(db_default=1, default=1)),
    ]

"""Which answers the person who asked has not been told of, and who wants to be told. Those of before count as told."""

from django.db import migrations, models

from ninefold.kernel.database.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("community", "0013_let_through")]

    operations = [
        migrations.AddField("answer", "is_asker_told", models.BooleanField(default=False, db_default=True)),
        migrations.AddField("question", "asker_told_at", InstantField(null=True)),
        migrations.AddField("member", "hears_of_answers", models.BooleanField(default=True, db_default=True)),
        migrations.AddIndex(
            "answer",
            models.Index(fields=["id"], condition=models.Q(is_asker_told=False), name="community_untold"),
        ),
    ]

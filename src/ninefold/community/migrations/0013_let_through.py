"""When a post that waited for a look was first seen by others: what counts its age counts from then."""

from django.db import migrations

from ninefold.kernel.database.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("community", "0012_barred_mailbox")]

    operations = [
        migrations.AddField("question", "let_through_at", InstantField(null=True)),
        migrations.AddField("answer", "let_through_at", InstantField(null=True)),
    ]

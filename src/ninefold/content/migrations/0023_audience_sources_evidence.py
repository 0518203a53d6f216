"""Whom an item is for, where it comes from, what shows that it is so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("content", "0022_fetched_pictures"),
    ]

    operations = [
        migrations.AddField(
            model_name="contentitem",
            name="audience",
            field=models.JSONField(
                blank=True,
                db_default=[],
                default=list,
                help_text="Keys of the communities that it is for; empty for everyone.",
            ),
        ),
        migrations.AddField(
            model_name="contentitem",
            name="evidence",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="What shows that it is so, one on a line: a study, a test of our own, a certificate.",
            ),
        ),
        migrations.AddField(
            model_name="contentitem",
            name="sources",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                help_text="Where it comes from, one on a line: an address, a document, a person who said so.",
            ),
        ),
    ]
